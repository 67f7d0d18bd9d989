-- +goose Up
create table roster_editions (
  id           bigint generated always as identity primary key,
  body_id      bigint not null references bodies,
  number       int check (number > 0),
  state        text not null check (state in ('reading', 'failed', 'preview', 'committed', 'published', 'discarded')),
  as_of        date not null,
  act_kind     text not null default '',
  act_number   text not null default '',
  act_date     date,
  protocol     text not null default '',
  note         text not null default '',
  file_name    text not null,
  file_key     text not null,
  file_sha256  text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_size    bigint not null,
  settings     jsonb not null default '{}',
  layout       jsonb not null default '{}',
  failure      jsonb,
  base_id      bigint references roster_editions,
  total        int not null default 0,
  left_out     int not null default 0,
  bad_cells    int not null default 0,
  new_count    int not null default 0,
  changed      int not null default 0,
  gone         int not null default 0,
  uploaded_at  timestamptz not null,
  uploaded_by  bigint references accounts,
  committed_at timestamptz,
  committed_by bigint references accounts,
  published_at timestamptz,
  published_by bigint references accounts,
  unique (body_id, number),
  check ((state = 'published') = (number is not null and published_at is not null)),
  check (state <> 'published' or (act_number <> '' and act_date is not null))
);
create index roster_editions_body on roster_editions (body_id, state);

create table roster_lines (
  id            bigint generated always as identity primary key,
  edition_id    bigint not null references roster_editions,
  row           int not null,
  number        text not null default '',
  surname       text not null default '',
  given_name    text not null default '',
  tax_code      text not null default '',
  tax_code_key  text not null default '',
  name_key      text not null collate "C",
  birth_date    date,
  birth_place   text not null default '',
  municipality  text not null default '',
  act_kind      text not null default '',
  act_number    text not null default '',
  act_date      date,
  status        text not null check (status in ('valid', 'suspended', 'revoked')),
  listed_from   date,
  listed_until  date,
  qualification text not null default '',
  hours         int not null default 0,
  phone         text not null default '',
  email         text not null default '',
  line_key      text not null collate "C",
  complaints    jsonb not null default '[]',
  unique (edition_id, line_key),
  unique (edition_id, row)
);
create index roster_lines_tax_code on roster_lines (tax_code_key, edition_id) where tax_code_key <> '';
create index roster_lines_birth_date on roster_lines (birth_date, edition_id) where birth_date is not null;
create index roster_lines_name on roster_lines (name_key, edition_id);

-- a published edition never changes: a correction is a new edition
-- +goose StatementBegin
create function refuse_published_edition() returns trigger language plpgsql as $$
begin
  if old.state = 'published' then
    raise exception 'edition % is published and immutable', old.id using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create function refuse_published_line() returns trigger language plpgsql as $$
begin
  if exists (select from roster_editions e where e.id = coalesce(old.edition_id, new.edition_id) and e.state = 'published') then
    raise exception 'edition % is published and immutable', coalesce(old.edition_id, new.edition_id) using errcode = 'restrict_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- lines arrive in bulk: one look per statement
create function refuse_published_lines() returns trigger language plpgsql as $$
begin
  if exists (select from added a join roster_editions e on e.id = a.edition_id where e.state = 'published') then
    raise exception 'a published edition is immutable' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
-- +goose StatementEnd

create trigger roster_editions_immutable before update or delete on roster_editions for each row execute function refuse_published_edition();
create trigger roster_lines_immutable before update or delete on roster_lines for each row execute function refuse_published_line();
create trigger roster_lines_closed after insert on roster_lines referencing new table as added for each statement execute function refuse_published_lines();
