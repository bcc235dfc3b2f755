/** A ledger that was altered behind its back, row by row: what verification says of it. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "@effect/vitest"
import { decideBatch, type Recorded } from "../src/batch/decideBatch.ts"
import { document } from "../bench/shop.ts"
import { changesIn } from "../src/journal/Entry.ts"
import { entryText, readEntry } from "../src/journal/entryText.ts"
import { linkHash } from "../src/journal/hashChain.ts"
import { pageOf } from "../src/memory/memoryRows.ts"
import { NodeDigest } from "../src/node/index.ts"
import { Digest } from "../src/ports/Digest.ts"
import { Store } from "../src/ports/Store.ts"
import type { AuditPage, ShardRow, StoredRow, Table } from "../src/ports/StoredRow.ts"
import { canonicalText } from "../src/values/canonical.ts"
import { verify, type VerifyOptions } from "../src/verify.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

const never = { type: "Reverse", key: "tomb", originalKey: "never", outlet: "S1", reason: "malfunction" }
const frozen = { type: "Freeze", key: "frozen", card: "CARD000B", reason: "lost" }

const blocked = { type: "Block", key: "blocked", card: "CARD000A", reason: "stolen" }
const back = { type: "Reverse", key: "back", originalKey: "moved", outlet: "S1", reason: "malfunction" }

/**
 * Two cards, a sale, a sale that was declined, value that moved, a key that is buried, a card's account that is frozen, a card
 * that is blocked, and value that moved back.
 */
const story: ReadonlyArray<object> = [
  issued("a", "CARD000A", 500),
  issued("b", "CARD000B", 500),
  redeemed("sold", "CARD000A", 20),
  redeemed("much", "CARD000A", 9_000),
  moved("moved", "CARD000A", "CARD000B", 10),
  never,
  frozen,
  blocked,
  back
]

