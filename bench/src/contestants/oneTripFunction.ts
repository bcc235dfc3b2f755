/**
 * One function per command, written by hand in the database: it locks, looks for the key, decides and writes all rows.
 *
 * @module
 */
import { configuration } from "../shop.ts"
import { redeem } from "./redeemFunction.ts"
import { schema } from "./yardstick.ts"

const tenant = `'${configuration.tenant}'`

/** Writes an operation with its link and advances the wallet's chain; gives back the hash. */
const record = `
create function ${schema}.record(
  w inout ${schema}.wallet, verb text, client text, key text, tail text, at bigint, day text, outlet text, original text,
  fingerprint text, asked text, outcome text, entry text, out place bigint
) language plpgsql as $$
declare
  hash text;
begin
  place := nextval('${schema}.commit_sequence');
  hash := encode(sha256(convert_to(concat_ws(E'\\n', 'tessera entry 1', w.id, w.version + 1, w.head, 'op_' || tail, client,
    key, verb, at, at, '', day, outlet, 'hq', '', '', w.account, original, fingerprint, asked, entry), 'UTF8')), 'hex');
  insert into ${schema}.operation (tenant, shard, sequence, id, client, key, verb, approved, recorded_at, effective_at,
      business_date, outlet, owner, account, original, fingerprint, asked, outcome, entry)
    values (${tenant}, 0, place, 'op_' || tail, client, key, verb, true, at, at, day, outlet, 'hq', w.account, original,
      fingerprint, asked, replace(replace(outcome, '%hash%', hash), '%sequence%', place::text), entry);
  insert into ${schema}.link (tenant, shard, sequence, place, wallet, version, previous, follows_shard, follows, hash)
    values (${tenant}, 0, place, 0, w.id, w.version + 1, w.head, w.shard, w.sequence, hash);
  w.version := w.version + 1;
  w.head := hash;
  w.shard := 0;
  w.sequence := place;
end $$`

/** One movement of value of a lot, as it stands in an entry. */
const moved = `
create function ${schema}.moved(wallet text, lot jsonb, remaining bigint, held bigint) returns text
language sql immutable as $$
  select '{"kind":"lot","wallet":"' || wallet || '","lot":' || (lot - 'remaining' - 'held' - 'promised')::text ||
    ',"remaining":' || remaining || ',"held":' || held || ',"promised":0,"line":{"number":0}}'
$$`

/** Ends the holds of a wallet that are over, each by an operation of its own. */
const expire = `
create function ${schema}.expire(w inout ${schema}.wallet, at bigint, day text, lots inout jsonb, holds inout jsonb)
language plpgsql as $$
declare
  hold jsonb;
  pin jsonb;
  n integer;
  entry text;
  tail text;
  r record;
begin
  for hold in select value from jsonb_array_elements(holds) where (value ->> 'expiresAt')::bigint <= at loop
    entry := '';
    for pin in select value from jsonb_array_elements(hold -> 'pins') loop
      for n in 0 .. jsonb_array_length(lots) - 1 loop
        continue when lots -> n ->> 'id' <> pin ->> 'lot';
        lots := jsonb_set(lots, array[n::text, 'held'],
          to_jsonb((lots -> n ->> 'held')::bigint - (pin ->> 'amount')::bigint));
        entry := entry || ${schema}.moved(w.id, lots -> n, 0, -(pin ->> 'amount')::bigint) || ',';
      end loop;
      w.held := w.held - (pin ->> 'amount')::bigint;
    end loop;
    holds := (select coalesce(jsonb_agg(value), '[]') from jsonb_array_elements(holds)
      where value ->> 'id' <> hold ->> 'id');
    tail := replace(gen_random_uuid()::text, '-', '');
    select * into r from ${schema}.record(w, 'ExpireHold', 'system', 'ExpireHold:' || (hold ->> 'id'), tail, at,
      day, null, null, '', '', '{"outcome":"approved","hash":"%hash%","sequence":%sequence%}',
      '{"movements":[' || entry || '{"kind":"hold","wallet":"' || w.id || '","before":' || hold::text ||
        '}],"postings":[]}');
    w := r.w;
  end loop;
end $$`

