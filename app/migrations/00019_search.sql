-- +goose Up

-- The public list counts its changes. Search keeps an index in memory and brings it up to date by them, and a browser
-- asks by them whether the page it has still stands (see docs/decisions/0023-search-in-memory.md). A change gets its number
-- while its transaction commits, so whoever reads a number sees everything up to it.
create table register_state (
  id      int primary key default 1 check (id = 1),
  version bigint not null
);
insert into register_state (version) values (1);

create table register_changes (
  id        bigint generated always as identity primary key,
  version   bigint,
  person_id bigint -- null: something else that the public pages show
);
create index register_changes_version on register_changes (version) include (person_id);
create index register_changes_uncommitted on register_changes (id) where version is null;

-- +goose StatementBegin
create function note_search_change() returns trigger language plpgsql as $$
begin
  insert into register_changes (person_id) values (case tg_op when 'DELETE' then old.person_id else new.person_id end);
  return null;
end $$;

create function note_register_change() returns trigger language plpgsql as $$
begin
  insert into register_changes default values;
  return null;
end $$;

-- runs at the commit: the lock on the number is held for that moment only. The newest thousand numbers stay.
create function number_register_changes() returns trigger language plpgsql as $$
declare
  next bigint;
begin
  if exists (select from register_changes where id = new.id and version is null) then
    update register_state set version = version + 1 returning version into next;
    update register_changes set version = next where version is null;
    delete from register_changes where version <= next - 1000;
  end if;
  return null;
end $$;
-- +goose StatementEnd

create constraint trigger register_changes_number after insert on register_changes
  deferrable initially deferred for each row execute function number_register_changes();

create trigger providers_note_search_change after insert or update or delete on providers for each row execute function note_search_change();
create trigger bodies_note_change after insert or update or delete on bodies for each statement execute function note_register_change();
create trigger associations_note_change after insert or update or delete on associations for each statement execute function note_register_change();
create trigger association_bodies_note_change after insert or update or delete on association_bodies for each statement execute function note_register_change();
create trigger union_memberships_note_change after insert or update or delete on union_memberships for each statement execute function note_register_change();
create trigger territories_note_change after insert or update or delete on territories for each statement execute function note_register_change();

-- Words that families use, and the filter they mean; an empty code is a word that everybody in the list answers to.
create table search_words (
  id          bigint generated always as identity primary key,
  language    text not null check (language in ('it', 'es', 'el', 'en')),
  phrase      text not null check (phrase <> '' and length(phrase) <= 80),
  search_form text not null collate "C" check (search_form <> ''),
  facet       text not null check (facet in ('service', 'arrangement', 'language', 'everybody')),
  code        text not null,
  check ((facet = 'everybody') = (code = '')),
  unique (search_form, facet, code)
);
create trigger search_words_note_change after insert or update or delete on search_words for each statement execute function note_register_change();
