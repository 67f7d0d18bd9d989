-- +goose Up
-- There may be some hundred thousand at once: no foreign key looks at each, they come and go with their comparison.
alter table line_changes
  drop constraint line_changes_comparison_id_fkey,
  drop constraint line_changes_change_check,
  add check (change in ('new', 'back', 'changed', 'gone', 'same'));
