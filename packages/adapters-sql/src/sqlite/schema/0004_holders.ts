/**
 * Records of holders: sealed, each with its wrapped key, and the blind tokens by which they are found.
 *
 * @module
 */
export const holders = `
-- A key lies where it was first written, and is overwritten there. Rows that grow, shrink or go make SQLite move their
-- neighbours, and secure_delete leaves copies of them behind: so a key is no column of its record, and its row stays.
create table holder_key (
  number integer primary key,
  data_key text not null
) strict;
create trigger holder_key_stays before delete on holder_key
begin select raise(abort, 'a key is overwritten, never deleted'); end;

create table holder (
  tenant text not null,
  id text not null,
  version integer not null check (version > 0),
  changed_at integer not null,
  key integer references holder_key (number) check ((key is null) = (erased is not null)),
  record text check ((record is null) = (erased is not null)),
  legal_hold text check (legal_hold is null or erased is null),
  erased text,
  primary key (tenant, id)
) strict;

create table holder_token (
  tenant text not null,
  token text not null,
  holder text not null,
  primary key (tenant, token, holder),
  foreign key (tenant, holder) references holder (tenant, id)
) strict, without rowid;
create index holder_token_holder on holder_token (tenant, holder);

create index account_holder on account (tenant, holder, id) where holder is not null;

create trigger holder_stays before delete on holder
begin select raise(abort, 'a record is erased, never deleted'); end;
create trigger holder_stays_erased before update on holder when old.erased is not null
begin select raise(abort, 'an erased record never changes'); end;
create trigger holder_is_held before update on holder when old.legal_hold is not null and new.erased is not null
begin select raise(abort, 'the record is under legal hold'); end;
`
