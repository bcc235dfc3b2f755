/**
 * How far notifiers have come in the journal, and the letters that they could not deliver. An older release has no
 * notifiers, and goes on beside this one.
 *
 * @module
 */
const id = `text collate "C"`

export const deliveries = (schema: string): ReadonlyArray<string> => [
  `create table ${schema}.notifier (
    tenant ${id} not null,
    name ${id} not null,
    carrier text not null,
    carried_until bigint not null,
    reached json check (reached is null or json_typeof(reached) = 'array'),
    next bigint not null check (next > 0),
    primary key (tenant, name)
  ) with (fillfactor = 20)`,

  `create table ${schema}.letter (
    tenant ${id} not null,
    notifier ${id} not null,
    number bigint not null check (number > 0),
    state text not null check (state in ('waiting', 'dead')),
    event json not null check (json_typeof(event) = 'object'),
    tries integer not null check (tries >= 0),
    due_at bigint not null,
    reason text,
    primary key (tenant, notifier, number),
    foreign key (tenant, notifier) references ${schema}.notifier (tenant, name)
  )`,
  `create index letter_state on ${schema}.letter (tenant, notifier, state, number)`
]
