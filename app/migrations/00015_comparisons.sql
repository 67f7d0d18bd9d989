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

-- What looking somebody up in an edition that is not published finds, and what that depends on besides: it holds as long as that is
-- the same. Of no use after a crash or once the edition is published.
create unlogged table foreseen (
  edition_id bigint not null,
  person_id  bigint not null,
  basis      text not null,
  result     text not null,
  primary key (edition_id, person_id)
);

-- in doubt only because of an edition that this one corrects, and brought back by it
alter table recheck_results add column restored boolean not null default false;

-- Lines arrive by the hundred thousand, and a foreign key looks at each. What it holds is held for each statement instead: lines
-- have an edition, keep it, and an edition that has lines stays.
alter table roster_lines drop constraint roster_lines_edition_id_fkey;
alter table roster_lines alter id set cache 1000;
-- +goose StatementBegin
create or replace function refuse_published_lines() returns trigger language plpgsql as $$
begin
  perform from (select distinct edition_id from added) a left join lateral (
    select state from roster_editions e where e.id = a.edition_id for key share) e on true
   where e.state is null or e.state = 'published';
  if found then
    raise exception 'lines need an edition that is not published' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;

create or replace function refuse_published_line() returns trigger language plpgsql as $$
begin
  if exists (select from roster_editions e where e.id = old.edition_id and e.state = 'published') then
    raise exception 'edition % is published and immutable', old.edition_id using errcode = 'restrict_violation';
  end if;
  if tg_op = 'UPDATE' and new.edition_id <> old.edition_id then
    raise exception 'line % keeps its edition', old.id using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create function refuse_edition_with_lines() returns trigger language plpgsql as $$
begin
  if exists (select from roster_lines where edition_id = old.id) then
    raise exception 'edition % has lines', old.id using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
-- +goose StatementEnd
create trigger roster_editions_with_lines before delete on roster_editions for each row execute function refuse_edition_with_lines();
