/**
 * Conformance of the journal and the books: everything is there, in commit order, as it was hashed.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import type { Recorded } from "../../batch/decideBatch.ts"
import { entryText, readEntry } from "../../journal/entryText.ts"
import { firstBreak, headText } from "../../journal/hashChain.ts"
import { rowText } from "../../journal/leafText.ts"
import { postingsText, rowEnd } from "../../journal/postingsText.ts"
import { balanceTotals, trialBalance } from "../../journal/trialBalance.ts"
import { largest } from "../../values/Amount.ts"
import { canonicalText } from "../../values/canonical.ts"
import type { Sent } from "../Till.ts"
import { counter, hold, issue, redeem, refund, reverse, wholeJournal } from "./Counter.ts"
import type { StoreCase } from "./StoreCase.ts"

const load = (card: string, key: string): Sent => ({
  type: "Load",
  key,
  card,
  outlet: "S1",
  currency: "CNY",
  amount: 100_000,
  offer: "1000+200",
  tender: { kind: "bankCard", reference: "slip 7" }
})

/** A little of everything on two cards. */
const aDay: ReadonlyArray<ReadonlyArray<Sent>> = [
  [issue("CARD1"), issue("CARD2", 5_000), load("CARD1", "l1")],
  [redeem("CARD1", "r1", 30_000), redeem("CARD2", "r2", 9_000), hold("CARD1", "h1", 20_000)],
  [
    redeem("CARD1", "r3", 100),
    refund("r1", "f1", 10_000),
    { type: "Release", key: "x1", outlet: "S1", holdKey: "h1" }
  ],
  [reverse("r1", "v1"), reverse("r3", "v3"), { type: "ReportLost", key: "b1", card: "CARD2", reason: "lost" }]
]

const play = Effect.gen(function* () {
  const bench = yield* counter
  const batches = yield* Effect.forEach(aDay, (sent) => bench.send(...sent))
  return { ...bench, recorded: batches.flatMap(({ recorded }) => recorded) }
})

const sequencesOf = (journal: ReadonlyArray<{ readonly operation: { readonly sequence: number } }>) =>
  journal.map(({ operation }) => operation.sequence)

/** Operations with their entries as text: an entry may carry more in memory than it says. */
const rowsOf = (journal: ReadonlyArray<Recorded>): string =>
  journal.map(({ operation: { entry: _, ...row }, text }) => canonicalText([row, text])).join("\n")

