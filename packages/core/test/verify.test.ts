/** A ledger that was altered behind its back, row by row: what verification says of it. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "@effect/vitest"
import { decideBatch, type Recorded } from "../src/batch/decideBatch.ts"
import { entryText, readEntry } from "../src/journal/entryText.ts"
import { linkHash } from "../src/journal/hashChain.ts"
import { pageOf } from "../src/memory/memoryRows.ts"
import { NodeDigest } from "../src/node/index.ts"
import { Digest } from "../src/ports/Digest.ts"
import { Store } from "../src/ports/Store.ts"
import type { AuditPage, ShardRow, StoredRow, Table } from "../src/ports/StoredRow.ts"
import { verify, type VerifyOptions } from "../src/verify.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

const never = { type: "Reverse", key: "tomb", originalKey: "never", outlet: "S1", reason: "malfunction" }
const frozen = { type: "Freeze", key: "frozen", card: "CARD000B", reason: "lost" }

/** Two cards, a sale, a sale that was declined, value that moved, a key that is buried, and a card's account that is frozen. */
const story: ReadonlyArray<object> = [
  issued("a", "CARD000A", 500),
  issued("b", "CARD000B", 500),
  redeemed("sold", "CARD000A", 20),
  redeemed("much", "CARD000A", 9_000),
  moved("moved", "CARD000A", "CARD000B", 10),
  never,
  frozen
]

const written = Effect.fnUntraced(function* () {
  const ledger = ledgerOf(1)
  for (const sent of story) {
    const tasks = [taskOf("till", sent)]
    yield* ledger.store.commit(0, tasks, (view) => decideBatch({ ...facts, shard: 0 }, view, tasks))
  }
  return ledger
})
type Ledger = Effect.Success<ReturnType<typeof written>>
type Audit = Store["Service"]["audit"]

const of = ({ committed }: Ledger, key: string): Recorded => {
  const found = committed.find(({ operation }) => operation.key === key)
  if (found === undefined) throw new Error(`nothing is under ${key}`)
  return found
}

/** The pages of a ledger as they stand after an alteration. */
const inPages =
  (change: (page: AuditPage, ledger: Ledger) => AuditPage) =>
  (ledger: Ledger): Partial<Audit> => ({
    page: (query) => Effect.map(ledger.store.audit.page(query), (page) => change(page, ledger))
  })

/** An operation whose row is another. */
const row = (key: string, change: (row: AuditPage["operations"][number]) => object) =>
  inPages((page, ledger) => ({
    ...page,
    operations: page.operations.map((one) =>
      one.id === of(ledger, key).operation.id ? { ...one, ...change(one) } : one
    )
  }))

/** An operation whose entry is another, with all hashes that somebody who knows how can make anew. */
const forged = (key: string, change: (text: string) => string) => (ledger: Ledger) => ({
  page: ({ after, leaves, limit }: Parameters<Audit["page"]>[0]) =>
    Effect.gen(function* () {
      const { sha256 } = yield* Digest
      const { operation, text } = of(ledger, key)
      const other = change(text)
      if (other === text) throw new Error("the entry is as it was")
      const links = operation.links.map((link) => ({
        ...link,
        hash: linkHash(sha256, link, operation, other)
      }))
      const instead = { text: other, operation: { ...operation, links, entry: readEntry(other) } }
      return pageOf(
        ledger.committed
          .map((one) => (one.operation.key === key ? instead : one))
          .filter(({ operation: { sequence } }) => sequence > after)
          .slice(0, limit),
        leaves
      )
    }).pipe(Effect.provide(NodeDigest.layer))
})

const inRows =
  (table: Table, change: (rows: ReadonlyArray<StoredRow>) => ReadonlyArray<StoredRow>) =>
  ({ store: { audit } }: Ledger): Partial<Audit> => ({
    rows: (query) => Effect.map(audit.rows(query), (rows) => (query.table === table ? change(rows) : rows))
  })

const shards =
  (change: (row: ShardRow) => Partial<ShardRow>) =>
  ({ store: { audit } }: Ledger) => ({
    shards: () => Effect.map(audit.shards(), (rows) => rows.map((one) => ({ ...one, ...change(one) })))
  })

const found = (ledger: Ledger, altered: Partial<Audit>, options: VerifyOptions = {}) =>
  Effect.provide(
    verify(Store.of({ ...ledger.store, audit: { ...ledger.store.audit, ...altered } }), options),
    NodeDigest.layer
  )

