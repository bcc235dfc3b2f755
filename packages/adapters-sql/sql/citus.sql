-- Spreads a ledger over the nodes of a Citus cluster, tenant by tenant. Run it once, as the owner, on the coordinator,
-- after the migrations and before the first tenant. What belongs to a tenant is then on one node, so a commit of a
-- tenant is a transaction of one node. Replace the schema `tessera` by your own.

select create_distributed_table('tessera.meta', 'tenant');
select create_distributed_table('tessera.program', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.ledger', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.account', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.card', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.wallet', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.operation', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.link', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.posting', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.tombstone', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.holder', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.holder_token', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.notifier', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.letter', 'tenant', colocate_with => 'tessera.meta');
select create_distributed_table('tessera.endpoint', 'tenant', colocate_with => 'tessera.meta');
