-- +goose Up

-- since when somebody waits for a decision: it goes with the person from edition to edition
alter table roster_checks add column waiting_since timestamptz;
alter table roster_checks disable trigger roster_checks_refresh_provider;
update roster_checks k set waiting_since = (
  select min(o.checked_at) from roster_checks o join roster_editions f on f.id = o.edition_id
    join roster_editions e on e.id = k.edition_id and e.body_id = f.body_id
   where o.person_id = k.person_id and o.admission_id is not distinct from k.admission_id);
alter table roster_checks enable trigger roster_checks_refresh_provider;
alter table roster_checks alter column waiting_since set not null;

-- As before, with what the edition says and since when the case waits.
drop view match_cases;
create view match_cases as
select k.id, a.association_id, null::bigint body_id, k.person_id, k.result, k.waiting_since, k.asked_until, k.answered_at
  from admissions a
  join roster_checks k on k.admission_id = a.id and k.decision = ''
  join roster_editions e on e.id = k.edition_id
 where a.state in ('submitted', 'completion_requested') and (k.result = 'ambiguous' or a.road = 'listed')
   and e.number = (select max(n.number) from roster_editions n where n.body_id = e.body_id)
   and exists (select from roster_candidates c where c.check_id = k.id)
union all
select k.id, null, e.body_id, k.person_id, k.result, k.waiting_since, k.asked_until, k.answered_at
  from roster_editions e
  join roster_checks k on k.edition_id = e.id and k.admission_id is null and k.decision = '' and k.result = 'ambiguous'
  join accreditations a on a.person_id = k.person_id and a.body_id = e.body_id
   and a.state in ('submitted', 'under_review', 'completion_requested', 'refusal_notice', 'granted', 'suspended')
 where e.number = (select max(n.number) from roster_editions n where n.body_id = e.body_id);

-- the pairs of records that looked like one person's when they were last looked for, and when that was
create table likely_duplicates (
  low_id  bigint not null references people on delete cascade,
  high_id bigint not null references people on delete cascade,
  score   double precision not null,
  primary key (low_id, high_id),
  check (low_id < high_id)
);
create index likely_duplicates_high on likely_duplicates (high_id);
create table duplicate_searches (
  id          int primary key check (id = 1),
  asked_at    timestamptz,          -- a search that is not finished
  searched_at timestamptz           -- people who changed since were not compared
);
