/**
 * Where programs are told of events, and since when nothing arrives at a notifier. An older release does not look at either.
 *
 * @module
 */
const id = `text collate "C"`

export const endpoints = (schema: string): ReadonlyArray<string> => [
  `alter table ${schema}.notifier add column failing_since bigint`,

  `create table ${schema}.endpoint (
    tenant ${id} not null,
    id ${id} not null,
    version bigint not null check (version > 0),
    document json not null check (json_typeof(document) = 'object'),
    primary key (tenant, id)
  )`
]
