-- +goose Up

-- Two editions side by side, compared once. An edition that is not published loses its comparisons when its lines change.
create table comparisons (
  id         bigint generated always as identity primary key,
  edition_id bigint not null references roster_editions,
  base_id    bigint not null references roster_editions,
  made_at    timestamptz not null,
  new_count  int not null default 0,
  back       int not null default 0,
  changed    int not null default 0,
  gone       int not null default 0,
  likely     int not null default 0, -- of those new or back: the same name and birth date are among the gone
  unique (edition_id, base_id)
);
create index comparisons_base on comparisons (base_id);

-- what changed, in the order of the later edition, those gone behind; lines that are the same have no row
create table line_changes (
  comparison_id bigint not null references comparisons on delete cascade,
  gone          boolean not null,
  row           int not null, -- of the later edition, or where somebody is gone of the earlier one
  change        text not null check (change in ('new', 'back', 'changed', 'gone')),
  line_id       bigint not null,
  before_id     bigint,
  likely_id     bigint,
  name_key      text not null collate "C",
  primary key (comparison_id, gone, row)
);

-- of lines with bad cells there are few
create index roster_lines_bad on roster_lines (edition_id, row) where complaints <> '[]';

-- in doubt only because of an edition that this one corrects, and brought back by it
alter table recheck_results add column restored boolean not null default false;
