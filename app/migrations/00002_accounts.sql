-- +goose Up
create table accounts (
  id                 bigint generated always as identity primary key,
  email              text not null,
  email_key          text not null unique,
  password_hash      text not null default '',
  name               text not null check (name <> ''),
  language           text not null check (language in ('it', 'es', 'el', 'en')),
  email_confirmed_at timestamptz,
  created_at         timestamptz not null,
  disabled_at        timestamptz
);

create table sessions (
  id         bigint generated always as identity primary key,
  token_hash bytea not null unique,
  account_id bigint not null references accounts on delete cascade,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_account on sessions (account_id);
create index sessions_expiry on sessions (expires_at);

create table roles (
  id             bigint generated always as identity primary key,
  account_id     bigint not null references accounts,
  kind           text not null check (kind in ('association_admin', 'body_officer', 'platform_admin')),
  body_id        bigint references bodies,
  association_id bigint references associations,
  granted_at     timestamptz not null,
  granted_by     bigint references accounts,
  ended_at       timestamptz,
  check (case kind
         when 'association_admin' then association_id is not null and body_id is null
         when 'body_officer' then body_id is not null and association_id is null
         else body_id is null and association_id is null end)
);
create unique index roles_once on roles (account_id, kind, body_id, association_id) nulls not distinct where ended_at is null;

create table invitations (
  id             bigint generated always as identity primary key,
  email          text not null,
  language       text not null check (language in ('it', 'es', 'el', 'en')),
  kind           text not null check (kind in ('association_admin', 'body_officer', 'platform_admin')),
  body_id        bigint references bodies,
  association_id bigint references associations,
  invited_by     bigint references accounts,
  created_at     timestamptz not null,
  expires_at     timestamptz not null,
  accepted_at    timestamptz,
  accepted_by    bigint references accounts,
  revoked_at     timestamptz,
  check (case kind
         when 'association_admin' then association_id is not null and body_id is null
         when 'body_officer' then body_id is not null and association_id is null
         else body_id is null and association_id is null end),
  check ((accepted_at is null) = (accepted_by is null))
);

create table links (
  id            bigint generated always as identity primary key,
  purpose       text not null check (purpose in ('confirm', 'reset', 'invite')),
  token_hash    bytea not null unique,
  account_id    bigint references accounts on delete cascade,
  invitation_id bigint references invitations,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  used_at       timestamptz,
  check (num_nonnulls(account_id, invitation_id) = 1)
);

-- how often something was tried in a window of time; losing it in a crash is harmless
create unlogged table attempts (
  key        text primary key,
  count      int not null,
  expires_at timestamptz not null
);
create index attempts_expiry on attempts (expires_at);

create table messages (
  id            bigint generated always as identity primary key,
  account_id    bigint references accounts,
  email         text not null default '',
  language      text not null check (language in ('it', 'es', 'el', 'en')),
  kind          text not null,
  params        jsonb not null default '{}',
  path          text not null default '',
  purpose       text not null default '' check (purpose in ('', 'confirm', 'reset', 'invite')),
  invitation_id bigint references invitations,
  once          text unique,
  created_at    timestamptz not null,
  sent_at       timestamptz,
  check ((account_id is null) = (email <> ''))
);
create index messages_account on messages (account_id);

create table events (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  actor_id   bigint references accounts,
  actor      text not null,
  subject    text not null,
  subject_id bigint not null,
  step       text not null,
  from_state text not null default '',
  to_state   text not null default '',
  detail     jsonb not null default '{}'
);
create index events_subject on events (subject, subject_id, id);

-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd

create trigger events_append_only before update or delete on events for each row execute function refuse_change();

create table feedback (
  id         bigint generated always as identity primary key,
  page       text not null,
  language   text not null check (language in ('it', 'es', 'el', 'en')),
  rating     int not null check (rating between 0 and 5),
  answer     int not null check (answer between 0 and 5),
  comment    text not null,
  created_at timestamptz not null
);
