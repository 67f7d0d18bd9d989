-- +goose Up

-- What a person decided about whether somebody is the one whom a body's rosters list: it outlives editions. It speaks of
-- the two identities that were compared.
create table match_decisions (
  id            bigint generated always as identity primary key,
  person_id     bigint not null references people,
  body_id       bigint not null references bodies,
  check_id      bigint references roster_checks on delete set null,
  decision      text not null check (decision in ('same_person', 'not_same_person')),
  decided_at    timestamptz not null,
  decided_by    bigint references accounts,
  declared      jsonb not null,
  line_key      text not null collate "C",
  tax_code_key  text not null default '',
  name_key      text not null collate "C",
  birth_date    date,
  listed        text not null,
  unique (person_id, body_id, line_key)
);
create index match_decisions_check on match_decisions (check_id);

-- which decision a check was settled by without anybody deciding again; until when the person is asked
alter table roster_checks
  add column remembered_id bigint references match_decisions on delete set null,
  add column asked_until   timestamptz,
  add column question      text not null default '',
  add column answered_at   timestamptz,
  add column answer        text not null default '';
create index roster_checks_open on roster_checks (edition_id) where decision = '';
create index roster_checks_asked on roster_checks (person_id) where asked_until is not null and answered_at is null;

-- a case is one reviewer's until a moment
create table review_claims (
  check_id   bigint primary key references roster_checks on delete cascade,
  account_id bigint not null references accounts,
  until      timestamptz not null
);
create index review_claims_account on review_claims (account_id);

-- The cases that wait for a person's decision: an association's applications, a body's accreditations, each with what the
-- newest edition of the body proposes.
create view match_cases as
select k.id, a.association_id, null::bigint body_id, k.person_id, a.id admission_id, null::bigint accreditation_id, k.checked_at, k.asked_until, k.answered_at
  from admissions a
  join roster_checks k on k.admission_id = a.id and k.decision = ''
  join roster_editions e on e.id = k.edition_id
 where a.state in ('submitted', 'completion_requested') and (k.result = 'ambiguous' or a.road = 'listed')
   and e.number = (select max(n.number) from roster_editions n where n.body_id = e.body_id)
   and exists (select from roster_candidates c where c.check_id = k.id)
union all
select k.id, null, e.body_id, k.person_id, null, a.id, k.checked_at, k.asked_until, k.answered_at
  from roster_editions e
  join roster_checks k on k.edition_id = e.id and k.admission_id is null and k.decision = '' and k.result = 'ambiguous'
  join accreditations a on a.person_id = k.person_id and a.body_id = e.body_id
   and a.state in ('submitted', 'under_review', 'completion_requested', 'refusal_notice', 'granted', 'suspended')
 where e.number = (select max(n.number) from roster_editions n where n.body_id = e.body_id);

-- one person who stood in the registry twice
alter table people add column merged_into bigint references people check (merged_into <> id);
create index people_birth_date on people (birth_date);
create index people_tax_code_key on people (tax_code_key) where tax_code_key <> '';
create index people_merged_into on people (merged_into) where merged_into is not null;

create table merges (
  id        bigint generated always as identity primary key,
  kept_id   bigint not null references people,
  gone_id   bigint not null references people,
  merged_at timestamptz not null,
  merged_by bigint references accounts,
  reason    text not null check (reason <> ''),
  before    jsonb not null, -- the two rows of people, and what else a merge changes in place
  after     jsonb not null,
  undone_at timestamptz,
  undone_by bigint references accounts,
  check (kept_id <> gone_id)
);
create unique index merges_gone on merges (gone_id) where undone_at is null;
create index merges_kept on merges (kept_id);

-- the rows that changed from one person to the other
create table merge_moves (
  id         bigint generated always as identity primary key,
  merge_id   bigint not null references merges,
  table_name text not null,
  row_id     bigint not null,
  unique (merge_id, table_name, row_id)
);

-- two people who look alike and are two
create table different_people (
  id         bigint generated always as identity primary key,
  low_id     bigint not null references people,
  high_id    bigint not null references people,
  decided_at timestamptz not null,
  decided_by bigint references accounts,
  unique (low_id, high_id),
  check (low_id < high_id)
);
create index different_people_high on different_people (high_id);

-- Whose a membership, a consent or a certificate is never changes, but by a merge of two records of one person, or its undoing.
-- +goose StatementBegin
create function refuse_other_person() returns trigger language plpgsql as $$
begin
  if old.person_id <> new.person_id and not exists (
    select from merges where gone_id = old.person_id and kept_id = new.person_id and undone_at is null
       or kept_id = old.person_id and gone_id = new.person_id and undone_at is not null) then
    raise exception 'person_id of % never changes', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
-- +goose StatementEnd

drop trigger certificates_fixed on certificates;
drop trigger memberships_fixed on memberships;
drop trigger consents_fixed on consents;
create trigger certificates_fixed before update on certificates for each row
  execute function refuse_change_of('code', 'number', 'body_id', 'accreditation_id', 'language', 'printed', 'issued_at', 'issued_by', 'replaces_id');
create trigger memberships_fixed before update on memberships for each row execute function refuse_change_of('association_id', 'admission_id', 'number', 'since');
create trigger consents_fixed before update on consents for each row execute function refuse_change_of('item', 'text_version', 'language', 'given_at', 'given_by');
create trigger certificates_person before update on certificates for each row execute function refuse_other_person();
create trigger memberships_person before update on memberships for each row execute function refuse_other_person();
create trigger consents_person before update on consents for each row execute function refuse_other_person();
