-- +goose Up
-- Lines are looked for within one edition: with the edition first, those of a new one are written side by side, and not all over the index.
-- A line with a right tax code has it as its key, which is unique in an edition: the code needs no index of its own.
drop index roster_lines_tax_code;
drop index roster_lines_birth_date;
drop index roster_lines_name;
create index roster_lines_birth_date on roster_lines (edition_id, birth_date) where birth_date is not null;
create index roster_lines_name on roster_lines (edition_id, name_key);
create index roster_lines_undated on roster_lines (edition_id) where birth_date is null; -- looked through for names that have more words than declared
alter table roster_lines add check (tax_code_key = '' or line_key = tax_code_key);
