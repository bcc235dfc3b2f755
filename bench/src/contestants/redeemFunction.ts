/**
 * The function for redemptions, written by hand in the database with as few statements as possible.
 *
 * @module
 */
import { configuration } from "../shop.ts"
import { schema } from "./yardstick.ts"

const tenant = `'${configuration.tenant}'`

/** Most of the day is redemptions: theirs writes all rows in one statement. Whatever else is due goes the general way. */
export const redeem = `
create function ${schema}.redeem(client text, key text, card text, amount bigint, at bigint, day text, outlet text,
  tail text, asked text, fingerprint text
) returns text language plpgsql as $$
#variable_conflict use_variable
declare
  w ${schema}.wallet;
  lots jsonb; lot jsonb; changed jsonb := '[]';
  missing bigint := amount; part bigint; place bigint; hash text; n integer := 0;
  movements text := ''; drawn text := ''; answer text; entry text; uses jsonb;
  subs text[] := '{}'; amounts bigint[] := '{}';
begin
  select wallet.* into w from ${schema}.card join ${schema}.wallet using (tenant, account)
    where card.tenant = ${tenant} and card_index = card for update of wallet;
  select outcome into answer from ${schema}.operation
    where operation.tenant = ${tenant} and operation.client = client and operation.key = key;
  if found then return answer; end if;
  if w.next_due <= at then
    return ${schema}.perform('Redeem', client, key, card, amount, at, day, outlet, null, null, tail, asked, fingerprint);
  end if;
  if w.ledger - w.held < amount then
    answer := '{"key":"' || key || '","outcome":"declined","operation":"op_' || tail || '","decline":{"code":"' ||
      'insufficient_funds","retry":"newKey","approvable":' || w.ledger - w.held || ',"held":' || w.held || '}}';
    insert into ${schema}.operation (tenant, shard, sequence, id, client, key, verb, approved, recorded_at, effective_at,
        business_date, outlet, owner, fingerprint, asked, outcome, entry)
      values (${tenant}, 0, nextval('${schema}.commit_sequence'), 'op_' || tail, client, key, 'Redeem', false, at, at, day,
        outlet, 'hq', fingerprint, asked, answer, '');
    return answer;
  end if;
  place := nextval('${schema}.commit_sequence');
  lots := w.document -> 'lots';
  loop
    lot := lots -> n;
    part := least(missing, (lot ->> 'remaining')::bigint - (lot ->> 'held')::bigint);
    if part > 0 then
      missing := missing - part;
      movements := movements || '{"kind":"lot","wallet":"' || w.id || '","lot":' || (lot - 'remaining' - 'held' -
        'promised')::text || ',"remaining":-' || part || ',"held":0,"promised":0,"line":{"number":0}},';
      drawn := drawn || case drawn when '' then '' else ',' end || '{"subWallet":"' || (lot ->> 'subWallet') ||
        '","lot":"' || (lot ->> 'id') || '","amount":' || part || ',"line":0}';
      subs := subs || (lot ->> 'subWallet');
      amounts := amounts || part;
      lots := jsonb_set(lots, array[n::text, 'remaining'], to_jsonb((lot ->> 'remaining')::bigint - part));
      if (lots -> n ->> 'remaining')::bigint = 0 then
        lots := lots - n;
        n := n - 1;
      end if;
    end if;
    exit when missing = 0;
    n := n + 1;
  end loop;
  answer := '{"key":"' || key || '","outcome":"approved","operation":"op_' || tail || '","approvalCode":"' ||
    right(tail, 6) || '","shard":0,"sequence":' || place || ',"card":"********0000","approved":' || amount ||
    ',"drawn":[' || drawn || '],"currency":"CNY","balances":[{"subWallet":"topup","ledger":0,"held":0,"available":0},' ||
    '{"subWallet":"main","ledger":' || w.ledger - amount || ',"held":' || w.held || ',"available":' || w.ledger -
    amount - w.held || '}],"before":[{"subWallet":"topup","ledger":0,"held":0,"available":0},{"subWallet":"main",' ||
    '"ledger":' || w.ledger || ',"held":' || w.held || ',"available":' || w.ledger - w.held ||
    '}],"expiring":[],"businessDate":"' || day || '","recordedAt":"' ||
    to_char(to_timestamp(at / 1000.0) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","hash":"';
  entry := '{"movements":[' || movements || '{"kind":"use","wallet":"' || w.id || '","limit":"daily","window":"' || day ||
    '","consumed":' || amount || ',"reserved":0}],"postings":[{"account":{"kind":"liability","wallet":"' || w.id ||
    '","program":"member","subWallet":"main","funding":"paid"},"asset":"CNY","amount":' || amount ||
    '},{"account":{"kind":"merchantPayable","owner":"hq"},"asset":"CNY","amount":' || -amount || '}]}';
  hash := encode(sha256(convert_to('tessera entry 1\n' || w.id || '\n' || w.version + 1 || '\n' || w.head || '\nop_' ||
    tail || '\n' || client || '\n' || key || '\nRedeem\n' || at || '\n' || at || '\n\n' || day || '\n' || outlet ||
    '\nhq\n\n\n' || w.account || '\n\n' || fingerprint || '\n' || asked || '\n' || entry, 'UTF8')), 'hex');
  answer := answer || hash || '"}';
  uses := w.document -> 'uses' -> 0;
  with operation as (
    insert into ${schema}.operation (tenant, shard, sequence, id, client, key, verb, approved, recorded_at,
      effective_at, business_date, outlet, owner, account, fingerprint, asked, outcome, entry)
    values (${tenant}, 0, place, 'op_' || tail, client, key, 'Redeem', true, at, at, day, outlet, 'hq', w.account,
      fingerprint, asked, answer, entry)
  ), link as (
    insert into ${schema}.link (tenant, shard, sequence, place, wallet, version, previous, follows_shard, follows, hash)
    values (${tenant}, 0, place, 0, w.id, w.version + 1, w.head, w.shard, w.sequence, hash)
  ), payable as (
    insert into ${schema}.posting (tenant, shard, sequence, place, kind, owner, asset, amount)
    values (${tenant}, 0, place, array_length(subs, 1), 'merchantPayable', 'hq', 'CNY', -amount)
  ), liability as (
    insert into ${schema}.posting (tenant, shard, sequence, place, kind, wallet, program, sub_wallet, funding, asset, amount)
    select ${tenant}, 0, place, row.n - 1, 'liability', w.id, 'member', sub, 'paid', 'CNY', row.amount
    from unnest(subs, amounts) with ordinality as row (sub, amount, n)
  )
  update ${schema}.wallet set version = w.version + 1, head = hash, shard = 0, sequence = place,
      recorded_at = greatest(recorded_at, at), ledger = w.ledger - amount,
      document = ('{"lots":' || lots::text || ',"holds":' || (w.document -> 'holds')::text ||
        ',"uses":[{"limit":"daily","window":"' || day || '","consumed":' ||
        coalesce((uses ->> 'consumed')::bigint, 0) + amount || ',"reserved":0}]}')::json
    where tenant = ${tenant} and id = w.id;
  return answer;
end $$`
