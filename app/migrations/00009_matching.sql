-- +goose Up
alter table roster_candidates add column score double precision not null default 0 check (score between 0 and 1);

-- what the weights of an edition's comparisons come from: learned once from its lines, and kept as long as they are
create table roster_parameters (
  edition_id bigint primary key references roster_editions,
  parameters jsonb not null
);
