/**
 * The statements of an audit: rows as they stand, in the order of their keys.
 *
 * @module
 */
import { type Expressions, operationExpressions, postingsExpressions } from "../auditColumns.ts"
import { separator, spelling } from "./spelled.ts"

/** Rows as one text of columns, which costs the server a third of a document, and how many rows there are. */
const spelled = (columns: Expressions, from: string): string => {
  const names = columns.map((_, n) => `c${n}`)
  return `
    select string_agg(concat_ws('${separator}', ${spelling(names)}), '${separator}' order by c0) as text, count(*)::int as rows
    from (select ${columns.map((column, n) => `${column} as c${n}`).join(", ")} from ${from}) as page`
}

/** The same rows as a document, for texts in which rows cannot be told apart. */
const listed = (columns: Expressions, from: string): string => `
    select json_agg(json_build_array(${columns.map((_, n) => `c${n}`).join(", ")}) order by c0)::text as lists
    from (select ${columns.map((column, n) => `${column} as c${n}`).join(", ")} from ${from}) as page`

const [operations, leaves, postings] = [
  operationExpressions("chr(10)", false),
  operationExpressions("chr(10)", true),
  postingsExpressions("chr(10)", "string_agg")
]

const operationsIn = (schema: string): string =>
  `${schema}.operation where tenant = $1 and shard = $2 and sequence > $3 order by sequence limit $4`

const postingsIn = (schema: string): string =>
  `${schema}.posting where tenant = $1 and shard = $2 and sequence > $3 and sequence <= $4 group by sequence`

/** What an audit asks, by what it is of. */
export const auditTexts = {
  /** A page of the journal, with and without what a checkpoint commits to, and the postings of a range. */
  auditJournal: (schema: string) => spelled(operations, operationsIn(schema)),
  auditJournalListed: (schema: string) => listed(operations, operationsIn(schema)),
  auditLeaves: (schema: string) => spelled(leaves, operationsIn(schema)),
  auditLeavesListed: (schema: string) => listed(leaves, operationsIn(schema)),
  auditPostings: (schema: string) => spelled(postings, postingsIn(schema)),
  auditPostingsListed: (schema: string) => listed(postings, postingsIn(schema)),
  /** The links of a page of the journal. */
  manyLinks: (schema: string) => `
    select json_agg(
      json_build_array(sequence, place, wallet, version, previous, follows_shard, follows, hash) order by sequence, place
    )::text as lists
    from ${schema}.link where tenant = $1 and shard = $2 and sequence > $3 and sequence <= $4`,
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