type Case = readonly [what: string, alter: (ledger: Ledger) => Partial<Audit>, why: string, row: string]

const linked = (change: (all: AuditPage["links"]) => AuditPage["links"]) =>
  inPages((page) => ({ ...page, links: change(page.links) }))

const cases: ReadonlyArray<Case> = [
  [
    "a sale of more",
    row("sold", ({ text }) => ({ text: text.replaceAll("20", "30") })),
    "it was altered",
    "operation sold"
  ],
  ["an entry that nobody can read", row("sold", () => ({ text: "{" })), "it was altered", "operation sold"],
  [
    "a sale at another time",
    row("sold", ({ head }) => ({ head: head.replace("Redeem", "Refund") })),
    "it was altered",
    "operation sold"
  ],
  [
    "a decline that did something",
    row("much", () => ({ text: '{"movements":[],"postings":[]}' })),
    "its entry is not the text that was hashed",
    "operation much"
  ],
  [
    "a buried key's entry in other words",
    row("tomb", ({ text }) => ({ text: `${text} ` })),
    "its entry is not the text that was hashed",
    "operation tomb"
  ],
  [
    "a buried key's entry that nobody can read",
    row("tomb", () => ({ text: "{" })),
    "its entry cannot be read",
    "operation tomb"
  ],
  [
    "an operation recorded before the one before it",
    row("moved", () => ({ recordedAt: 1 })),
    "it was recorded before the operation before it",
    "operation moved"
  ],
  [
    "a sequence that comes twice",
    row("moved", () => ({ sequence: 4 })),
    "sequence 4 follows sequence 4",
    "operation moved"
  ],
  [
    "a link in another place",
    linked((all) => all.map((one) => ({ ...one, place: one.place + 1 }))),
    "the rows of its links are not in their places",
    "operation a"
  ],
  [
    "a link of nothing",
    linked((all) => [...all, ...all.slice(0, 1).map((one) => ({ ...one, sequence: 99 }))]),
    "its operation is missing",
    "link 0 of sequence 99 of shard 0"
  ],
  ["no link at all", linked(() => []), "it moved a wallet in whose chain it is not", "operation a"],
  [
    "a posting of more",
    inPages((page) => ({
      ...page,
      postings: { ...page.postings, text: page.postings.text.replace("\n20", "\n21") }
    })),
    "the row of its posting 0 is another",
    "operation sold"
  ],
  [
    "an operation that was taken out",
    inPages((page, ledger) => ({
      ...page,
      operations: page.operations.filter(({ id }) => id !== of(ledger, "much").operation.id)
    })),
    "missing: operation moved with sequence 5 follows sequence 3",
    "sequence 4 of shard 0"
  ],
  [
    "several that were",
    inPages((page) => ({
      ...page,
      operations: page.operations.filter(({ sequence }) => sequence < 4 || sequence > 6),
      links: page.links.filter(({ sequence }) => sequence < 4 || sequence > 6),
      postings: pageOf([], false).postings
    })),
    "missing: operation frozen with sequence 7 follows sequence 3",
    "sequences 4 to 6 of shard 0"
  ],
  [
    "books that do not balance",
    forged("frozen", (text) =>
      entryText({ ...readEntry(text), postings: [{ account: { kind: "bank" }, asset: "CNY", amount: 1n }] })
    ),
    "its postings do not add up to zero",
    "operation frozen"
  ],
  [
    "an account that was another before",
    forged("frozen", (text) => text.replace('"before":{"id"', '"before":{"holder":"x","id"')),
    "account ACC was not before it what it says",
    "operation frozen"
  ],
  [
    "more spent than there was",
    forged("moved", (text) => text.replaceAll('"remaining":-10,', '"remaining":-1000,')),
    "it leaves WAL out of its bounds",
    "operation moved"
  ],
  [
    "an account that says something else",
    inRows("account", (rows) => rows.map((one, n) => (n === 0 ? { ...one, says: { document: "{}" } } : one))),
    "its document is not what the journal makes of it",
    "account ACC"
  ],
  [
    "a document in other words, which is the same",
    inRows("account", (rows) =>
      rows.map((one) => ({
        ...one,
        says: { document: ` ${one.says["document"] ?? ""}`.trim().replace(/^\{/, "{ ") }
      }))
    ),
    "",
    ""
  ],
  [
    "an account too many",
    inRows("account", (rows) => [...rows, { key: "acc_x", says: {} }]),
    "nothing in the journal speaks of it",
    "account acc_x"
  ],
  ["an account too few", inRows("account", (rows) => rows.slice(1)), "it is missing", "account ACC"],
  ["a card too few", inRows("card", () => []), "it is missing", "card "],
  ["a wallet too few", inRows("wallet", (rows) => rows.slice(1)), "it is missing", "wallet WAL"],
  [
    "a wallet of another",
    inRows("wallet", (rows) => [...rows, { key: "wal_x", says: { account: "acc_y" } }]),
    "nothing in the journal speaks of it",
    "wallet wal_x"
  ],
  ["a buried key too few", inRows("tombstone", () => []), "it is missing", "tombstone till never"],
  ["a shard too few", () => ({ shards: () => Effect.succeed([]) }), "it is missing", "shard 0"],
  [
    "a shard that ends later",
    shards(({ sequence }) => ({ sequence: sequence + 1 })),
    "it is said to end at sequence 8, its journal ends at 7",
    "shard 0"
  ],
  [
    "a shard's time that was put back",
    shards(() => ({ recordedAt: 1 })),
    "its time is before its newest operation",
    "shard 0"
  ],
  [
    "a shard's time to come",
    shards(({ recordedAt }) => ({ recordedAt: recordedAt + 60_001 })),
    "its time has not come yet",
    "shard 0"
  ],
  [
    "a shard's time of clocks that differ",
    shards(({ recordedAt }) => ({ recordedAt: recordedAt + 60_000 })),
    "",
    ""
  ],
  [
    "a change of the network too many",
    shards(() => ({ network: 1 })),
    "it is said to have seen 1 changes of the network, the journal has 0",
    "shard 0"
  ],
  [
    "terms that are others",
    () => ({ programs: () => Effect.succeed([{ id: "p", version: 1, content: "{}" }]) }),
    "its content is not what the ledger is run under",
    "program p 1"
  ],
  [
    "terms that are gone",
    () => ({ programs: () => Effect.succeed([{ id: "p", version: 2, content: "terms" }]) }),
    "it is missing",
    "program p 1"
  ],
  [
    "terms as they are",
    () => ({ programs: () => Effect.succeed([{ id: "p", version: 1, content: "terms" }]) }),
    "",
    ""
  ]
]

describe("an altered ledger", () => {
  it.effect.each(cases)("%s", ([, alter, why, name]) =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const now = of(ledger, "frozen").operation.recordedAt
      const programs = [{ id: "p", version: 1, content: "terms" }]
      const { failing } = yield* found(ledger, alter(ledger), { now, programs })
      const plain = (text: string): string =>
        story
          .map((sent) => String(Reflect.get(sent, "key")))
          .reduce((all, key) => all.replaceAll(of(ledger, key).operation.id, key), text)
          .replaceAll(/acc_\w{6,}/g, "ACC")
          .replaceAll(/wal_\w{6,}/g, "WAL")
          .replaceAll(/card [0-9a-f]{6,}/g, "card C")
      const said = failing.map((bad) => `${plain(bad.row)}: ${plain(bad.why)}`)
      if (name === "") expect(said).toEqual([])
      else expect(said).toContainEqual(expect.stringMatching(new RegExp(`^${name}.*: ${why}`)))
    })
  )

  it.effect("is told with the wallet and the account that it concerns, and how many more there are", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const sold = row("sold", () => ({ text: "{" }))(ledger)
      const { links, account } = of(ledger, "sold").operation
      expect((yield* found(ledger, sold)).failing[0]).toMatchObject({ wallet: links[0]?.wallet, account })
      const strange = inRows("wallet", (rows) => [...rows, { key: "wal_x", says: { account: "acc_y" } }])
      expect((yield* found(ledger, strange(ledger))).failing).toEqual([
        { row: "wallet wal_x", why: "nothing in the journal speaks of it", wallet: "wal_x", account: "acc_y" }
      ])
      const gone = yield* found(ledger, inRows("card", () => [])(ledger), { limit: 1 })
      expect([gone.failing.length, gone.unnamed]).toEqual([1, 1])
    })
  )
})
