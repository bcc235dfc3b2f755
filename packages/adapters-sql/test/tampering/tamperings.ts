/** Ways to alter a ledger behind its back, each drawn by chance, and the rows of which an audit has to name one. */
import { createHash } from "node:crypto"
import { copied, keys, type Row, type TableName, tableNames, type Tables, type Value } from "./rows.ts"

/** What was done, which tables it is in, and what names it. */
export interface Tampering {
  readonly kind: string
  readonly what: string
  readonly tables: Tables
  readonly which: ReadonlyArray<TableName>
  /** One of them has to be named: the id of an operation, or a part of a row's name. */
  readonly named: ReadonlyArray<string>
}

export type Chance = () => number

const below = (chance: Chance, most: number): number => Math.floor(chance() * most)
const pick = <A>(chance: Chance, list: ReadonlyArray<A>): A => {
  const one = list[below(chance, list.length)]
  if (one === undefined) throw new Error("there is nothing to pick from")
  return one
}

const sequenceName = (sequence: Value | undefined): string => `sequence ${String(sequence)} of shard 0`

/** The names of a row, as it was or is. */
const namesOf = (tables: Tables, table: TableName, row: Row): ReadonlyArray<string> => {
  if (["operation", "link", "posting"].includes(table)) {
    const operation = tables.operation.find(({ sequence }) => sequence === row["sequence"])
    return [sequenceName(row["sequence"]), ...(operation ? [`operation ${String(operation["id"])}`] : [])]
  }
  if (table === "ledger") return ["shard 0"]
  if (table === "meta") return ["founding"]
  return [`${table} ${keys[table].map((key) => String(row[key])).join(" ")}`]
}

/** Columns whose change is none of an audit: whose ledger it is, and times that, while they are past, say how late it was written. */
const untouched = new Set(["tenant", "recorded_at of wallet", "recorded_at of ledger", "shard of ledger"])

const columnsOf = (table: TableName, row: Row): ReadonlyArray<string> =>
  Object.keys(row).filter((name) => !untouched.has(name) && !untouched.has(`${name} of ${table}`))

/** The places in a document at which there is a value. */
const leaves = (value: unknown, path: ReadonlyArray<string | number> = []): ReadonlyArray<typeof path> =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leaves(part, [...path, name]))
    : [path]

const otherText = (chance: Chance, text: string): string => {
  if (text === "") return "x"
  const at = below(chance, text.length)
  const [draw, old] = [chance(), text[at]]
  if (draw < 0.15) return ""
  if (draw < 0.3) return text.slice(0, at) + text.slice(at + 1)
  if (draw < 0.45) return `${text.slice(0, at)}7${text.slice(at)}`
  const letter = pick(
    chance,
    ["0", "1", "9", "a", "f", "Z", "-", "\n", " ", "\u001E", "\u001F"].filter((one) => one !== old)
  )
  return text.slice(0, at) + letter + text.slice(at + 1)
}

const otherPlain = (chance: Chance, value: Value): Value => {
  if (value === null) return pick(chance, ["", "x", 1])
  if (typeof value === "boolean") return !value
  if (typeof value === "number")
    return pick(
      chance,
      [value + 1, value - 1, value * 10 + 3, -value - 1, 0, 1].filter((one) => one !== value)
    )
  return otherText(chance, value)
}

/** A document in which one value is another, or is gone. */
const otherDocument = (chance: Chance, text: string): string => {
  const document = JSON.parse(text)
  const places = leaves(document)
  if (places.length === 0) return '{"lots":1}'
  const path = pick(chance, places)
  let part = document
  for (const name of path.slice(0, -1)) part = part[name]
  const last = path.at(-1) ?? ""
  if (chance() < 0.2 && !Array.isArray(part)) delete part[last]
  else part[last] = otherPlain(chance, part[last])
  return JSON.stringify(document)
}

