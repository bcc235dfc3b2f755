-- Two roles for a ledger in PostgreSQL, each with the least that it needs. Run it once as the owner of the schema, after
-- the migrations, and again after every update; it changes nothing that is there already. An owner who may create no
-- roles is given the two before.
--
--   tessera_service   for the programs that commit: it reads, adds rows, and changes what is true now. It deletes
--                     nothing but letters that were delivered, endpoints, the tokens by which holders are found, and
--                     what the HTTP service keeps beside the ledger, and changes nothing in the journal. Open the store
--                     with `migrate: false` under it, and what is beside it with `create: false`.
--   tessera_reports   for accountants: the views alone.
--
-- Replace the schema `tessera` and the names of the roles by your own. Passwords are set by `alter role`.

do $$ begin
  if not exists (select from pg_roles where rolname = 'tessera_service') then create role tessera_service login; end if;
end $$;
do $$ begin
  if not exists (select from pg_roles where rolname = 'tessera_reports') then create role tessera_reports login; end if;
end $$;

revoke all on schema tessera from public;
revoke all on all tables in schema tessera from public;

grant usage on schema tessera to tessera_service, tessera_reports;

grant select on tessera.migration to tessera_service;
grant select, insert on
  tessera.meta, tessera.program, tessera.operation, tessera.link, tessera.posting, tessera.tombstone
  to tessera_service;
grant select, insert, update on
  tessera.ledger, tessera.account, tessera.card, tessera.wallet, tessera.holder, tessera.notifier
  to tessera_service;
grant select, insert, delete on tessera.holder_token to tessera_service;
grant select, insert, update, delete on tessera.letter, tessera.endpoint to tessera_service;

-- What the HTTP service keeps beside the ledger, where it was started before: codes, tries and sessions, and what was posted.
do $$
declare beside text;
begin
  foreach beside in array array['access_record', 'webhook_post'] loop
    if to_regclass('tessera.' || beside) is not null then
      execute 'grant select, insert, update, delete on tessera.' || beside || ' to tessera_service';
    end if;
  end loop;
end $$;

grant select on
  tessera.sub_wallet_balance, tessera.journal, tessera.trial_balance, tessera.outstanding_liability
  to tessera_reports;
