/**
 * Conformance of the view: `decide` is called with everything that the tasks point at.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import type { View } from "../../decide/View.ts"
import { canonicalText } from "../../values/canonical.ts"
import { OwnerId, WalletId } from "../../values/Ids.ts"
import {
  accountIn,
  counter,
  hold,
  indexOf,
  issue,
  own,
  receiptIn,
  redeem,
  refund,
  reverse
} from "./Counter.ts"
import type { StoreCase } from "./StoreCase.ts"

/** A store may decide from memory first, and again when that did not hold: the last view is the true one. */
const last = (views: ReadonlyArray<View>): View => {
  const view = views.at(-1)
  assert.ok(view, "decide is called")
  return view
}

const verbsOf = (view: View, key: string): ReadonlyArray<string> => {
  const id = view.keys.get(own(key))
  return (id === undefined ? [] : (view.linked.get(id) ?? [])).map(({ verb }) => verb)
}

export const viewCases: ReadonlyArray<StoreCase> = [
  {
    name: "accounts are found by their holder, however many there are",
    run: Effect.gen(function* () {
      const { send, store } = yield* counter
      const own = (card: string, holder: string) => ({ ...issue(card), holder })
      yield* send(own("CARD1", "h1"), own("CARD2", "h2"), issue("CARD3"))
      yield* send(own("CARD4", "h1"))
      const view = last(yield* (yield* counter).look(redeem("CARD1", "a", 1), redeem("CARD4", "b", 1)))
      const accounts = [accountIn(view, "CARD1"), accountIn(view, "CARD4")]
      assert.deepEqual(yield* store.accountsOf("h1"), accounts.toSorted())
      assert.equal((yield* store.accountsOf("h2")).length, 1)
      assert.deepEqual(yield* store.accountsOf("h"), [])
    })
  },
  {
    name: "a wallet is served by the owners of the places where something was done with it, and by no others",
    run: Effect.gen(function* () {
      const { look, send, store } = yield* counter
      yield* send(issue("CARD1"), issue("CARD2"))
      for (let n = 0; n < 30; n++) yield* send(redeem("CARD1", `r${n}`, 1))
      const view = last(yield* look(redeem("CARD1", "a", 1), redeem("CARD2", "b", 1)))
      const operations = [...(yield* store.journal({ shard: 0, after: 0, limit: 1_000 }))]
      const owner = operations.flatMap(({ operation }) => operation.owner ?? [])[0]
      assert.ok(owner !== undefined, "what is done at an outlet has its owner")
      const stranger = OwnerId.make(`${owner}x`)
      for (const { id } of view.wallets.values()) {
        assert.equal(yield* store.isServedBy({ wallet: id, owners: [stranger, owner] }), true)
        assert.equal(yield* store.isServedBy({ wallet: id, owners: [stranger] }), false)
        assert.equal(yield* store.isServedBy({ wallet: id, owners: [] }), false)
      }
      assert.equal(yield* store.isServedBy({ wallet: WalletId.make("wal_none"), owners: [owner] }), false)
      yield* send({ type: "Issue", key: "issue-CARD3", program: "member", card: "CARD3" })
      const { wallets } = last(yield* look(redeem("CARD3", "c", 1)))
      for (const id of wallets.keys())
        assert.equal(yield* store.isServedBy({ wallet: id, owners: [stranger] }), true)
      assert.equal(wallets.size, 1)
    })
  },
  {
    name: "all tasks of a batch are decided together, however many they are",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"), issue("CARD2"), issue("CARD3"))
      const view = last(
        yield* look(redeem("CARD1", "a", 1), redeem("CARD2", "b", 1), redeem("CARD3", "c", 1))
      )
      assert.equal(view.cards.size, 3)
      assert.equal(view.wallets.size, 3)
    })
  },
  {
    name: "a card brings its account, the account's wallets and its other cards",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"), {
        type: "LinkCard",
        key: "l",
        outlet: "S1",
        card: "CARD1",
        newCard: "CARD1b"
      })
      const view = last(yield* look(redeem("CARD1", "a", 1)))
      const account = view.accounts.get(accountIn(view, "CARD1"))
      assert.equal(account?.cards.length, 2)
      assert.equal(view.cards.get(indexOf("CARD1b"))?.account, account?.id)
      assert.deepEqual(
        account?.wallets.map(({ wallet }) => view.wallets.get(wallet)?.lots[0]?.remaining),
        [100_000n]
      )
    })
  },
  {
    name: "an account brings the same as its card",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      const account = receiptIn(yield* send(issue("CARD1"))).account
      const { card: _, ...rest } = redeem("CARD1", "a", 1)
      const view = last(yield* look({ ...rest, account }))
      assert.equal(accountIn(view, "CARD1"), account)
      assert.equal(view.wallets.size, 1)
    })
  },
  {
    name: "what does not exist is not in the view",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"))
      const view = last(yield* look(redeem("CARD9", "a", 1), refund("never", "b", 1)))
      assert.deepEqual(
        [view.cards.size, view.accounts.size, view.wallets.size, view.operations.size, view.keys.size],
        [0, 0, 0, 0, 0]
      )
    })
  },
  {
    name: "an original named by its key brings the operation, its account and wallets, and what refers to it",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"), redeem("CARD1", "r", 30_000), refund("r", "f1", 10_000))
      yield* send(refund("r", "f2", 5_000))
      const view = last(yield* look(refund("r", "f3", 1)))
      const id = view.keys.get(own("r"))
      assert.equal(id && view.operations.get(id)?.verb, "Redeem")
      assert.equal(view.accounts.size, 1)
      assert.equal(view.wallets.size, 1)
      assert.deepEqual(
        (id && view.linked.get(id))?.map(({ key }) => key),
        ["f1", "f2"]
      )
    })
  },
  {
    name: "an original named by its id brings the same",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      const batch = yield* send(issue("CARD1"), redeem("CARD1", "r", 30_000), refund("r", "f1", 10_000))
      const original = receiptIn(batch, 1).operation
      const { originalKey: _, ...rest } = refund("r", "f2", 1)
      const byId = last(yield* look({ ...rest, original }))
      const byKey = last(yield* look(refund("r", "f2", 1)))
      for (const part of ["operations", "linked", "wallets", "accounts", "cards"] as const)
        assert.equal(canonicalText([...byId[part]]), canonicalText([...byKey[part]]), part)
    })
  },
  {
    name: "what refers to an operation is followed to its end: the hold, its captures, their refunds, their reversals",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"), hold("CARD1", "h", 50_000))
      yield* send({
        type: "Capture",
        key: "c",
        outlet: "S1",
        currency: "CNY",
        amount: 20_000,
        holdKey: "h",
        final: false
      })
      yield* send(refund("c", "f", 5_000))
      yield* send(reverse("f", "v"))
      const view = last(yield* look({ type: "Release", key: "x", outlet: "S1", holdKey: "h" }))
      assert.deepEqual(verbsOf(view, "h"), ["Capture"])
      const all = [...view.linked.values()].flat().map(({ verb }) => verb)
      assert.deepEqual(all, ["Capture", "Refund", "Reverse"])
    })
  },
  {
    name: "a hold named by its id brings the operation that placed it",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      const batch = yield* send(issue("CARD1"), hold("CARD1", "h", 50_000))
      const { hold: id, operation } = receiptIn(batch, 1)
      const view = last(yield* look({ type: "Release", key: "x", outlet: "S1", hold: id }))
      assert.deepEqual([...view.operations.keys()], [operation])
      assert.equal([...view.wallets.values()][0]?.holds[0]?.id, id)
    })
  },
  {
    name: "the commands' own keys are found, with the operations and what refers to them",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      yield* send(issue("CARD1"), redeem("CARD1", "r", 30_000))
      yield* send(reverse("r", "v"))
      const view = last(yield* look(redeem("CARD1", "r", 30_000), redeem("CARD1", "new", 1)))
      assert.deepEqual([...view.keys.keys()], [own("r")])
      assert.deepEqual(verbsOf(view, "r"), ["Reverse"])
    })
  },
  {
    name: "a key that was reversed before its command came is a tombstone, for the same client alone",
    run: Effect.gen(function* () {
      const { look, send } = yield* counter
      const batch = yield* send(issue("CARD1"), reverse("late", "v"))
      const view = last(yield* look(redeem("CARD1", "late", 1)))
      assert.deepEqual([...view.tombstones], [[own("late"), receiptIn(batch, 1).operation]])
      assert.equal(last(yield* look(redeem("CARD1", "other", 1))).tombstones.size, 0)
    })
  },
  {
    name: "a wallet to be settled brings its account",
    run: Effect.gen(function* () {
      const { send, store, walletsOf } = yield* counter
      yield* send(issue("CARD1"))
      const [wallet] = yield* walletsOf("CARD1")
      assert.ok(wallet)
      let seen: ReadonlyArray<number> = []
      yield* store.commit(0, [{ settle: wallet.id, until: 0, receivedAt: 0 }], (view) => {
        seen = [view.wallets.size, view.accounts.size]
        return {
          answers: [],
          recorded: [],
          accounts: new Map(),
          cards: new Map(),
          wallets: new Map(),
          tombstones: new Map(),
          sequence: view.sequence,
          recordedAt: view.recordedAt
        }
      })
      assert.deepEqual(seen, [1, 1])
    })
  },
  {
    name: "a question reads the same view as a command",
    run: Effect.gen(function* () {
      const { look, send, store } = yield* counter
      yield* send(issue("CARD1"), redeem("CARD1", "r", 30_000), refund("r", "f", 10_000))
      const asked = yield* store.read({
        cards: [indexOf("CARD1")],
        accounts: [],
        operations: [],
        keys: [own("r")]
      })
      const { card: _, ...rest } = refund("r", "g", 1)
      const view = last(yield* look({ ...rest, card: "CARD1" }))
      for (const part of [
        "accounts",
        "cards",
        "wallets",
        "operations",
        "linked",
        "keys",
        "tombstones"
      ] as const)
        assert.equal(canonicalText([...asked[part]]), canonicalText([...view[part]]), part)
      assert.deepEqual([asked.sequence, asked.recordedAt], [view.sequence, view.recordedAt])
    })
  }
]