const isDocument = (value: Value): value is string => typeof value === "string" && /^[[{]/.test(value)

const other = (chance: Chance, table: TableName, value: Value): Value =>
  isDocument(value) && table !== "operation" ? otherDocument(chance, value) : otherPlain(chance, value)

const filled = (tables: Tables): ReadonlyArray<TableName> =>
  tableNames.filter((name) => tables[name].length > 0)

/** The rows that an audit answers for: a wrong key check stops whoever opens the ledger, and the release is no tenant's. */
const rowsIn = (tables: Tables, table: TableName): ReadonlyArray<Row> =>
  table === "meta" ? tables.meta.filter(({ name }) => name === "founding") : tables[table]

const edit = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const table = pick(chance, filled(tables))
  const row = pick(chance, rowsIn(tables, table))
  const was = namesOf(before, table, row)
  const column = pick(chance, columnsOf(table, row))
  const old = row[column] ?? null
  row[column] = other(chance, table, old)
  return {
    kind: `edit of ${table}`,
    what: `${was.join(", ")}: ${column} from ${String(old)} to ${String(row[column])}`,
    tables,
    which: [table],
    named: [...was, ...namesOf(tables, table, row)]
  }
}

const remove = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const table = pick(chance, filled(tables))
  const row = pick(chance, rowsIn(tables, table))
  tables[table] = tables[table].filter((one) => one !== row)
  const isWhole = table === "operation" && chance() < 0.7
  if (isWhole)
    for (const under of ["link", "posting"] as const)
      tables[under] = tables[under].filter(({ sequence }) => sequence !== row["sequence"])
  return {
    kind: isWhole ? "deletion of an operation" : `deletion from ${table}`,
    what: namesOf(before, table, row).join(", "),
    tables,
    which: isWhole ? ["operation", "link", "posting"] : [table],
    named: namesOf(before, table, row)
  }
}

/** A copy under a key that is free. */
const anotherOf = (chance: Chance, row: Row): Row => {
  const more = String(below(chance, 1_000_000))
  const again: Row = { ...row }
  if ("place" in row) again["place"] = Number(row["place"]) + 1 + below(chance, 3)
  if ("card_index" in row) again["card_index"] = `${String(row["card_index"]).slice(0, -6)}${more}`
  else if ("id" in row) again["id"] = `${String(row["id"])}${more}`
  if ("key" in row) again["key"] = `${String(row["key"])}-${more}`
  return again
}

const insertRow = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const table = pick(
    chance,
    filled(tables).filter((name) => !["operation", "ledger", "program", "meta"].includes(name))
  )
  const row = anotherOf(chance, pick(chance, tables[table]))
  tables[table].push(row)
  return {
    kind: `insertion into ${table}`,
    what: namesOf(before, table, row).join(", "),
    tables,
    which: [table],
    named: namesOf(before, table, row)
  }
}

/** Makes room for an operation among the others, moves all that come after it, and puts a copy in. */
const insertOperation = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const origin = pick(chance, tables.operation)
  const at = 1 + below(chance, tables.operation.length)
  for (const name of ["operation", "link", "posting"] as const)
    for (const row of tables[name])
      if (Number(row["sequence"]) >= at) row["sequence"] = Number(row["sequence"]) + 1
  if (chance() < 0.5)
    for (const row of tables.wallet)
      if (Number(row["sequence"]) >= at) row["sequence"] = Number(row["sequence"]) + 1
  for (const row of tables.link) if (Number(row["follows"]) >= at) row["follows"] = Number(row["follows"]) + 1
  for (const row of tables.ledger) row["sequence"] = Number(row["sequence"]) + 1
  const row: Row = { ...anotherOf(chance, origin), sequence: at }
  tables.operation.push(row)
  return {
    kind: "insertion of an operation",
    what: `${String(origin["id"])} again at ${at}`,
    tables,
    which: ["operation", "link", "posting", "wallet", "ledger"],
    named: [sequenceName(at), `operation ${String(row["id"])}`]
  }
}

const swapOperations = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const a = pick(chance, tables.operation)
  const b = pick(
    chance,
    tables.operation.filter((one) => one !== a)
  )
  const [first, second] = [a["sequence"] ?? 0, b["sequence"] ?? 0]
  for (const name of ["operation", "link", "posting"] as const)
    for (const row of tables[name])
      if (row["sequence"] === first) row["sequence"] = second
      else if (row["sequence"] === second) row["sequence"] = first
  return {
    kind: "swap of two operations",
    what: `${String(a["id"])} and ${String(b["id"])}`,
    tables,
    which: ["operation", "link", "posting"],
    named: [`operation ${String(a["id"])}`, `operation ${String(b["id"])}`]
  }
}

