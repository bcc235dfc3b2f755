/**
 * Comparing what a store holds with what the journal makes of it: every row of every table, and rows of which it knows nothing.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { BadRow, Findings } from "./findings.ts"
import type { Store } from "./ports/Store.ts"
import type { Columns, ProgramRow, StoredRow, Table, Tables } from "./ports/StoredRow.ts"
import { programName, type Rebuilt } from "./replaying.ts"
import { shardsOf } from "./shardsOf.ts"
import { canonicalText } from "./values/canonical.ts"
import type { AccountId, WalletId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

const pageSize = 500

const isDocument = (value: Columns[string]): value is string =>
  typeof value === "string" && /^[[{]/.test(value)

/** Whether two documents say the same, however they are spelled. */
const isSameDocument = (a: string, b: string): boolean => {
  try {
    return canonicalText(JSON.parse(a)) === canonicalText(JSON.parse(b))
  } catch {
    return false
  }
}

const isSame = (a: Columns[string], b: Columns[string]): boolean =>
  a === b || (isDocument(a) && isDocument(b) && isSameDocument(a, b))

/** The column in which a row is not what it has to be. */
const differing = (expected: Columns, stands: Columns): string | undefined =>
  Object.keys(expected).find((name) => !isSame(expected[name] ?? null, stands[name] ?? null))

/** What is expected in a table, by key; a wallet to which nothing has happened yet need not be stored. */
const expectedIn = (rebuilt: Rebuilt): { readonly [T in Table]: ReadonlyMap<string, Tables[T]> } => ({
  account: rebuilt.accounts,
  card: rebuilt.cards,
  wallet: rebuilt.wallets,
  tombstone: rebuilt.tombstones
})

const mayBeAbsent = (value: Tables[Table]): boolean => "version" in value && value.version === 0

/** To what a row belongs, as the journal or else the row itself says. */
const belongs = (table: Table, key: string, value: Tables[Table] | undefined, says: Columns | undefined) => {
  const own = value !== undefined && "account" in value ? value.account : says?.["account"]
  return {
    ...(table === "wallet" && { wallet: key as WalletId }),
    ...(table === "account" && { account: key as AccountId }),
    ...(typeof own === "string" && { account: own as AccountId })
  }
}

const nameOf = (table: Table, key: string): string => `${table} ${key.replace("\n", " ")}`

const compareTable = Effect.fnUntraced(function* <T extends Table>(
  { audit }: Store["Service"],
  table: T,
  expected: ReadonlyMap<string, Tables[T]>,
  findings: Findings
) {
  const missing = new Set(expected.keys())
  const bad = (key: string, why: string, says?: Columns): void => {
    const found: BadRow = { row: nameOf(table, key), why, ...belongs(table, key, expected.get(key), says) }
    findings.add(found)
  }
  let after: string | undefined
  for (;;) {
    const page: ReadonlyArray<StoredRow> = yield* audit.rows({
      table,
      limit: pageSize,
      ...(after !== undefined && { after })
    })
    for (const { key, says } of page) {
      const value = expected.get(key)
      missing.delete(key)
      if (value === undefined) bad(key, "nothing in the journal speaks of it", says)
      else {
        const column = differing(audit.rowOf(table, value).says, says)
        if (column !== undefined) bad(key, `its ${column} is not what the journal makes of it`, says)
      }
    }
    after = page.at(-1)?.key
    if (page.length < pageSize || after === undefined) break
  }
  for (const key of missing) {
    const value = expected.get(key)
    if (value !== undefined && !mayBeAbsent(value)) bad(key, "it is missing")
  }
})

/** By how much the clocks of those who write one ledger may differ, in milliseconds. */
const apart = 60_000

const compareShards = Effect.fnUntraced(function* (
  store: Store["Service"],
  rebuilt: Rebuilt,
  findings: Findings,
  now: Instant
) {
  // Ledger time never goes back: moved up, everything that comes would be recorded, and expire, as of then.
  const newest = Math.max(now + apart, ...[...rebuilt.reached.values()].map(({ recordedAt }) => recordedAt))
  const rows = new Map((yield* store.audit.shards()).map((row) => [row.shard, row]))
  const shards = yield* shardsOf(store)
  for (let shard = 0; shard < shards; shard++) {
    const { recordedAt, sequence } = rebuilt.reached.get(shard) ?? { recordedAt: 0, sequence: 0 }
    const bad = (why: string) => findings.add({ row: `shard ${shard}`, why })
    const row = rows.get(shard)
    if (row === undefined) bad("it is missing")
    else if (row.sequence !== sequence)
      bad(`it is said to end at sequence ${row.sequence}, its journal ends at ${sequence}`)
    else if (row.recordedAt < recordedAt) bad("its time is before its newest operation")
    else if (row.recordedAt > newest) bad("its time has not come yet")
    else if (row.network !== rebuilt.network)
      bad(`it is said to have seen ${row.network} changes of the network, the journal has ${rebuilt.network}`)
  }
})

/** What the ledger is compared with beside its journal. */
export interface Besides {
  /** Absent: no shard's time is too late. */
  readonly now?: Instant
  /** The terms that the ledger is run under now. Absent: only those are looked at that came with the journal. */
  readonly programs?: ReadonlyArray<ProgramRow>
}

const comparePrograms = Effect.fnUntraced(function* (
  { audit }: Store["Service"],
  expected: ReadonlyMap<string, string>,
  findings: Findings
) {
  if (audit.programs === undefined) return
  const rows = new Map((yield* audit.programs()).map((row) => [programName(row), row.content]))
  for (const [name, content] of expected) {
    const stands = rows.get(name)
    if (stands === content) continue
    const why = stands === undefined ? "it is missing" : "its content is not what the ledger is run under"
    findings.add({ row: `program ${name}`, why })
  }
})

/** Compares all tables with what the journal makes of them. */
export const compareAll = Effect.fnUntraced(function* (
  store: Store["Service"],
  rebuilt: Rebuilt,
  findings: Findings,
  { now = Number.POSITIVE_INFINITY, programs = [] }: Besides
) {
  const expected = expectedIn(rebuilt)
  yield* compareTable(store, "account", expected.account, findings)
  yield* compareTable(store, "wallet", expected.wallet, findings)
  yield* compareTable(store, "card", expected.card, findings)
  yield* compareTable(store, "tombstone", expected.tombstone, findings)
  yield* compareShards(store, rebuilt, findings, now)
  const terms = new Map(programs.map((program) => [programName(program), program.content]))
  yield* comparePrograms(store, new Map([...rebuilt.programs, ...terms]), findings)
})
