/**
 * Where programs are told of events, and since when nothing arrives at a notifier.
 *
 * @module
 */
export const endpoints = `
alter table notifier add column failing_since integer;

create table endpoint (
  tenant text not null,
  id text not null,
  version integer not null check (version > 0),
  document text not null check (json_type(document) = 'object'),
  primary key (tenant, id)
) strict, without rowid;
`