/** Two rows exchange what they say in one column. */
const swapColumns = (chance: Chance, before: Tables): Tampering | undefined => {
  const tables = copied(before)
  const table = pick(
    chance,
    filled(tables).filter((name) => rowsIn(tables, name).length > 1)
  )
  const [a, b] = [pick(chance, rowsIn(tables, table)), pick(chance, rowsIn(tables, table))]
  const differ = columnsOf(table, a).filter((name) => a[name] !== b[name] && !keys[table].includes(name))
  if (differ.length === 0) return undefined
  const column = pick(chance, differ)
  const names = [...namesOf(before, table, a), ...namesOf(before, table, b)]
  const was = a[column] ?? null
  a[column] = b[column] ?? null
  b[column] = was
  return {
    kind: `swap in ${table}`,
    what: `${names.join(", ")}: ${column}`,
    tables,
    which: [table],
    named: names
  }
}

/** The journal ends earlier, and the ledger says so too. */
const truncate = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const left = below(chance, tables.operation.length)
  for (const name of ["operation", "link", "posting"] as const)
    tables[name] = tables[name].filter(({ sequence }) => Number(sequence) <= left)
  for (const row of tables.ledger) row["sequence"] = left
  return {
    kind: "truncation",
    what: `after sequence ${left}`,
    tables,
    which: ["operation", "link", "posting", "ledger"],
    named: [left + 1 === before.operation.length ? sequenceName(left + 1) : `sequences ${left + 1} to `]
  }
}

const day = 86_400_000

/** The ledger's time is moved up: what comes would be recorded, and expire, as of then. */
const moveTime = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const days = 1 + below(chance, 1_000)
  for (const row of tables.ledger) row["recorded_at"] = Number(row["recorded_at"]) + days * day
  return {
    kind: "time moved up",
    what: `by ${days} days`,
    tables,
    which: ["ledger"],
    named: ["shard 0"]
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const headOf = (row: Row): string =>
  [
    "id",
    "client",
    "key",
    "verb",
    "recorded_at",
    "effective_at",
    "occurred_at",
    "business_date",
    "outlet",
    "owner"
  ]
    .concat(["terminal", "operator", "account", "original", "fingerprint", "asked"])
    .map((name) => String(row[name] ?? ""))
    .join("\n")

/** Somebody who knows how it is done alters an operation and makes every hash after it anew: only a checkpoint tells. */
const rewrite = (chance: Chance, before: Tables): Tampering => {
  const tables = copied(before)
  const row = pick(
    chance,
    tables.operation.filter(({ sequence }) => tables.link.some((link) => link["sequence"] === sequence))
  )
  const column = pick(chance, ["operator", "terminal", "outlet", "owner", "business_date", "fingerprint"])
  row[column] = `${String(row[column] ?? "")}x`
  const heads = new Map<Value, string>()
  const links = tables.link.toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]))
  for (const link of links) {
    const operation = tables.operation.find(({ sequence }) => sequence === link["sequence"]) ?? {}
    const wallet = link["wallet"] ?? null
    link["previous"] = heads.get(wallet) ?? ""
    link["hash"] = sha256(
      `tessera entry 1\n${String(wallet)}\n${String(link["version"])}\n${link["previous"]}\n${headOf(operation)}\n${String(operation["entry"])}`
    )
    heads.set(wallet, link["hash"])
  }
  for (const wallet of tables.wallet) wallet["head"] = heads.get(wallet["id"] ?? null) ?? ""
  return {
    kind: "chains made anew",
    what: `${String(row["id"])}: ${column}`,
    tables,
    which: ["operation", "link", "wallet"],
    named: [`operation ${String(row["id"])}`]
  }
}

const kinds: ReadonlyArray<
  readonly [weight: number, draw: (chance: Chance, before: Tables) => Tampering | undefined]
> = [
  [8, edit],
  [3, remove],
  [3, insertRow],
  [2, insertOperation],
  [2, swapOperations],
  [3, swapColumns],
  [1, truncate],
  [1, moveTime],
  [2, rewrite]
]
const all = kinds.flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw))

/** A tampering by chance. */
export const drawTampering = (chance: Chance, before: Tables): Tampering => {
  for (;;) {
    const drawn = pick(chance, all)(chance, before)
    if (drawn !== undefined) return drawn
  }
}
