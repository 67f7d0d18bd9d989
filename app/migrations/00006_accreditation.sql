-- +goose Up
create table accreditations (
  id                    bigint generated always as identity primary key,
  number                text not null default '',
  person_id             bigint not null references people,
  body_id               bigint not null references bodies,
  state                 text not null check (state in ('draft', 'submitted', 'under_review', 'completion_requested', 'refusal_notice', 'granted', 'refused', 'suspended', 'revoked', 'renounced', 'lapsed', 'withdrawn')),
  source                text not null check (source in ('recognised', 'applied')),
  declared_surname      text not null default '',
  declared_given_name   text not null default '',
  declared_birth_date   date,
  declared_birth_place  text not null default '',
  declared_tax_code     text not null default '',
  declared_tax_code_key text not null default '',
  declared_municipality text not null default '',
  declared_phone        text not null default '',
  line_id               bigint references roster_lines,
  act_kind              text not null default '',
  act_number            text not null default '',
  act_date              date,
  protocol              text not null default '',
  granted_on            date,
  valid_until           date,
  grounds               text not null default '' check (grounds in ('', 'employment', 'experience', 'training')),
  statement             text not null default '',
  created_at            timestamptz not null,
  received_at           timestamptz,
  due_on                date,
  stopped_at            timestamptz,
  completion_text       text not null default '',
  completion_due_on     date,
  completion_answer     text not null default '',
  notice_text           text not null default '',
  notice_due_on         date,
  notice_answer         text not null default '',
  decision_reason       text not null default '',
  decided_at            timestamptz,
  doubt                 text not null default '' check (doubt in ('', 'gone', 'suspended', 'revoked', 'ambiguous')),
  doubt_since           timestamptz,
  doubt_edition_id      bigint references roster_editions,
  hide_from             date,
  check ((doubt = '') = (doubt_since is null)),
  check (source <> 'recognised' or state = 'draft' or line_id is not null),
  check (state not in ('granted', 'suspended', 'revoked', 'renounced', 'lapsed') or (granted_on is not null and number <> ''))
);
create unique index accreditations_live on accreditations (person_id, body_id)
  where state in ('draft', 'submitted', 'under_review', 'completion_requested', 'refusal_notice', 'granted', 'suspended');
create unique index accreditations_number on accreditations (body_id, number) where number <> '';
create index accreditations_queue on accreditations (body_id, state, due_on);
create index accreditations_line on accreditations (line_id);

create table documents (
  id               bigint generated always as identity primary key,
  public_id        uuid not null unique default gen_random_uuid(),
  admission_id     bigint references admissions,
  accreditation_id bigint references accreditations,
  kind             text not null check (kind in ('training', 'identity', 'permit', 'work', 'other')),
  name             text not null,
  media_type       text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png')),
  size             bigint not null check (size > 0),
  sha256           text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  file_key         text not null,
  expires_on       date,
  uploaded_at      timestamptz not null,
  uploaded_by      bigint not null references accounts,
  seen_at          timestamptz,
  seen_by          bigint references accounts,
  deleted_at       timestamptz,
  check (num_nonnulls(admission_id, accreditation_id) = 1)
);
create index documents_admission on documents (admission_id);
create index documents_accreditation on documents (accreditation_id);

create table certificates (
  id               bigint generated always as identity primary key,
  code             text not null unique check (length(code) >= 26),
  number           text not null,
  body_id          bigint not null references bodies,
  accreditation_id bigint not null references accreditations,
  person_id        bigint not null references people,
  state            text not null check (state in ('issued', 'replaced', 'revoked')),
  language         text not null check (language in ('it', 'es', 'el', 'en')),
  printed          jsonb not null,
  issued_at        timestamptz not null,
  issued_by        bigint references accounts,
  replaces_id      bigint unique references certificates, -- the one this took the place of
  revoked_at       timestamptz,
  revoked_reason   text not null default '',
  file_key         text not null default '',
  file_sha256      text not null default '',
  file_size        bigint not null default 0,
  unique (body_id, number),
  check ((state = 'revoked') = (revoked_at is not null))
);
-- one certificate of an accreditation in a language is in force at a time
create unique index certificates_in_force on certificates (accreditation_id, language) where state = 'issued';
create index certificates_person on certificates (person_id);