export const journalCases: ReadonlyArray<StoreCase> = [
  {
    name: "the journal gives back every operation as it was recorded, declines among them",
    run: Effect.gen(function* () {
      const { recorded, store } = yield* play
      const journal = yield* wholeJournal(store)
      assert.ok(journal.some(({ operation }) => !operation.approved))
      assert.equal(rowsOf(journal), rowsOf(recorded))
    })
  },
  {
    name: "the text of an entry is given back byte for byte, and says what the entry says",
    run: Effect.gen(function* () {
      const { recorded, store } = yield* play
      const journal = yield* wholeJournal(store)
      assert.deepEqual(
        journal.map(({ text }) => text),
        recorded.map(({ text }) => text)
      )
      for (const { operation, text } of journal)
        if (operation.approved) {
          assert.equal(entryText(operation.entry), text)
          assert.equal(entryText(readEntry(text)), text)
        } else assert.deepEqual([text, operation.entry.movements, operation.entry.postings], ["", [], []])
    })
  },
  {
    name: "the journal is in commit order and comes in pages, whatever their size",
    run: Effect.gen(function* () {
      const { recorded, store } = yield* play
      const all = sequencesOf(recorded)
      for (const size of [1, 2, 3, all.length, 100])
        assert.deepEqual(sequencesOf(yield* wholeJournal(store, size)), all)
      assert.deepEqual(sequencesOf(yield* store.journal({ shard: 0, after: 3, limit: 2 })), [4, 5])
      assert.deepEqual(yield* store.journal({ shard: 0, after: all.length, limit: 10 }), [])
    })
  },
  {
    name: "the history of a wallet has the operations in its chain alone, newest first, in pages as well",
    run: Effect.gen(function* () {
      const { recorded, store, walletsOf } = yield* play
      for (const card of ["CARD1", "CARD2"]) {
        const wallet = (yield* walletsOf(card))[0]?.id
        assert.ok(wallet)
        const expected = sequencesOf(
          recorded.filter(({ operation }) => operation.links.some((link) => link.wallet === wallet))
        ).toReversed()
        assert.ok(expected.length > 1 && expected.length < recorded.length)
        for (const limit of [1, 2, expected.length, 100]) {
          assert.deepEqual(sequencesOf(yield* store.history({ wallet, limit })), expected.slice(0, limit))
          for (const before of expected)
            assert.deepEqual(
              sequencesOf(yield* store.history({ wallet, before: { shard: 0, sequence: before }, limit })),
              expected.filter((sequence) => sequence < before).slice(0, limit)
            )
        }
      }
    })
  },
  {
    name: "the chain of every wallet holds, and ends at the wallet's head",
    run: Effect.gen(function* () {
      const { facts, store, walletsOf } = yield* play
      for (const card of ["CARD1", "CARD2"]) {
        const [wallet] = yield* walletsOf(card)
        assert.ok(wallet)
        const history = yield* store.history({ wallet: wallet.id, limit: 100 })
        const chain = history
          .toReversed()
          .flatMap(({ operation, text }) =>
            operation.links
              .filter((link) => link.wallet === wallet.id)
              .map((link) => ({ link, operation, text }))
          )
        assert.equal(firstBreak(facts.sha256, chain), undefined)
        assert.deepEqual([chain.at(-1)?.link.version, chain.at(-1)?.link.hash], [wallet.version, wallet.head])
        assert.deepEqual(
          [...chain.map(({ link }) => link.follows.sequence), wallet.sequence],
          [0, ...chain.map(({ operation }) => operation.sequence)]
        )
      }
    })
  },
  {
    name: "the books are the sum of the journal's postings, in the order of the accounts' names, and come to zero",
    run: Effect.gen(function* () {
      const { store } = yield* play
      const books = yield* store.books()
      const journal = yield* wholeJournal(store)
      assert.deepEqual(books, trialBalance(journal.flatMap(({ operation }) => operation.entry.postings)))
      assert.ok(books.length > 3)
      assert.deepEqual([...balanceTotals(books)], [["CNY", 0n]])
    })
  },
  {
    name: "the largest amounts are kept exactly, and their sum too",
    run: Effect.gen(function* () {
      const { send, store, walletsOf } = yield* counter
      const cards = ["CARD1", "CARD2", "CARD3"]
      yield* send(...cards.map((card) => issue(card, Number(largest))))
      yield* send(redeem("CARD1", "r", Number(largest - 1n)))
      const left = yield* Effect.forEach(cards, walletsOf)
      assert.deepEqual(
        left.map(([wallet]) => wallet?.lots[0]?.remaining),
        [1n, largest, largest]
      )
      assert.deepEqual(
        (yield* store.books()).map(({ account, amount }) => [account.kind, amount]),
        [
          ["cashClearing", 3n * largest],
          ["liability", -2n * largest - 1n],
          ["merchantPayable", 1n - largest]
        ]
      )
    })
  },
  {
    name: "unusual texts come back as they were sent",
    run: Effect.gen(function* () {
      const { look, send, store } = yield* counter
      const texts = ["'; drop table wallet; --", 'quote " and \\ backslash', "工会卡 🎁 é", "%_?$1:name", " "]
      for (const [n, holder] of texts.entries())
        yield* send({ ...issue(`CARD${n}`), holder, reference: holder, metadata: { note: holder } })
      const journal = yield* wholeJournal(store)
      texts.forEach((text, n) => assert.ok(journal[n]?.operation.asked.includes(JSON.stringify(text)), text))
      const views = yield* Effect.forEach(texts, (_, n) => look(redeem(`CARD${n}`, "a", 1)))
      assert.deepEqual(
        views.map(([view]) => [...(view?.accounts.values() ?? [])].map(({ holder }) => holder)),
        texts.map((text) => [text])
      )
    })
  },
  {
    name: "what was handed out does not change when the ledger goes on",
    run: Effect.gen(function* () {
      const { send, store, walletsOf } = yield* counter
      yield* send(issue("CARD1"))
      const [before, journal] = [yield* walletsOf("CARD1"), yield* wholeJournal(store)]
      const texts = canonicalText([before, journal])
      yield* send(redeem("CARD1", "r", 30_000))
      assert.equal(canonicalText([before, journal]), texts)
    })
  },
  {
    name: "an audit gets every row as it stands, in pages, and the row that the store would write of it",
    run: Effect.gen(function* () {
      const { recorded, store, walletsOf } = yield* play
      const wallets = [...(yield* walletsOf("CARD1")), ...(yield* walletsOf("CARD2"))]
      const rows = yield* store.audit.rows({ table: "wallet", limit: 100 })
      assert.deepEqual(
        new Map(rows.map(({ key, says }) => [key, says])),
        new Map(wallets.map((wallet) => [wallet.id, store.audit.rowOf("wallet", wallet).says]))
      )
      const [first, second] = rows
      assert.ok(first && second)
      assert.deepEqual(yield* store.audit.rows({ table: "wallet", limit: 1 }), [first])
      assert.deepEqual(
        yield* store.audit.rows({ table: "wallet", after: first.key, limit: 5 }),
        rows.slice(1)
      )
      assert.equal((yield* store.audit.rows({ table: "account", limit: 100 })).length, 2)
      assert.equal((yield* store.audit.rows({ table: "card", limit: 100 })).length, 2)
      assert.deepEqual(yield* store.audit.rows({ table: "tombstone", limit: 100 }), [])
      const { recordedAt, sequence } = recorded.at(-1)?.operation ?? {}
      assert.deepEqual((yield* store.audit.shards())[0], { shard: 0, sequence, recordedAt, network: 0 })
    })
  },
  {
    name: "an audit gets a page of the journal with its links and postings, each in its place",
    run: Effect.gen(function* () {
      const { recorded, store } = yield* play
      for (const [after, limit] of [
        [0, recorded.length + 1],
        [0, recorded.length],
        [2, 3],
        [recorded.length, 1]
      ] as const) {
        const within = recorded.filter(
          ({ operation: { sequence } }) => sequence > after && sequence <= after + limit
        )
        const query = { shard: 0, after, limit }
        const { links, operations, postings } = yield* store.audit.page({ ...query, leaves: true })
        assert.deepEqual(
          operations.map(({ head, id, leaf, sequence, text }) => [sequence, id, head, leaf, text]),
          within.map(({ operation, text }) => [
            operation.sequence,
            operation.id,
            headText(operation),
            rowText(operation),
            text
          ])
        )
        assert.deepEqual(
          operations.map(({ approved, recordedAt, shard, verb }) => [approved, recordedAt, shard, verb]),
          within.map(({ operation: { approved, recordedAt, shard, verb } }) => [
            approved,
            recordedAt,
            shard,
            verb
          ])
        )
        const { operations: without } = yield* store.audit.page({ ...query, leaves: false })
        assert.deepEqual(
          without,
          operations.map((row) => ({ ...row, leaf: undefined }))
        )
        assert.deepEqual(
          links,
          within.flatMap(({ operation: { links, sequence } }) =>
            links.map((link, place) => ({ sequence, place, link }))
          )
        )
        const posted = within.filter(({ operation }) => operation.entry.postings.length > 0)
        assert.deepEqual(postings, {
          rows: posted.flatMap(({ operation }) => operation.entry.postings).length,
          text: posted
            .map(({ operation: { entry, sequence } }) => postingsText(sequence, entry.postings))
            .join(rowEnd)
        })
      }
    })
  }
]
