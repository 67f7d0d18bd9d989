-- +goose Up

-- what a body's register publishes of each person beside the name; without an article the default of the country holds
alter table bodies add column register_fields jsonb;
alter table bodies add column register_article text not null default '';

alter table accreditations add column public_id uuid not null unique default gen_random_uuid();
alter table accreditations add column withheld_reason text not null default '';

alter table rules drop constraint rules_key_check;
alter table rules add constraint rules_key_check check (key in ('decision_days', 'appeal_days', 'completion_days', 'minimum_members', 'voting_after_months', 'procedure_days', 'notice_days', 'publication_days'));

-- the numbered editions of a body's own register: each holds the hash of the one before (docs/decisions/0019-provable-register.md)
create table register_editions (
  id             bigint generated always as identity primary key,
  body_id        bigint not null references bodies,
  number         int not null check (number > 0),
  act_kind       text not null check (act_kind <> ''),
  act_number     text not null check (act_number <> ''),
  act_date       date not null,
  protocol       text not null default '',
  signatory      text not null check (signatory <> ''),
  signatory_role text not null default '',
  effective_on   date not null,
  ends_on        date,
  fields         jsonb not null,
  fields_article text not null,
  language       text not null check (language in ('it', 'es', 'el', 'en')),
  entries        int not null check (entries >= 0),
  added          int not null check (added >= 0),
  changed        int not null check (changed >= 0),
  removed        int not null check (removed >= 0),
  previous       text not null check (previous ~ '^([0-9a-f]{64})?$'),
  root           text not null check (root ~ '^[0-9a-f]{64}$'),
  hash           text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  sealed         text not null,
  published_at   timestamptz not null,
  unique (body_id, number),
  check (added + changed <= entries),
  check ((number = 1) = (previous = ''))
);
create index register_editions_in_force on register_editions (body_id, effective_on, number);
create index register_editions_ends on register_editions (ends_on) where ends_on is not null;

-- of an entry that was erased only its hash is left
create table register_entries (
  edition_id bigint not null references register_editions,
  position   int not null check (position > 0),
  ref        uuid,
  search     text collate "C",
  content    text,
  salt       bytea check (octet_length(salt) = 32),
  leaf       bytea not null check (octet_length(leaf) = 32),
  primary key (edition_id, position),
  check (num_nulls(ref, search, content, salt) in (0, 4))
);
create index register_entries_ref on register_entries (ref) where ref is not null;

-- +goose StatementBegin
create function register_edition_follows() returns trigger language plpgsql as $$
declare
  last register_editions;
begin
  perform from bodies where id = new.body_id for no key update; -- one after the other
  select * into last from register_editions where body_id = new.body_id order by number desc limit 1;
  if new.number <> coalesce(last.number, 0) + 1 or new.previous <> coalesce(last.hash, '')
     or new.effective_on < last.effective_on or new.published_at < last.published_at then
    raise exception 'edition % does not follow edition % of the body', new.number, coalesce(last.number, 0) using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

create function register_edition_whole() returns trigger language plpgsql as $$
begin
  if (select count(*) from register_entries where edition_id = new.id) <> new.entries then
    raise exception 'edition % does not have its % entries', new.number, new.entries using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- entries come with their edition, in its transaction, and never later
create function register_entries_come_with_edition() returns trigger language plpgsql as $$
begin
  if exists (select from register_editions e where e.id in (select edition_id from added) and e.xmin <> pg_current_xact_id()::xid) then
    raise exception 'a published edition takes no more entries' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

-- the one change of an entry is its erasure
create function register_entry_only_erased() returns trigger language plpgsql as $$
begin
  if new.edition_id <> old.edition_id or new.position <> old.position or new.leaf <> old.leaf or new.content is not null then
    raise exception 'an entry of a published edition never changes' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
-- +goose StatementEnd

create trigger register_editions_follow before insert on register_editions for each row execute function register_edition_follows();
create constraint trigger register_editions_whole after insert on register_editions deferrable initially deferred for each row execute function register_edition_whole();
create trigger register_editions_fixed before update or delete on register_editions for each row execute function refuse_change();
create trigger register_editions_kept before truncate on register_editions for each statement execute function refuse_change();
create trigger register_entries_come after insert on register_entries referencing new table as added for each statement execute function register_entries_come_with_edition();
create trigger register_entries_erased before update on register_entries for each row execute function register_entry_only_erased();
create trigger register_entries_fixed before delete on register_entries for each row execute function refuse_change();
create trigger register_entries_kept before truncate on register_entries for each statement execute function refuse_change();
