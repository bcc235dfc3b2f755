/**
 * The columns that an audit reads together, each group of them put into one text by the database, which costs a fraction of what
 * a value for each column costs.
 *
 * @module
 */

/** How a database writes the end of a line. */
export type LineEnd = "char(10)" | "chr(10)"

/** An expression of SQL, one for each column of a list. */
export type Expressions = ReadonlyArray<string>

const lines = (end: LineEnd, columns: Expressions): string => `concat_ws(${end}, ${columns.join(", ")})`

/** What the chain does not tell apart: nothing, and an empty text. */
const orNone = (column: string): string => `coalesce(cast(${column} as text), '')`

/** What is there stands behind a `=`: so nothing and an empty text are told apart. */
const marked = (column: string): string => `coalesce('=' || ${column}, '')`

/** Who asked, where, and of what; between them stands when. */
const [asking, asked] = [
  ["id", "client", "key", "verb"],
  ["business_date", "outlet", "owner", "terminal", "operator", "account", "original", "fingerprint", "asked"]
]
const times = ["recorded_at", "effective_at", "occurred_at"]

/** What the chain commits to, as the core's `headText` writes it. */
const head = (end: LineEnd): string => lines(end, [...asking, ...times, ...asked].map(orNone))

/** What a checkpoint commits to, as the core's `rowText` writes it. */
const leaf = (end: LineEnd): string =>
  lines(end, [
    "shard",
    "sequence",
    ...asking.map(marked),
    "cast(approved as integer)",
    ...times.map(orNone),
    ...asked.map(marked),
    marked("outcome")
  ])

/** An operation of a shard, its sequence first. */
export const operationExpressions = (end: LineEnd, leaves: boolean): Expressions => [
  "sequence",
  "id",
  "verb",
  "approved",
  "recorded_at",
  head(end),
  "entry",
  "case when verb = 'Reverse' then outcome end",
  leaves ? leaf(end) : "cast(null as text)"
]

/** The postings of one operation behind its sequence, as the core's `postingsText` writes them. */
export const postingsExpressions = (end: LineEnd, joined: "group_concat" | "string_agg"): Expressions => {
  const who = ["wallet", "program", "sub_wallet", "funding", "owner", "tender"].map(marked)
  const posting = lines(end, ["place", marked("kind"), ...who, marked("asset"), "amount"])
  return ["sequence", `${joined}(${posting}, ${end} order by place)`]
}
