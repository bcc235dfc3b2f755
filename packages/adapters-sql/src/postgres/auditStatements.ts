/**
 * The statements of an audit: rows as they stand, in the order of their keys.
 *
 * @module
 */
import { separator, spelling } from "./spelled.ts"
import { type Columns, operationColumns, postingColumns } from "./columns.ts"

/** Rows as one text of columns, which costs the server a third of a document, and how many columns there are. */
const spelled = (columns: Columns, from: string, order: string): string => `
    select string_agg(concat_ws('${separator}', ${spelling(columns.map(([name]) => name))}), '${separator}' order by ${order}) as text,
      count(*)::int as rows
    from ${from}`

/** What an audit asks, by what it is of. */
export const auditTexts = {
  /** A page of the journal, and the postings of a range: as text where they can be told apart in it. */
  spelledJournal: (schema: string) =>
    spelled(
      operationColumns,
      `(
      select * from ${schema}.operation
      where tenant = $1 and shard = $2 and sequence > $3 order by sequence limit $4
    ) as page`,
      "sequence"
    ),
  spelledPostings: (schema: string) =>
    spelled(
      postingColumns.slice(1),
      `${schema}.posting where tenant = $1 and shard = $2 and sequence > $3 and sequence <= $4`,
      "sequence, place"
    ),
  /** The links of a page of the journal. */
  manyLinks: (schema: string) => `
    select json_agg(
      json_build_array(sequence, place, wallet, version, previous, follows_shard, follows, hash) order by sequence, place
    )::text as lists
    from ${schema}.link where tenant = $1 and shard = $2 and sequence > $3 and sequence <= $4`,
  postingRows: (schema: string) => `
    select json_agg(
      json_build_array(sequence, place, kind, wallet, program, sub_wallet, funding, owner, tender, asset, amount)
      order by sequence, place
    )::text as lists
    from ${schema}.posting where tenant = $1 and shard = $2 and sequence > $3 and sequence <= $4`,
  programRows: (schema: string) => `select id, version, content from ${schema}.program where tenant = $1`,
  accountRows: (schema: string) => `
    select id, program, status, frozen, opened_at, holder, card_type, wallets::text as wallets, cards::text as cards,
      document::text as document
    from ${schema}.account where tenant = $1 and id > $2 order by id limit $3`,
  cardRows: (schema: string) => `
    select card_index, account, status, since, masked, expires_at, unblocks_to
    from ${schema}.card where tenant = $1 and card_index > $2 order by card_index limit $3`,
  walletRows: (schema: string) => `
    select id, account, asset, version, head, shard, sequence, ledger, held, receivable, document::text as document, next_due
    from ${schema}.wallet where tenant = $1 and id > $2 order by id limit $3`,
  tombstoneRows: (schema: string) => `
    select client, key, reversal from ${schema}.tombstone
    where tenant = $1 and (client, key) > ($2, $3) order by client, key limit $4`,
  shardRows: (schema: string) => `
    select shard, sequence, recorded_at as "recordedAt", network from ${schema}.ledger where tenant = $1 order by shard`
} as const