const parameters = `verb text, client text, key text, card text, amount bigint, at bigint, day text, outlet text,
  first_key text, ends bigint, tail text, asked text, fingerprint text`

/** What changes of lots and holds by each verb, with the movements, draws and postings that tell of it. */
const changes = `
  if verb in ('Redeem', 'Hold') then
    for lot in select value from jsonb_array_elements(lots) loop
      part := least(missing, (lot ->> 'remaining')::bigint - (lot ->> 'held')::bigint);
      if part > 0 then
        missing := missing - part;
        movements := movements || ${schema}.moved(w.id, lot, case verb when 'Redeem' then -part else 0 end,
          case verb when 'Redeem' then 0 else part end) || ',';
        drawn := drawn || case drawn when '' then '' else ',' end || '{"subWallet":"' || (lot ->> 'subWallet') ||
          '","lot":"' || (lot ->> 'id') || '","amount":' || part || ',"line":0}';
        pins := pins || jsonb_build_object('lot', lot -> 'id', 'line', 0, 'amount', part);
        lot := case verb
          when 'Redeem' then jsonb_set(lot, '{remaining}', to_jsonb((lot ->> 'remaining')::bigint - part))
          else jsonb_set(lot, '{held}', to_jsonb((lot ->> 'held')::bigint + part)) end;
        if verb = 'Redeem' then
          kinds := kinds || 'liability'::text; subs := subs || (lot ->> 'subWallet'); amounts := amounts || part;
        end if;
      end if;
      if (lot ->> 'remaining')::bigint > 0 then changed := changed || lot; end if;
    end loop;
    if verb = 'Redeem' then w.ledger := w.ledger - amount; else
      w.held := w.held + amount;
      hold := jsonb_build_object('id', 'hold_' || tail, 'placedAt', at, 'expiresAt', ends, 'outlet', outlet, 'owner', 'hq',
        'tolerancePercent', 0, 'asked', amount, 'captured', 0, 'lines', jsonb_build_array(jsonb_build_object('amount',
        amount)), 'pins', pins, 'drawn', pins, 'reserved', jsonb_build_array(jsonb_build_object('limit', 'daily',
        'window', day, 'amount', amount)));
      holds := holds || hold;
      movements := movements || '{"kind":"hold","wallet":"' || w.id || '","after":' || hold::text || '},';
    end if;
  elsif verb = 'Capture' then
    select value into hold from jsonb_array_elements(holds) where value ->> 'id' = 'hold_' || substr(first.id, 4);
    for lot in select value from jsonb_array_elements(lots) loop
      select (value ->> 'amount')::bigint into part from jsonb_array_elements(hold -> 'pins')
        where value ->> 'lot' = lot ->> 'id';
      if part is not null then
        movements := movements || ${schema}.moved(w.id, lot, -part, -part) || ',';
        drawn := drawn || case drawn when '' then '' else ',' end || '{"subWallet":"' || (lot ->> 'subWallet') ||
          '","lot":"' || (lot ->> 'id') || '","amount":' || part || ',"line":0}';
        kinds := kinds || 'liability'::text; subs := subs || (lot ->> 'subWallet'); amounts := amounts || part;
        lot := lot || jsonb_build_object('remaining', (lot ->> 'remaining')::bigint - part,
          'held', (lot ->> 'held')::bigint - part);
      end if;
      if (lot ->> 'remaining')::bigint > 0 then changed := changed || lot; end if;
    end loop;
    holds := (select coalesce(jsonb_agg(value), '[]') from jsonb_array_elements(holds)
      where value ->> 'id' <> hold ->> 'id');
    movements := movements || '{"kind":"hold","wallet":"' || w.id || '","before":' || hold::text || '},';
    w.ledger := w.ledger - amount;
    w.held := w.held - amount;
  elsif verb = 'Load' then
    lot := jsonb_build_object('id', 'lot_' || tail || '_0', 'subWallet', 'topup', 'funding', 'paid', 'funded', amount,
      'costBasis', amount, 'fundedAt', at, 'activeFrom', at, 'expiresAt', at + 157852800000, 'loadedAt',
      jsonb_build_object('outlet', outlet, 'owner', 'hq'), 'remaining', amount, 'held', 0, 'promised', 0);
    movements := ${schema}.moved(w.id, lot, amount, 0) || ',';
    changed := jsonb_build_array(lot) || lots;
    kinds := array['liability']; subs := array['topup']; amounts := array[-amount];
    w.ledger := w.ledger + amount;
  else
    changed := lots;
    for slice in select value from jsonb_array_elements(first.entry::jsonb -> 'movements')
        where value ->> 'kind' = 'lot' loop
      part := -(slice ->> 'remaining')::bigint;
      lot := null;
      for n in 0 .. jsonb_array_length(changed) - 1 loop
        continue when changed -> n ->> 'id' <> slice -> 'lot' ->> 'id';
        lot := changed -> n;
        changed := jsonb_set(changed, array[n::text, 'remaining'], to_jsonb((lot ->> 'remaining')::bigint + part));
      end loop;
      if lot is null then
        lot := (slice -> 'lot') || jsonb_build_object('remaining', part, 'held', 0, 'promised', 0);
        changed := jsonb_build_array(lot) || changed;
      end if;
      movements := movements || ${schema}.moved(w.id, lot, part, 0) || ',';
      kinds := kinds || 'liability'::text; subs := subs || (lot ->> 'subWallet'); amounts := amounts || -part;
    end loop;
    w.ledger := w.ledger + amount;
  end if;`

