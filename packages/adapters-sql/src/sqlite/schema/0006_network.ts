/**
 * How many changes the network has seen, beside the sequence and the time that every commit reads.
 *
 * @module
 */
export const network = `
alter table ledger add column network integer not null default 0 check (network >= 0);

create trigger ledger_keeps_changes before update on ledger
when new.network < old.network
begin select raise(abort, 'a change of the network is never taken back'); end;
`
