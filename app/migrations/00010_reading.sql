-- +goose Up
alter table roster_lines
  add sex          text not null default '',
  add address      text not null default '',
  add postcode     text not null default '',
  add father_name  text not null default '',
  add mother_name  text not null default '',
  add married_name text not null default '';

-- what an officer corrected of the guesses about files of one layout
create table roster_memories (
  id             bigint generated always as identity primary key,
  body_id        bigint not null references bodies,
  fingerprint    text not null,
  settings       jsonb not null,
  guessed_header int not null default 0,
  edition_id     bigint not null references roster_editions,
  kept_at        timestamptz not null,
  unique (body_id, fingerprint)
);
create index roster_memories_edition on roster_memories (edition_id);
