/**
 * How far notifiers have come in the journal, and the letters that they could not deliver.
 *
 * @module
 */
export const deliveries = `
create table notifier (
  tenant text not null,
  name text not null,
  carrier text not null,
  carried_until integer not null,
  reached text check (reached is null or json_type(reached) = 'array'),
  next integer not null check (next > 0),
  primary key (tenant, name)
) strict, without rowid;

create table letter (
  tenant text not null,
  notifier text not null,
  number integer not null check (number > 0),
  state text not null check (state in ('waiting', 'dead')),
  event text not null check (json_type(event) = 'object'),
  tries integer not null check (tries >= 0),
  due_at integer not null,
  reason text,
  primary key (tenant, notifier, number),
  foreign key (tenant, notifier) references notifier (tenant, name)
) strict;
create index letter_state on letter (tenant, notifier, state, number);
`
