-- +goose Up
create table profiles (
  id             bigint generated always as identity primary key,
  person_id      bigint not null unique references people,
  slug           text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  bio            text not null default '' check (length(bio) <= 2000),
  services       jsonb not null default '[]',
  arrangements   jsonb not null default '[]',
  languages      jsonb not null default '[]',
  service_mask   bigint not null default 0, -- bits of services and arrangements
  language_mask  bigint not null default 0,
  bio_search     text not null default '',
  municipalities jsonb not null default '[]',
  hours          int not null default 0 check (hours between 0 and 268435455), -- 7 days of 4 parts, a bit each
  has_room       boolean not null default false,
  phone          text not null default '',
  email          text not null default '',
  confirmed_at   timestamptz not null,
  updated_at     timestamptz not null
);

create table consents (
  id           bigint generated always as identity primary key,
  person_id    bigint not null references people,
  item         text not null check (item in ('listing', 'area', 'services', 'languages', 'bio', 'phone', 'email', 'indexing')),
  text_version text not null,
  language     text not null check (language in ('it', 'es', 'el', 'en')),
  given_at     timestamptz not null,
  given_by     bigint not null references accounts,
  withdrawn_at timestamptz,
  withdrawn_by bigint references accounts,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create unique index consents_in_force on consents (person_id, item) where withdrawn_at is null;

-- What the public sees of a person, and nothing else: one row for each person listed. Written only by
-- refresh_provider, in the transaction of whatever changed (see docs/decisions/0004-public-list.md).
create table providers (
  person_id        bigint primary key references people on delete cascade,
  slug             text not null unique,
  surname          text not null,
  given_name       text not null,
  sort_name        text not null collate "C",
  accreditation_id bigint not null references accreditations,
  body_id          bigint not null references bodies,
  association_id   bigint not null references associations,
  checked_on       date not null,   -- the day a body last stood behind the accreditation
  visible_until    date,            -- off the list from the day after, without anybody acting
  bio              text not null,
  services         jsonb not null,
  arrangements     jsonb not null,
  languages        jsonb not null,
  service_mask     bigint not null,
  language_mask    bigint not null,
  search           text not null,
  hours            int not null,
  has_room         boolean not null,
  phone            text not null,
  email            text not null,
  indexing         boolean not null,
  confirmed_at     timestamptz not null,
  updated_at       timestamptz not null
);
create index providers_association on providers (association_id, sort_name);
create index providers_order on providers (sort_name, person_id);
create index providers_search on providers using gin (search gin_trgm_ops);

-- one row for each municipality a listed person covers: what the search filters and counts by
create table provider_places (
  territory_id  bigint not null references territories,
  sort_name     text not null collate "C",
  person_id     bigint not null references providers on delete cascade,
  service_mask  bigint not null,
  language_mask bigint not null,
  visible_until date,
  primary key (territory_id, sort_name, person_id)
);
create index provider_places_person on provider_places (person_id);

-- +goose StatementBegin
create function refresh_provider(who bigint) returns void language plpgsql as $$
begin
  -- two changes to one person follow each other, and the second sees the first
  perform from people where id = who for no key update;
  delete from providers where person_id = who;
  insert into providers
  select p.id, f.slug, p.surname, p.given_name, p.sort_name, a.id, a.body_id, m.association_id,
         greatest(a.granted_on, seen.as_of),
         least(a.valid_until, a.hide_from - 1),
         case when c.items @> '{bio}' then f.bio else '' end,
         case when c.items @> '{services}' then f.services else '[]' end,
         case when c.items @> '{services}' then f.arrangements else '[]' end,
         case when c.items @> '{languages}' then f.languages else '[]' end,
         case when c.items @> '{services}' then f.service_mask else 0 end,
         case when c.items @> '{languages}' then f.language_mask else 0 end,
         p.sort_name || case when c.items @> '{bio}' then ' ' || f.bio_search else '' end,
         case when c.items @> '{services}' then f.hours else 0 end,
         f.has_room,
         case when c.items @> '{phone}' then f.phone else '' end,
         case when c.items @> '{email}' then f.email else '' end,
         c.items @> '{indexing}',
         f.confirmed_at, f.updated_at
    from people p
    join profiles f on f.person_id = p.id
    join lateral (select array_agg(item) items from consents where person_id = p.id and withdrawn_at is null) c on c.items @> '{listing}'
    join lateral (select * from accreditations where person_id = p.id and state = 'granted'
                   order by (hide_from is null) desc, granted_on, id limit 1) a on true
    join lateral (select * from memberships where person_id = p.id and ended_on is null order by since, id limit 1) m on true
    left join lateral (
      select max(e.as_of) as_of from roster_checks k join roster_editions e on e.id = k.edition_id
       where k.person_id = p.id and e.body_id = a.body_id and k.result = 'found_valid') seen on true
   where p.id = who;
  if found then
    insert into provider_places
    select distinct t.id, v.sort_name, v.person_id, v.service_mask, v.language_mask, v.visible_until
      from providers v
      join profiles f using (person_id)
      cross join lateral jsonb_array_elements_text(f.municipalities) covered
      join territories t on t.id = covered::bigint and t.level = 'municipality'
     where v.person_id = who
       and exists (select from consents where person_id = who and item = 'area' and withdrawn_at is null);
  end if;
end $$;

-- the argument of the trigger is the column that holds the person
create function refresh_provider_of_row() returns trigger language plpgsql as $$
begin
  perform refresh_provider((case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end ->> tg_argv[0])::bigint);
  return null;
end $$;
-- +goose StatementEnd

create trigger people_refresh_provider after update on people for each row execute function refresh_provider_of_row('id');
create trigger profiles_refresh_provider after insert or update or delete on profiles for each row execute function refresh_provider_of_row('person_id');
create trigger consents_refresh_provider after insert or update or delete on consents for each row execute function refresh_provider_of_row('person_id');
create trigger memberships_refresh_provider after insert or update or delete on memberships for each row execute function refresh_provider_of_row('person_id');
create trigger accreditations_refresh_provider after insert or update or delete on accreditations for each row execute function refresh_provider_of_row('person_id');
create trigger roster_checks_refresh_provider after insert or update or delete on roster_checks for each row execute function refresh_provider_of_row('person_id');
