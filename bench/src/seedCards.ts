/**
 * Many cards at once: the rows of one issue that the store has written, written again for every other card.
 *
 * @module
 */
import { createHash } from "node:crypto"
import { Client } from "pg"
import type { Tessera } from "./contestants/tessera.ts"
import { cardNumber, configuration, macKey } from "./shop.ts"

const tables = ["account", "card", "wallet", "operation", "link", "posting"] as const

type Row = Readonly<Record<string, string | null>>

interface Template {
  readonly table: string
  readonly types: ReadonlyMap<string, string>
  readonly row: Row
}

const templatesOf = async (
  client: Client,
  schema: string,
  table: string
): Promise<ReadonlyArray<Template>> => {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
    [`${schema}.${table}`]
  )
  const texts = columns.map(({ name }) => `${name}::text as ${name}`).join(", ")
  const { rows } = await client.query<Row>(`select ${texts} from ${schema}.${table}`)
  const types = new Map(columns.map(({ name, type }) => [name, type]))
  return rows.map((row) => ({ table, types, row }))
}

const column = ({ row }: Template, name: string): string => {
  const text = row[name]
  if (text === null || text === undefined) throw new Error(`the first issue has no ${name}`)
  return text
}

/** What of a row is the card's own, in the order of the arguments of SQL's `format`. */
const marks = (
  operation: Template,
  card: Template,
  link: Template
): ReadonlyArray<readonly [string, string]> => {
  const tail = column(operation, "id").slice("op_".length)
  return [
    [column(link, "hash"), "%6$s"],
    [column(operation, "fingerprint"), "%5$s"],
    [column(operation, "key"), "%4$s"],
    [column(card, "masked"), "%3$s"],
    [column(card, "card_index"), "%2$s"],
    [tail, "%1$s"],
    [`"approvalCode":"${tail.slice(-6)}"`, '"approvalCode":"%8$s"'],
    ['"sequence":1,', '"sequence":%7$s,']
  ]
}

