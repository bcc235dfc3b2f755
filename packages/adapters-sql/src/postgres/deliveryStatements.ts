/**
 * The statements of deliveries and endpoints; the tenant is always the first parameter.
 *
 * @module
 */
import { letterColumns, names, rowsFrom } from "./columns.ts"

/** What notifiers and their receivers need, by what it does. */
export const deliveryTexts = {
  /** Nothing comes back where somebody else carries the baton. */
  takeNotifier: (schema: string) => `
    insert into ${schema}.notifier (tenant, name, carrier, carried_until, next)
    select $1, $2::text, $3::text, $4::bigint, 1
    on conflict (tenant, name) do update set carrier = excluded.carrier, carried_until = excluded.carried_until
    where notifier.carrier = excluded.carrier or notifier.carried_until <= $5
    returning reached::text as reached, next, failing_since`,
  letters: (schema: string) => `
    select number, state, event::text as event, tries, due_at, reason from ${schema}.letter
    where tenant = $1 and notifier = $2 and state = $3 and number > $4 order by number limit $5`,
  /** A row whoever it is: also a notifier that nobody has taken can be looked at. */
  lookAtNotifier: (schema: string) => `
    select notifier.reached::text as reached, notifier.failing_since, letters.waiting, letters.dead
    from (
      select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead
      from ${schema}.letter where tenant = $1 and notifier = $2
    ) as letters left join ${schema}.notifier on notifier.tenant = $1 and notifier.name = $2`,
  /** All of it where the baton is still carried, and else nothing. */
  recordDeliveries: (schema: string) => `
    with baton as (
      update ${schema}.notifier set
        carried_until = $4,
        reached = coalesce($5::text::json, reached),
        next = greatest($6, next),
        failing_since = case when $5::text is null then failing_since else $8::bigint end
      where tenant = $1 and name = $2 and carrier = $3
      returning name
    ),
    ended as (
      delete from ${schema}.letter using baton
      where tenant = $1 and notifier = baton.name and number = any($7::bigint[])
    ),
    kept as (
      insert into ${schema}.letter (tenant, notifier, ${names(letterColumns)})
      select $1, baton.name, ${letterColumns.map(([name]) => `row.${name}`).join(", ")}
      from baton cross join ${rowsFrom(letterColumns, 9)}
      on conflict (tenant, notifier, number) do update set
        state = excluded.state, tries = excluded.tries, due_at = excluded.due_at, reason = excluded.reason
    )
    select name from baton`,
  redrive: (schema: string) => `
    update ${schema}.letter set state = 'waiting', tries = 0, due_at = $3
    where tenant = $1 and notifier = $2 and state = 'dead' and ($4 or number = any($5::bigint[]))
    returning number`,

  endpoints: (schema: string) => `
    select document::text as document from ${schema}.endpoint where tenant = $1 order by id`,
  endpoint: (schema: string) => `
    select document::text as document from ${schema}.endpoint where tenant = $1 and id = $2`,
  beginEndpoint: (schema: string) => `
    insert into ${schema}.endpoint (tenant, id, version, document)
    select $1, $2::text, $3::bigint, $4::text::json
    on conflict (tenant, id) do nothing returning id`,
  changeEndpoint: (schema: string) => `
    update ${schema}.endpoint set version = $3::bigint, document = $4::text::json
    where tenant = $1 and id = $2 and version = $3::bigint - 1 returning id`,
  removeEndpoint: (schema: string) => `
    delete from ${schema}.endpoint where tenant = $1 and id = $2 and version = $3 returning id`
} as const