const perform = `
create function ${schema}.perform(${parameters}) returns text language plpgsql as $$
#variable_conflict use_variable
declare
  w ${schema}.wallet;
  first ${schema}.operation;
  lots jsonb; holds jsonb; changed jsonb := '[]'; pins jsonb := '[]';
  lot jsonb; hold jsonb; slice jsonb;
  missing bigint := amount; part bigint; place bigint; n integer;
  movements text := ''; drawn text := ''; answer text; entry text; now_at text;
  kinds text[] := '{}'; subs text[] := '{}'; amounts bigint[] := '{}';
  balance text; r record;
begin
  if first_key is null then
    select wallet.* into w from ${schema}.card join ${schema}.wallet using (tenant, account)
      where card.tenant = ${tenant} and card_index = card for update of wallet;
  else
    select * into first from ${schema}.operation
      where operation.tenant = ${tenant} and operation.client = client and operation.key = first_key;
    select * into w from ${schema}.wallet where tenant = ${tenant} and account = first.account for update;
  end if;
  select outcome into answer from ${schema}.operation
    where operation.tenant = ${tenant} and operation.client = client and operation.key = key;
  if found then return answer; end if;
  lots := w.document -> 'lots';
  holds := w.document -> 'holds';
  now_at := to_char(to_timestamp(at / 1000.0) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  if verb in ('Redeem', 'Hold') and w.ledger - w.held < amount then
    answer := '{"key":"' || key || '","outcome":"declined","operation":"op_' || tail || '","decline":{"code":"' ||
      'insufficient_funds","retry":"newKey","approvable":' || w.ledger - w.held || ',"held":' || w.held || '}}';
    insert into ${schema}.operation (tenant, shard, sequence, id, client, key, verb, approved, recorded_at, effective_at,
        business_date, outlet, owner, fingerprint, asked, outcome, entry)
      values (${tenant}, 0, nextval('${schema}.commit_sequence'), 'op_' || tail, client, key, verb, false, at, at, day,
        outlet, 'hq', fingerprint, asked, answer, '');
    return answer;
  end if;
  if first_key is not null and exists (
    select 1 from ${schema}.operation where operation.tenant = ${tenant} and operation.original = first.id
  ) then return '{"outcome":"declined"}'; end if;
  if verb = 'Capture' and not exists (
    select 1 from jsonb_array_elements(holds)
    where value ->> 'id' = 'hold_' || substr(first.id, 4) and (value ->> 'expiresAt')::bigint > at
  ) then return '{"outcome":"declined"}'; end if;
  if w.next_due <= at then
    select * into r from ${schema}.expire(w, at, day, lots, holds);
    w := r.w; lots := r.lots; holds := r.holds;
  end if;
  balance := '"balances":[{"subWallet":"topup","ledger":0,"held":0,"available":0},{"subWallet":"main","ledger":' ||
    w.ledger || ',"held":' || w.held || ',"available":' || w.ledger - w.held || '}]';
  ${changes}
  if verb <> 'Hold' then
    kinds := kinds || case verb when 'Load' then 'cashClearing' else 'merchantPayable' end;
    subs := subs || null::text;
    amounts := amounts || case when verb in ('Redeem', 'Capture') then -amount else amount end;
  end if;
  answer := '{"key":"' || key || '","outcome":"approved","operation":"op_' || tail || '","approvalCode":"' ||
    right(tail, 6) || '","shard":0,"sequence":%sequence%,"card":"********0000","approved":' || amount || ',"drawn":[' ||
    drawn || '],"currency":"CNY",' || balance || ',"before":[{"subWallet":"topup","ledger":0,"held":0,"available":0},' ||
    '{"subWallet":"main","ledger":' || w.ledger || ',"held":' || w.held || ',"available":' || w.ledger - w.held ||
    '}],"expiring":[],"businessDate":"' || day || '","recordedAt":"' || now_at || '","hash":"%hash%"}';
  entry := '{"movements":[' || movements || '{"kind":"use","wallet":"' || w.id || '","limit":"daily","window":"' || day ||
    '","consumed":' || amount || ',"reserved":0}],"postings":[{"account":{"kind":"liability","wallet":"' || w.id ||
    '","program":"member","subWallet":"main","funding":"paid"},"asset":"CNY","amount":' || amount ||
    '},{"account":{"kind":"merchantPayable","owner":"hq"},"asset":"CNY","amount":' || -amount || '}]}';
  select * into r from ${schema}.record(w, verb, client, key, tail, at, day, outlet, first.id, fingerprint, asked,
    answer, entry);
  w := r.w; place := r.place;
  if verb <> 'Hold' then
    insert into ${schema}.posting (tenant, shard, sequence, place, kind, wallet, program, sub_wallet, funding, owner,
        tender, asset, amount)
      select ${tenant}, 0, place, row.n - 1, kind, case kind when 'liability' then w.id end,
        case kind when 'liability' then 'member' end, sub, case kind when 'liability' then 'paid' end,
        case kind when 'liability' then null else 'hq' end, case kind when 'cashClearing' then 'cash' end, 'CNY', row.amount
      from unnest(kinds, subs, amounts) with ordinality as row (kind, sub, amount, n);
  end if;
  update ${schema}.wallet set version = w.version, head = w.head, shard = w.shard, sequence = w.sequence,
      recorded_at = greatest(recorded_at, at), ledger = w.ledger, held = w.held,
      next_due = (select min((value ->> 'expiresAt')::bigint) from jsonb_array_elements(holds)),
      document = json_build_object('lots', changed, 'holds', holds, 'uses', json_build_array(json_build_object('limit',
        'daily', 'window', day, 'consumed', amount, 'reserved', 0)))
    where tenant = ${tenant} and id = w.id;
  return replace(replace(answer, '%hash%', w.head), '%sequence%', place::text);
end $$`

/** The functions, in the order in which they are made. */
export const functions: ReadonlyArray<string> = [record, moved, expire, perform, redeem]
