-- +goose Up
create table admissions (
  id                    bigint generated always as identity primary key,
  number                text not null default '',
  association_id        bigint not null references associations,
  person_id             bigint not null references people,
  state                 text not null check (state in ('draft', 'submitted', 'completion_requested', 'admitted', 'refused', 'appealed', 'withdrawn')),
  road                  text not null check (road in ('trained', 'listed')),
  declared_surname      text not null default '',
  declared_given_name   text not null default '',
  declared_birth_date   date,
  declared_birth_place  text not null default '',
  declared_tax_code     text not null default '',
  declared_tax_code_key text not null default '',
  declared_municipality text not null default '',
  declared_phone        text not null default '',
  qualification_code    text not null default '',
  course_title          text not null default '',
  course_provider       text not null default '',
  course_hours          int not null default 0 check (course_hours between 0 and 10000),
  course_ended_on       date,
  roster_body_id        bigint references bodies,
  roster_act_number     text not null default '',
  motivation            text not null default '',
  created_at            timestamptz not null,
  received_at           timestamptz,
  due_on                date,
  stopped_at            timestamptz,
  completion_text       text not null default '',
  completion_due_on     date,
  completion_answer     text not null default '',
  training_confirmed_at timestamptz,
  training_confirmed_by bigint references accounts,
  decided_at            timestamptz,
  decided_by            bigint references accounts,
  resolution_number     text not null default '',
  resolution_date       date,
  refusal_reason        text not null default '' check (refusal_reason in ('', 'not_evidenced', 'requirements', 'incompatible', 'false_statement', 'no_answer')),
  refusal_text          text not null default '',
  appeal_due_on         date,
  appeal_text           text not null default '',
  appealed_at           timestamptz,
  version               int not null default 0,
  check (state in ('draft', 'withdrawn') or (received_at is not null and number <> '' and due_on is not null)),
  check (state not in ('admitted', 'refused', 'appealed') or (decided_at is not null and decided_by is not null)),
  check (state not in ('refused', 'appealed') or (refusal_reason <> '' and refusal_text <> ''))
);
create unique index admissions_open on admissions (association_id, person_id) where state in ('draft', 'submitted', 'completion_requested', 'appealed');
create unique index admissions_number on admissions (association_id, number) where number <> '';
create index admissions_person on admissions (person_id);
create index admissions_queue on admissions (association_id, state, due_on);

create table memberships (
  id             bigint generated always as identity primary key,
  association_id bigint not null references associations,
  person_id      bigint not null references people,
  admission_id   bigint unique references admissions,
  number         int not null check (number > 0),
  since          date not null,
  ended_on       date check (ended_on >= since),
  unique (association_id, number)
);
create unique index memberships_current on memberships (association_id, person_id) where ended_on is null;
create index memberships_person on memberships (person_id);

create table book_entries (
  id                bigint generated always as identity primary key,
  association_id    bigint not null references associations,
  entry             int not null check (entry > 0),
  membership_id     bigint not null references memberships,
  member_number     int not null,
  kind              text not null check (kind in ('admission')),
  entered_at        timestamptz not null,
  entered_by        bigint not null references accounts,
  effective_on      date not null,
  surname           text not null,
  given_name        text not null,
  birth_date        date,
  birth_place       text not null default '',
  tax_code          text not null default '',
  residence         text not null default '',
  resolution_number text not null default '',
  resolution_date   date,
  unique (association_id, entry)
);
create trigger book_entries_append_only before update or delete on book_entries for each row execute function refuse_change();

create table roster_checks (
  id           bigint generated always as identity primary key,
  person_id    bigint not null references people,
  admission_id bigint references admissions,
  edition_id   bigint not null references roster_editions,
  result       text not null check (result in ('found_valid', 'found_suspended', 'found_revoked', 'not_found', 'ambiguous', 'not_checked')),
  engine       text not null,
  checked_at   timestamptz not null,
  line_id      bigint references roster_lines,
  decision     text not null default '' check (decision in ('', 'same_person', 'not_same_person')),
  decided_at   timestamptz,
  decided_by   bigint references accounts,
  unique nulls not distinct (person_id, admission_id, edition_id),
  check ((decision = '') = (decided_at is null)),
  check (decision <> 'same_person' or line_id is not null)
);
create index roster_checks_admission on roster_checks (admission_id);

create table roster_candidates (
  id         bigint generated always as identity primary key,
  check_id   bigint not null references roster_checks on delete cascade,
  line_id    bigint not null references roster_lines,
  basis      text not null check (basis in ('tax_code', 'name_birth_date', 'weak')),
  comparison jsonb not null,
  unique (check_id, line_id)
);