const written = Effect.fnUntraced(function* (told = story, count = 1) {
  const ledger = ledgerOf(count)
  for (const sent of told) {
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
      const entry = other.startsWith('{"') ? readEntry(other) : operation.entry
      const instead = { text: other, operation: { ...operation, links, entry } }
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

/** A link of an operation that says something else. */
const relinked = (key: string, change: (link: AuditPage["links"][number]["link"]) => object) =>
  inPages((page, ledger) => ({
    ...page,
    links: page.links.map((one) =>
      one.sequence === of(ledger, key).operation.sequence
        ? { ...one, link: { ...one.link, ...change(one.link) } }
        : one
    )
  }))

/** A column beside the documents, as the journal makes it and as it stands. */
const column =
  (expected: string, stands: string) =>
  ({ store: { audit } }: Ledger): Partial<Audit> => ({
    rowOf: (table, value) => {
      const row = audit.rowOf(table, value)
      return { ...row, says: { ...row.says, kind: expected } }
    },
    rows: (query) =>
      Effect.map(audit.rows(query), (rows) =>
        rows.map((one) => ({ ...one, says: { ...one.says, kind: stands } }))
      )
  })

const cases: ReadonlyArray<Case> = [
  ["nothing at all", () => ({}), "", ""],
  [
    "an entry that nobody can read, under a hash made anew",
    forged("sold", () => "{"),
    "its entry cannot be read",
    "operation sold"
  ],
  [
    "a movement of a wallet in whose chain it is not",
    forged("sold", (text) => text.replace(/"wallet":"wal_\w+"/, '"wallet":"wal_x"')),
    "it moved a wallet in whose chain it is not",
    "operation sold"
  ],
  [
    "a card that was another before",
    forged("blocked", (text) => text.replace(/("before":\{"index".*?"status":")active/, "$1pending")),
    "card C was not before it what it says",
    "operation blocked"
  ],
  [
    "a link that counts on too far",
    relinked("sold", ({ version }) => ({ version: version + 1 })),
    "entry 2 of WAL is missing",
    "operation sold"
  ],
  [
    "a link that follows another entry",
    relinked("sold", () => ({ previous: "0" })),
    "it does not follow the entry before it in WAL",
    "operation sold"
  ],
  [
    "a link that names another entry before it",
    relinked("sold", ({ follows }) => ({ follows: { ...follows, sequence: follows.sequence + 1 } })),
    "it does not name the entry before it in WAL",
    "operation sold"
  ],
  [
    "a link that names an entry of another shard",
    relinked("sold", ({ follows }) => ({ follows: { ...follows, shard: follows.shard + 1 } })),
    "it does not name the entry before it in WAL",
    "operation sold"
  ],
  [
    "a wallet whose opening was taken out",
    inPages((page) => ({
      operations: page.operations.filter(({ sequence }) => sequence !== 1),
      links: page.links.filter(({ sequence }) => sequence !== 1),
      postings: page.postings
    })),
    "its wallet WAL was never opened",
    "operation sold"
  ],
  [
    "postings of nothing",
    inPages(({ postings, ...page }) => ({
      ...page,
      postings: {
        rows: postings.rows + 1,
        text: `${postings.text}\u001E99\n0\n=bank\n\n\n\n\n\n\n=CNY\n5`
      }
    })),
    "its operation is missing",
    "postings of sequence 99 of shard 0"
  ],
  [
    "a document that nobody can read",
    inRows("account", (rows) => rows.map((one) => ({ ...one, says: { document: "{" } }))),
    "its document is not what the journal makes of it",
    "account ACC"
  ],
  ["a column beside it, as it is", column("1", "1"), "", ""],
  [
    "one that reads alike and is another text",
    column("1", "1.0"),
    "its kind is not what the journal makes of it",
    "account ACC"
  ],
  [
    "a bracket within a text makes no document of it",
    column("a [1]", "b [1]"),
    "its kind is not what the journal makes of it",
    "account ACC"
  ],
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
    "it is said to end at sequence 10, its journal ends at 9",
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
      const now = of(ledger, "back").operation.recordedAt
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

  it.effect("names the wallets of an operation that is in the wrong place", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const { links } = of(ledger, "moved").operation
      const { failing } = yield* found(ledger, row("moved", () => ({ recordedAt: 1 }))(ledger))
      expect(failing.map(({ wallet }) => wallet)).toEqual(links.map(({ wallet }) => wallet))
    })
  )

  it.effect("says nothing of what follows an entry that nobody can read but in its own wallet", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const [link] = of(ledger, "sold").operation.links
      const { failing, operations } = yield* found(ledger, row("sold", () => ({ text: "{" }))(ledger))
      expect(failing.filter(({ wallet }) => wallet !== link?.wallet)).toEqual([])
      expect(operations).toBe(story.length)
    })
  )

  it.effect("a buried key stays buried where its entry cannot be read", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const { failing } = yield* found(ledger, row("tomb", () => ({ text: "{" }))(ledger))
      expect(failing.map(({ why }) => why)).toEqual(["its entry cannot be read"])
    })
  )

  it.effect("is told whose row it is", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const [account] = [...ledger.view.accounts.keys()]
      const [wallet] = [...ledger.view.wallets.values()]
      const [card] = [...ledger.view.cards.values()]
      const failing = Effect.fnUntraced(function* (table: Table, change: Parameters<typeof inRows>[1]) {
        const all = (yield* found(ledger, inRows(table, change)(ledger))).failing
        return all.map(({ row: _, why: __, ...whose }) => whose)
      })
      const first = (rows: ReadonlyArray<StoredRow>) => rows.slice(1)
      const strange = (says: StoredRow["says"]) => (rows: ReadonlyArray<StoredRow>) => [
        ...rows,
        { key: "strange", says }
      ]
      expect(yield* failing("account", first)).toEqual([{ account }])
      expect(yield* failing("wallet", first)).toEqual([{ wallet: wallet?.id, account: wallet?.account }])
      expect(yield* failing("card", first)).toEqual([{ account: card?.account }])
      expect(yield* failing("tombstone", first)).toEqual([{}])
      expect(yield* failing("account", strange({}))).toEqual([{ account: "strange" }])
      expect(yield* failing("card", strange({ account: "acc_y" }))).toEqual([{ account: "acc_y" }])
      expect(yield* failing("card", strange({}))).toEqual([{}])
    })
  )

  it.effect("is read to its end, however many rows there are", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const { audit } = ledger.store
      const many = (count: number): Partial<Audit> => ({
        rows: (query) => {
          if (query.table !== "card") return audit.rows(query)
          const strange = Array.from({ length: count }, (_, n) => ({
            key: `0${String(n).padStart(4, "0")}`,
            says: {}
          }))
          return Effect.map(audit.rows({ table: "card", limit: 9 }), (rows) =>
            [...strange, ...rows]
              .filter(({ key }) => query.after === undefined || key > query.after)
              .slice(0, query.limit)
          )
        }
      })
      const sorted = [...ledger.view.cards.keys()].toSorted()
      expect(sorted.every((key) => key > "0")).toBe(true)
      for (const count of [498, 499, 500, 1001]) {
        const { failing } = yield* found(ledger, many(count), { limit: 2000 })
        expect(failing.map(({ why }) => why)).toEqual(
          Array.from({ length: count }, () => "nothing in the journal speaks of it")
        )
      }
    })
  )

  it.effect("of several shards, in one of which nothing has happened", () =>
    Effect.gen(function* () {
      const ledger = yield* written(story, 2)
      expect((yield* found(ledger, {})).failing).toEqual([])
      const one = ({ shard, ...rest }: ShardRow) => ({ ...rest, shard, sequence: shard })
      const altered = { shards: () => Effect.map(ledger.store.audit.shards(), (rows) => rows.map(one)) }
      expect((yield* found(ledger, altered)).failing.map(({ row: name, why }) => `${name}: ${why}`)).toEqual([
        "shard 0: it is said to end at sequence 0, its journal ends at 9",
        "shard 1: it is said to end at sequence 1, its journal ends at 0"
      ])
    })
  )

  it.effect.each([
    ["its tables", "rows", 1],
    ["its tables, of several shards", "rows", 2],
    ["its second shard, when the first was read", "page", 2]
  ] as const)("in which others sell while somebody reads %s", ([_, when, count]) =>
    Effect.gen(function* () {
      const ledger = yield* written([...story, issued("c", "CARD000C")], count)
      const { audit } = ledger.store
      const sell = (sent: object, shard: number) => {
        const tasks = [taskOf("till", sent)]
        return Effect.orDie(
          ledger.store.commit(shard, tasks, (view) => decideBatch({ ...facts, shard }, view, tasks))
        )
      }
      const sales = yield* Effect.cached(
        Effect.gen(function* () {
          yield* sell(redeemed("first", "CARD000C"), 0)
          yield* sell(redeemed("second", "CARD000C"), count - 1)
          yield* sell(issued("new", "CARD000D"), 0)
          yield* sell({ ...never, key: "tomb2", originalKey: "never2" }, count - 1)
        })
      )
      const altered = of(ledger, "b").operation.account
      const reading: Partial<Audit> = {
        ...(when === "page" && {
          page: (query) => Effect.andThen(query.shard === 1 ? sales : Effect.void, audit.page(query))
        }),
        rows: (query) =>
          Effect.map(Effect.andThen(sales, audit.rows(query)), (rows) =>
            rows.map((one) => (one.key === altered ? { ...one, says: { document: "{}" } } : one))
          )
      }
      const { failing, newer } = yield* found(ledger, reading)
      expect(failing.map(({ account, row: name }) => [name, account])).toEqual([
        [`account ${altered}`, altered]
      ])
      expect(newer).toBeGreaterThan(0)
      expect((yield* found(ledger, {})).failing).toEqual([])
    })
  )

  it.effect("by a clock that is behind", () =>
    Effect.gen(function* () {
      const ledger = yield* written()
      const now = of(ledger, "back").operation.recordedAt - 3_600_000
      expect((yield* found(ledger, {}, { now })).failing).toEqual([])
    })
  )

  it.effect("of terms nothing is asked but those that came with the journal, and they are asked for", () =>
    Effect.gen(function* () {
      const [program] = document.programs
      const changed = {
        type: "ChangeProgram",
        key: "terms",
        version: 1,
        reason: "dearer",
        to: { ...program, version: 2 }
      }
      const moved = {
        type: "ChangeOutlet",
        key: "S2",
        version: 0,
        reason: "new",
        to: { id: "S2", owner: "hq" }
      }
      const before = yield* written()
      expect((yield* found(before, { programs: () => Effect.succeed([]) })).failing).toEqual([])
      const ledger = yield* written([...story, changed])
      const told = (content: string) => ({
        programs: () => Effect.succeed([{ id: "member", version: 2, content }])
      })
      const [network] = changesIn(of(ledger, "terms").operation.entry)
      expect((yield* found(ledger, told(canonicalText(network?.after)))).failing).toEqual([])
      expect((yield* found(ledger, told("{}"))).failing).toEqual([
        { row: "program member 2", why: "its content is not what the ledger is run under" }
      ])
      const gone = { programs: () => Effect.succeed([]) }
      expect((yield* found(ledger, gone)).failing).toEqual([
        { row: "program member 2", why: "it is missing" }
      ])
      const place = yield* written([...story, moved])
      expect((yield* found(place, gone)).failing).toEqual([])
      expect((yield* found(place, shards(() => ({ network: 0 }))(place))).failing).toEqual([
        { row: "shard 0", why: "it is said to have seen 0 changes of the network, the journal has 1" }
      ])
    })
  )
})
