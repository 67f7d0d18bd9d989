-- +goose Up

-- A rule of nobody in particular is the platform's: it holds where the law, the association and the body say nothing.
alter table rules drop constraint rules_key_check, drop constraint rules_check,
  add constraint rules_key_check check (key in ('decision_days', 'appeal_days', 'completion_days', 'minimum_members', 'voting_after_months', 'procedure_days',
    'notice_days', 'publication_days', 'stale_months', 'hide_months', 'request_reminder_days', 'request_keep_months')),
  add constraint rules_check check (num_nonnulls(association_id, body_id) <= 1);
insert into rules (key, value, since) values ('stale_months', 6, '2000-01-01'), ('hide_months', 12, '2000-01-01');

-- secrets that this registry made for itself: what it signs forms with
create table secrets (
  name   text primary key,
  secret bytea not null
);

-- What somebody without an account asks of an association or a body about a listed carer: to be put in contact, or that a
-- mistake be mended. On erase_on every column that says who asked what is emptied; the row stays and is counted.
create table requests (
  id             bigint generated always as identity primary key,
  code           text not null,
  kind           text not null check (kind in ('contact', 'mistake')),
  state          text not null check (state in ('new', 'in_progress', 'done', 'not_done', 'withdrawn')),
  association_id bigint references associations,
  body_id        bigint references bodies,
  person_id      bigint references people,
  language       text not null check (language in ('it', 'es', 'el', 'en')),
  on_behalf      text not null check (on_behalf in ('', 'self', 'other')),
  mistake        text not null check (mistake in ('', 'not_working', 'services', 'contacts', 'accreditation', 'other')),
  name           text not null,
  phone          text not null,
  email          text not null,
  services       jsonb not null,
  place          text not null,
  starts_on      date,
  times          text not null,
  words          text not null,
  notice         text not null, -- the version of the notice that was read
  form           bytea unique,  -- the form it was sent by, so that one form sent twice is one request
  created_at     timestamptz not null,
  moved_at       timestamptz not null,
  taken_by       bigint references accounts,
  not_done       text not null check (not_done in ('', 'unreachable', 'nobody_free', 'not_ours', 'not_a_mistake', 'not_serious')),
  answers        int not null default 0,
  reminded_at    timestamptz,
  erase_on       date not null,
  erased_at      timestamptz,
  check (num_nonnulls(association_id, body_id) = 1),
  check ((state = 'in_progress') <= (taken_by is not null)),
  check ((state = 'not_done') = (not_done <> '')),
  check (erased_at is null or name || phone || email || place || times || words = '')
);
create unique index requests_code on requests (code) where code <> '';
create index requests_association on requests (association_id, state, created_at) where association_id is not null;
create index requests_body on requests (body_id, state, created_at) where body_id is not null;
create index requests_person on requests (person_id) where person_id is not null;
create index requests_due on requests (erase_on) where code <> '';
create index requests_open on requests (moved_at) where state in ('new', 'in_progress');

create table request_answers (
  id          bigint generated always as identity primary key,
  request_id  bigint not null references requests,
  text        text not null,
  answered_at timestamptz not null,
  answered_by bigint not null references accounts,
  name        text not null
);
create index request_answers_request on request_answers (request_id);

-- a private link to a request; a link by which a carer confirms an entry
alter table links add column request_id bigint references requests,
  drop constraint links_check, add constraint links_check check (num_nonnulls(account_id, invitation_id, request_id) = 1),
  drop constraint links_purpose_check, add constraint links_purpose_check check (purpose in ('confirm', 'reset', 'invite', 'request', 'listing'));
create index links_request on links (request_id) where request_id is not null;
alter table messages add column request_id bigint references requests,
  drop constraint messages_purpose_check, add constraint messages_purpose_check check (purpose in ('', 'confirm', 'reset', 'invite', 'request', 'listing'));
create index messages_request on messages (request_id) where request_id is not null;

alter table consents drop constraint consents_item_check, add constraint consents_item_check
  check (item in ('listing', 'area', 'services', 'languages', 'bio', 'phone', 'email', 'indexing', 'requests'));

-- +goose StatementBegin
-- The day so many months after a carer confirmed an entry, by the rule that the body, or else the platform, had on the day of the
-- confirmation: what was told to the carer then holds. Never, when the rule says 0.
create function listing_term(rule_key text, of_body bigint, confirmed date) returns date language sql stable as $$
  select (confirmed + make_interval(months => nullif(value, 0)))::date from rules
   where key = rule_key and association_id is null and (body_id = of_body or body_id is null) and since <= confirmed
   order by body_id nulls last, since desc limit 1
$$;
-- +goose StatementEnd

-- When an entry becomes stale, and when it leaves the list because nobody confirmed it. This is the only place that says so:
-- whatever writes an entry, the search, its page and every count go by stale_from and visible_until.
alter table providers add column stale_from date, add column hidden_from date, add column entitled_until date;

-- +goose StatementBegin
create function set_listing_terms() returns trigger language plpgsql as $$
declare
  confirmed date := (new.confirmed_at at time zone 'Europe/Rome')::date;
begin
  if tg_op = 'INSERT' or new.visible_until is distinct from old.visible_until then
    new.entitled_until := new.visible_until; -- what the accreditation gives
  end if;
  new.stale_from := listing_term('stale_months', new.body_id, confirmed);
  new.hidden_from := listing_term('hide_months', new.body_id, confirmed);
  new.visible_until := least(new.entitled_until, new.hidden_from - 1);
  return new;
end $$;

-- a rule that holds from a day on changes the terms of what was confirmed since then
create function apply_listing_rule() returns trigger language plpgsql as $$
begin
  if new.key in ('stale_months', 'hide_months') then
    update providers set confirmed_at = confirmed_at where (new.body_id is null or body_id = new.body_id) and confirmed_at >= new.since - 1;
    update provider_places l set visible_until = v.visible_until from providers v
     where v.person_id = l.person_id and l.visible_until is distinct from v.visible_until;
  end if;
  return null;
end $$;
-- +goose StatementEnd
create trigger providers_terms before insert or update on providers for each row execute function set_listing_terms();
create trigger rules_listing after insert or update on rules for each row execute function apply_listing_rule();
create index providers_stale on providers (stale_from);

select refresh_provider(person_id) from providers;
