-- +goose Up

-- what an applicant typed of an answer and has not sent yet
alter table admissions add column answer_draft text not null default '';
alter table accreditations add column answer_draft text not null default '';

create index roster_checks_line on roster_checks (line_id) where line_id is not null;
create index roster_candidates_line on roster_candidates (line_id);
create index accreditations_person on accreditations (person_id);
create index links_account on links (account_id);
create index links_invitation on links (invitation_id);
create index roles_association on roles (association_id) where ended_at is null;
create index roles_body on roles (body_id) where ended_at is null;

-- Of several accreditations in force the one that keeps the person listed longest stands behind the entry.
-- +goose StatementBegin
create or replace function refresh_provider(who bigint) returns void language plpgsql as $$
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
                   order by least(valid_until, hide_from - 1) desc nulls first, granted_on, id limit 1) a on true
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

-- the arguments of the trigger are the columns that never change
create function refuse_change_of() returns trigger language plpgsql as $$
declare
  name text;
begin
  foreach name in array tg_argv loop
    if to_jsonb(old) -> name is distinct from to_jsonb(new) -> name then
      raise exception '% of % never changes', name, tg_table_name using errcode = 'restrict_violation';
    end if;
  end loop;
  return new;
end $$;
-- +goose StatementEnd

select refresh_provider(person_id) from providers;

create trigger events_kept before truncate on events for each statement execute function refuse_change();
create trigger book_entries_kept before truncate on book_entries for each statement execute function refuse_change();
create trigger roster_lines_kept before truncate on roster_lines for each statement execute function refuse_change();
create trigger roster_editions_kept before truncate on roster_editions for each statement execute function refuse_change();
create trigger certificates_kept before delete on certificates for each row execute function refuse_change();
create trigger certificates_fixed before update on certificates for each row
  execute function refuse_change_of('code', 'number', 'body_id', 'accreditation_id', 'person_id', 'language', 'printed', 'issued_at', 'issued_by', 'replaces_id');
create trigger memberships_fixed before update on memberships for each row execute function refuse_change_of('association_id', 'person_id', 'admission_id', 'number', 'since');
create trigger consents_fixed before update on consents for each row execute function refuse_change_of('person_id', 'item', 'text_version', 'language', 'given_at', 'given_by');
