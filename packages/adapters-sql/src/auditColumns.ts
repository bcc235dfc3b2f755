/**
 * The columns that an audit reads together, each group of them put into one text by the database, which costs a fraction of what
 * a value for each column costs.
 *
 * @module
 */

/** How a database writes a character by its number. */
export type Character = "char" | "chr"

/** An expression of SQL, one for each column of a list. */
export type Expressions = ReadonlyArray<string>

const lines = (character: Character, columns: Expressions): string =>
  `concat_ws(${character}(10), ${columns.join(", ")})`

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

/** What may be empty; `concat_ws` leaves it out unless something is put there. */
const mayBeNone = new Set(["occurred_at", "outlet", "owner", "terminal", "operator", "account", "original"])

/** What the chain commits to, as the core's `headText` writes it. */
const head = (character: Character): string =>
  lines(
    character,
    [...asking, ...times, ...asked].map((column) => (mayBeNone.has(column) ? orNone(column) : column))
  )

/** What a checkpoint commits to, as the core's `rowText` writes it. */
const leaf = (character: Character): string =>
  lines(character, [
    "shard",
    "sequence",
    ...asking.map(marked),
    "cast(approved as integer)",
    ...times.map(orNone),
    ...asked.map(marked),
    marked("outcome")
  ])

/** An operation of a shard, its sequence first; what may be empty comes last, marked. */
export const operationExpressions = (character: Character, leaves: boolean): Expressions => [
  "sequence",
  "id",
  "cast(approved as text)",
  "recorded_at",
  head(character),
  "entry",
  "case when verb = 'Reverse' then '=' || outcome else '' end",
  leaves ? `'=' || ${leaf(character)}` : "''"
]

/** A link of an operation, its sequence first. */
export const linkExpressions: Expressions = [
  "sequence",
  "place",
  "wallet",
  "version",
  "previous",
  "follows_shard",
  "follows",
  "hash"
]

/** A row of a posting, as the core's `postingsText` writes it. */
export const postingExpression = (character: Character): string => {
  const who = ["wallet", "program", "sub_wallet", "funding", "owner", "tender"].map(marked)
  return lines(character, ["sequence", "place", marked("kind"), ...who, marked("asset"), orNone("amount")])
}
