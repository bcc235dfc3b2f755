/**
 * The statements of an audit: rows as they stand, in the order of their keys.
 *
 * @module
 */
import {
  type Expressions,
  linkExpressions,
  operationExpressions,
  postingExpression
} from "../auditColumns.ts"
import { separator } from "./spelled.ts"

/** Rows of columns as one text, which costs the server a third of a document. */
const spelled = (columns: Expressions): string => `concat_ws('${separator}', ${columns.join(", ")})`

const operationsIn = (schema: string): string =>
  `${schema}.operation where tenant = $1 and shard = $2 and sequence > $3 order by sequence limit $4`

/** Operations after a sequence, and how many there are. */
const operations = (schema: string, leaves: boolean): string => `
    (select string_agg(spelled, '${separator}' order by sequence) as operations, count(*)::int as operation_rows
    from (
      select sequence, ${spelled(operationExpressions("chr", leaves))} as spelled from ${operationsIn(schema)}
    ) as page) as operation`

/** Links and postings of some sequences, and how many there are. */
const under = (schema: string, which: string): string => `
    (select string_agg(${spelled(linkExpressions)}, '${separator}' order by sequence, place) as links,
      count(*)::int as link_rows
    from ${schema}.link as row where ${which}) as link,
    (select string_agg(${postingExpression("chr")}, chr(30) order by sequence, place) as postings,
      count(*)::int as posting_rows
    from ${schema}.posting as row where ${which}) as posting`

/** Those up to a sequence. */
const upTo = (schema: string, until: "$4" | "$5"): string =>
  under(schema, `tenant = $1 and shard = $2 and sequence > $3 and sequence <= ${until}`)

/** Those after a sequence that belong to no operation. */
const astray = (schema: string): string =>
  under(
    schema,
    `tenant = $1 and shard = $2 and sequence > $3 and not exists (
      select from ${schema}.operation where tenant = $1 and shard = $2 and operation.sequence = row.sequence
    )`
  )

/** The operations of a page as a document, for texts in which they cannot be told apart. */
const listed = (schema: string, leaves: boolean): string => {
  const columns = operationExpressions("chr", leaves)
  return `
    select json_agg(json_build_array(${columns.map((_, n) => `c${n}`).join(", ")}) order by c0)::text as lists
    from (select ${columns.map((column, n) => `${column} as c${n}`).join(", ")} from ${operationsIn(schema)}) as page`
}

/** What an audit asks, by what it is of. */
export const auditTexts = {
  /** A page of the journal, without and with what a checkpoint commits to, and the links and postings of a range. */
  auditJournal: (schema: string) => `select * from ${operations(schema, false)}, ${upTo(schema, "$5")}`,
  auditLeaves: (schema: string) => `select * from ${operations(schema, true)}, ${upTo(schema, "$5")}`,
  /** The links and postings of another range alone, and those after it that belong to nothing. */
  auditUnder: (schema: string) => `select * from ${upTo(schema, "$4")}`,
  auditAstray: (schema: string) => `select * from ${astray(schema)}`,
  auditJournalListed: (schema: string) => listed(schema, false),
  auditLeavesListed: (schema: string) => listed(schema, true),
  /** The links of a page of the journal. */
  manyLinks: (schema: string, until: "$4" | "$5" = "$4") => `
    select json_agg(
      json_build_array(${linkExpressions.join(", ")}) order by sequence, place
    )::text as lists
    from ${schema}.link where tenant = $1 and shard = $2 and sequence > $3 and sequence <= ${until}`,
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
