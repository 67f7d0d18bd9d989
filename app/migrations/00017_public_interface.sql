-- +goose Up
-- the only name of an association among programs; addresses for people have its slug
alter table associations add public_id uuid not null unique default gen_random_uuid();

-- when what the public sees of a listed person was last written, so that other directories fetch only what is new
create table provider_changes (
  person_id  bigint primary key references providers on delete cascade,
  changed_at timestamptz not null
);
create index provider_changes_order on provider_changes (changed_at);
insert into provider_changes select person_id, now() from providers;

-- +goose StatementBegin
create function note_provider_change() returns trigger language plpgsql as $$
begin
  insert into provider_changes values (new.person_id, now())
  on conflict (person_id) do update set changed_at = excluded.changed_at;
  return null;
end $$;
-- +goose StatementEnd

create trigger providers_note_change after insert or update on providers for each row execute function note_provider_change();

-- what the sitemap lists
create index providers_indexing on providers (person_id) where indexing;