const marked = (text: string, all: ReadonlyArray<readonly [string, string]>): string => {
  let now = text.replaceAll("%", "%%")
  for (const [own, mark] of all) now = now.replaceAll(own, mark)
  return now
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const owns = "tail, card_index, masked, key, fingerprint, hash, sequence, right(tail, 6)"

const valueOf = (template: Template, name: string, all: ReadonlyArray<readonly [string, string]>): string => {
  const text = template.row[name]
  const type = template.types.get(name) ?? "text"
  if (name === "sequence") return "sequence"
  if (text === null || text === undefined) return "null"
  const form = marked(text, all)
  return form === text ? `${quoted(text)}::${type}` : `format(${quoted(form)}, ${owns})::${type}`
}

const insertOf = (
  schema: string,
  template: Template,
  all: ReadonlyArray<readonly [string, string]>
): string => {
  const names = [...template.types.keys()]
  return `insert into ${schema}.${template.table} (${names.join(", ")})
    select ${names.map((name) => valueOf(template, name, all)).join(", ")} from made`
}

/** What the store hashes of an issue; it has to come to the hash that the store came to. */
const hashedOf = (operation: Template, link: Template): string => {
  const of = (name: string) => operation.row[name] ?? ""
  const heads = [
    "id",
    "client",
    "key",
    "verb",
    "recorded_at",
    "effective_at",
    "occurred_at",
    "business_date",
    "outlet"
  ]
  const rest = ["owner", "terminal", "operator", "account", "original", "fingerprint", "asked"]
  const text = `tessera entry 1\n${column(link, "wallet")}\n1\n\n${[...heads, ...rest].map(of).join("\n")}\n${of("entry")}`
  if (createHash("sha256").update(text).digest("hex") !== column(link, "hash"))
    throw new Error("the store hashes its entries otherwise than this")
  return text
}

const padded = (byte: number): string =>
  `'\\x${[...macKey, ...Buffer.alloc(64 - macKey.length)].map((n) => (n ^ byte).toString(16).padStart(2, "0")).join("")}'::bytea`

/** The keyed hash of `shop.ts`, in SQL. */
const mac = (purpose: string, text: string): string =>
  `left(encode(sha256(${padded(0x5c)} || sha256(${padded(0x36)} || convert_to('${purpose}' || E'\\n' || ${text}, 'UTF8'))), 'hex'), 32)`

const width = cardNumber(0).length

interface Plan {
  readonly template: ReadonlyArray<Template>
  readonly schema: string
}

/** Everything for the cards from one number to below another. */
const statementOf = ({ schema, template }: Plan): string => {
  const named = (name: string): Template => {
    const found = template.find(({ table }) => table === name)
    if (found === undefined) throw new Error(`the first issue wrote no ${name}`)
    return found
  }
  const [operation, link] = [named("operation"), named("link")]
  const all = marks(operation, named("card"), link)
  const tail = column(operation, "id").slice("op_".length)
  const form = (text: string) => quoted(marked(text, all))
  const inserts = template.map((one, n) => `row_${n} as (${insertOf(schema, one, all)})`)
  return `
    with numbered as materialized (
      select n + 1 as sequence, '${tail.slice(0, 16)}' || lpad(n::text, 10, '0') as tail, 'issue-' || lpad(n::text, 9, '0') as key,
        repeat('*', ${width - 4}) || lpad((n % 10000)::text, 4, '0') as masked,
        ${mac("cardIndex", `'${configuration.tenant}' || E'\\n' || '9902' || lpad(n::text, 8, '0')`)} as card_index
      from generate_series($1::bigint, $2::bigint - 1) as n
    ), heard as materialized (
      select *, ${mac("fingerprint", `format(${form(column(operation, "asked"))}, tail, card_index, masked, key)`)} as fingerprint
      from numbered
    ), made as materialized (
      select *, encode(sha256(convert_to(format(${form(hashedOf(operation, link))}, tail, card_index, masked, key, fingerprint), 'UTF8')), 'hex') as hash
      from heard
    ), ${inserts.join(", ")}
    select`
}

const chunk = 25_000
const connections = 2

/** Several connections lay what is left, one part after the other. */
const layAll = async (url: string, text: string, cards: number): Promise<void> => {
  let next = 1
  const lay = async (): Promise<void> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query("set synchronous_commit = off")
    while (next < cards) {
      const from = next
      next = Math.min(cards, from + chunk)
      await client.query(text, [from, next])
    }
    await client.end()
  }
  await Promise.all(Array.from({ length: connections }, lay))
}

/**
 * Issues so many cards into an empty ledger: the first by the service, all others as its likeness. The service then
 * answers for some of them that it has issued them before, which it only does when their rows are as it writes them.
 */
export const seedCards = async (url: string, schema: string, service: Tessera, cards: number, at: number) => {
  await service.issue(0, 1, at)
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const template: Array<Template> = []
    for (const table of tables) template.push(...(await templatesOf(client, schema, table)))
    const shard =
      template.flatMap(({ row, table }) => (table === "operation" ? [row["shard"]] : []))[0] ?? "0"
    await layAll(url, statementOf({ schema, template }), cards)
    await client.query(`update ${schema}.ledger set sequence = $1 where tenant = $2 and shard = $3`, [
      cards,
      configuration.tenant,
      shard
    ])
    // As a ledger is that has stood for a while: otherwise whoever reads a row first marks and writes its page.
    await client.query(`vacuum analyze ${tables.map((table) => `${schema}.${table}`).join(", ")}`)
    await client.query("checkpoint")
    for (const n of [1, cards >> 1, cards - 1]) await service.issue(n, n + 1, at)
    const { rows } = await client.query(`select count(*) as count from ${schema}.card`)
    if (Number(rows[0]?.count) !== cards) throw new Error("the service did not know cards that were laid")
  } finally {
    await client.end()
  }
}
