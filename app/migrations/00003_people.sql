-- +goose Up
create table people (
  id                  bigint generated always as identity primary key,
  public_id           uuid not null unique default gen_random_uuid(),
  account_id          bigint unique references accounts,
  surname             text not null check (surname <> ''),
  given_name          text not null check (given_name <> ''),
  sort_name           text not null collate "C",
  birth_date          date not null,
  birth_place         text not null default '',
  country             text not null check (country in ('IT', 'ES', 'GR')),
  tax_code            text not null default '',
  tax_code_key        text not null default '',
  residence_id        bigint references territories,
  address             text not null default '',
  postal_code         text not null default '',
  phone               text not null default '',
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  identity_checked_at timestamptz
);
-- a code typed by mistake must not keep its owner out: only a checked identity is unique
create unique index people_tax_code on people (country, tax_code_key) where tax_code_key <> '' and identity_checked_at is not null;
