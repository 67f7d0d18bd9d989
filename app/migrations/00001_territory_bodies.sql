-- +goose Up
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create table territories (
  id           bigint generated always as identity primary key,
  country      text not null check (country in ('IT', 'ES', 'GR')),
  level        text not null check (level in ('country', 'region', 'province', 'regional_unit', 'valley', 'union', 'municipality')),
  code         text not null check (code <> ''),
  name         text not null check (name <> ''),
  search_name  text not null collate "C",
  parent_id    bigint references territories,
  latitude     double precision check (latitude between -90 and 90),
  longitude    double precision check (longitude between -180 and 180),
  postal_codes jsonb not null default '[]',
  alt_code     text not null default '',
  unique (country, level, code)
);
-- the public address of a municipality is its official code alone
create unique index territories_municipality on territories (code) where level = 'municipality';
create index territories_search on territories (search_name text_pattern_ops) where level = 'municipality';
create index territories_parent on territories (parent_id);

create table bodies (
  id                   bigint generated always as identity primary key,
  slug                 text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind                 text not null check (kind in ('municipality', 'union')),
  territory_id         bigint not null unique references territories,
  country              text not null check (country in ('IT', 'ES', 'GR')),
  name                 text not null check (name <> ''),
  office               text not null default '',
  address              text not null default '',
  phone                text not null default '',
  email                text not null default '',
  website              text not null default '',
  tax_code             text not null default '',
  legal_representative text not null default '',
  signatory            text not null default '',
  signatory_role       text not null default '',
  legal_basis          text not null default '',
  certificate_note     text not null default '',
  colour               text not null default '#0066cc' check (colour ~ '^#[0-9a-f]{6}$'),
  logo_key             text not null default '',
  gone_rule            text not null default 'at_once' check (gone_rule in ('at_once', 'after_days', 'on_confirmation')),
  gone_days            int not null default 0 check (gone_days between 0 and 365),
  language             text not null default 'it' check (language in ('it', 'es', 'el', 'en'))
);

create table union_memberships (
  id           bigint generated always as identity primary key,
  union_id     bigint not null references bodies,
  territory_id bigint not null references territories,
  function     text not null check (function in ('social_services', 'business_desk')),
  relation     text not null check (relation in ('member', 'agreement')),
  since        date not null,
  until        date check (until > since),
  note         text not null default '',
  -- for one function a municipality has one union at a time
  exclude using gist (territory_id with =, function with =, daterange(since, until) with &&)
);

create table associations (
  id                   bigint generated always as identity primary key,
  slug                 text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  country              text not null check (country in ('IT', 'ES', 'GR')),
  territory_id         bigint not null references territories,
  name                 text not null check (name <> ''),
  register_section     text not null default '',
  register_number      text not null default '',
  registered_on        date,
  tax_code             text not null default '',
  vat_number           text not null default '',
  pec                  text not null default '',
  email                text not null default '',
  phone                text not null default '',
  opening_hours        text not null default '',
  website              text not null default '',
  address              text not null default '',
  legal_representative text not null default '',
  about                text not null default '',
  statute_date         date,
  colour               text not null default '#0066cc' check (colour ~ '^#[0-9a-f]{6}$'),
  logo_key             text not null default '',
  language             text not null default 'it' check (language in ('it', 'es', 'el', 'en'))
);
create unique index associations_tax_code on associations (country, tax_code) where tax_code <> '';
create unique index associations_register on associations (country, register_section, register_number) where register_number <> '';

create table association_bodies (
  id             bigint generated always as identity primary key,
  association_id bigint not null references associations,
  body_id        bigint not null references bodies,
  since          date not null,
  until          date check (until > since),
  exclude using gist (association_id with =, body_id with =, daterange(since, until) with &&)
);

create table rules (
  id             bigint generated always as identity primary key,
  association_id bigint references associations,
  body_id        bigint references bodies,
  key            text not null check (key in ('decision_days', 'appeal_days', 'completion_days', 'minimum_members', 'voting_after_months', 'procedure_days', 'notice_days')),
  value          int not null check (value between 0 and 3650),
  article        text not null default '',
  since          date not null,
  check (num_nonnulls(association_id, body_id) = 1),
  unique nulls not distinct (association_id, body_id, key, since)
);

-- progressive numbers that are never reused and leave no gap: the row is locked until the transaction ends
create table counters (
  scope text primary key,
  value int not null
);
