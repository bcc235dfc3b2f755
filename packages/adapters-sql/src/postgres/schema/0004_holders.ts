/**
 * Records of holders: sealed, each with its wrapped key, and the blind tokens by which they are found.
 *
 * @module
 */
const id = `text collate "C"`

/** What was replaced is cleaned up within minutes, however few rows it is: it may be the key of somebody who was erased. */
const cleaned = "with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0)"

export const holders = (schema: string): ReadonlyArray<string> => [
  `create table ${schema}.holder (
    tenant ${id} not null,
    id ${id} not null,
    version bigint not null check (version > 0),
    changed_at bigint not null,
    data_key text check ((data_key is null) = (erased is not null)),
    record text check ((record is null) = (erased is not null)),
    legal_hold text check (legal_hold is null or erased is null),
    erased text,
    primary key (tenant, id)
  ) ${cleaned}`,

  `create table ${schema}.holder_token (
    tenant ${id} not null,
    token ${id} not null,
    holder ${id} not null,
    primary key (tenant, token, holder),
    foreign key (tenant, holder) references ${schema}.holder (tenant, id)
  ) ${cleaned}`,
  `create index holder_token_holder on ${schema}.holder_token (tenant, holder)`,

  `create index account_holder on ${schema}.account (tenant, holder, id) where holder is not null`,

  `create function ${schema}.holder_goes_on() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then raise exception 'a record is erased, never deleted'; end if;
      if old.erased is not null then raise exception 'an erased record never changes'; end if;
      if old.legal_hold is not null and new.erased is not null then
        raise exception 'the record is under legal hold';
      end if;
      return new;
    end
  $$`,
  `create trigger holder_goes_on before update or delete on ${schema}.holder
    for each row execute function ${schema}.holder_goes_on()`
]
