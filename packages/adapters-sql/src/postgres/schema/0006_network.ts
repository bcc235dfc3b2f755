/**
 * How many changes the network has seen, in the row of a shard that every commit takes. A release that does not look at it
 * would go on with people and places as they were: it is refused.
 *
 * @module
 */
export const network = (schema: string): ReadonlyArray<string> => [
  `alter table ${schema}.ledger add column network bigint not null default 0 check (network >= 0)`,
  `insert into ${schema}.meta values ('', 'oldestRelease', '6')
    on conflict (tenant, name) do update set value = excluded.value`
]
