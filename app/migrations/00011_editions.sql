-- +goose Up

alter table roster_editions add column corrects_id bigint references roster_editions;
alter table roster_editions add column back int not null default 0;
create index roster_editions_corrects on roster_editions (corrects_id) where corrects_id is not null;

-- more of a body's people than this, in percent, never go with an edition unless an officer says how many
alter table bodies add column gone_share int not null default 20 check (gone_share between 0 and 100);

-- how far the reading of a file is: written apart from its transaction, of no use after a crash
create unlogged table readings (
  edition_id bigint primary key,
  percent    int not null default 0,
  lines      int not null default 0,
  stopped    boolean not null default false -- an officer wants it to end
);

-- the re-check that follows a publication; the edition itself never changes
create table rechecks (
  edition_id   bigint primary key references roster_editions,
  started_at   timestamptz not null,
  finished_at  timestamptz,
  applications int not null default 0
);
insert into rechecks select id, published_at, published_at from roster_editions where state = 'published';

-- what was found of each accredited person, once for each edition, as it was when they were looked up
create table recheck_results (
  id               bigint generated always as identity primary key,
  edition_id       bigint not null references rechecks,
  accreditation_id bigint not null references accreditations,
  person_id        bigint not null references people,
  outcome          text not null check (outcome in ('confirmed', 'suspended', 'revoked', 'gone', 'ambiguous', 'unlisted')),
  found_at         timestamptz not null,
  unique (edition_id, person_id)
);
create index recheck_results_person on recheck_results (person_id);
create index recheck_results_accreditation on recheck_results (accreditation_id);

-- where a body's office leaves its list, and when Albo looks there
create table roster_sources (
  id            bigint generated always as identity primary key,
  body_id       bigint not null unique references bodies,
  kind          text not null check (kind in ('url', 'folder')),
  address       text not null default '',
  schedule      text not null check (schedule in ('hours', 'daily', 'weekly')),
  every_hours   int not null default 0 check (every_hours between 0 and 168),
  hour          int not null default 0 check (hour between 0 and 23),
  weekday       int not null default 0 check (weekday between 0 and 6),
  next_at       timestamptz,   -- null: not looked for by itself
  last_sha256   text not null default '',
  failing_since timestamptz,
  check (kind = 'folder' or address <> ''),
  check (schedule <> 'hours' or every_hours > 0)
);
create index roster_sources_due on roster_sources (next_at) where next_at is not null;

create table roster_fetches (
  id          bigint generated always as identity primary key,
  source_id   bigint not null references roster_sources,
  due_at      timestamptz,     -- null: an officer asked for it
  asked_at    timestamptz not null,
  asked_by    bigint references accounts,
  finished_at timestamptz,
  outcome     text not null default '' check (outcome in ('', 'reading', 'new', 'same', 'failed')),
  failure     jsonb,
  file_name   text not null default '',
  file_size   bigint not null default 0,
  edition_id  bigint references roster_editions,
  unique (source_id, due_at)
);
create index roster_fetches_edition on roster_fetches (edition_id) where edition_id is not null;
create index roster_fetches_source on roster_fetches (source_id, id);
