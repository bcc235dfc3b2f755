/**
 * The counter at which conformance cases are played: it sends commands straight to a store and looks at what it reads.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Wallet } from "../../account/Wallet.ts"
import { readCommand } from "../../command/Command.ts"
import type { Approved } from "../../command/Outcome.ts"
import { prepare, present } from "../../command/prepare.ts"
import { type Batch, decideBatch, type Facts, type Recorded, type Task } from "../../batch/decideBatch.ts"
import type { View } from "../../decide/View.ts"
import { networkOf } from "../../network/Network.ts"
import { operationIds } from "../../ports/OperationIds.ts"
import { Store } from "../../ports/Store.ts"
import { type AccountId, type CardIndex, ClientId, type ScopedKey, scoped } from "../../values/Ids.ts"
import type { Instant } from "../../values/Instant.ts"
import * as Redacted from "effect/Redacted"
import { chance, hashes } from "../secrets.ts"
import { firstInstant, type Sent } from "../Till.ts"
import { conformanceConfiguration } from "./StoreCase.ts"

const network = networkOf(conformanceConfiguration)
const preparation = { network, mac: hashes.mac }
const till = ClientId.make("till")

/** A view as it was when the store gave it: deciding changes the original. */
const snapshot = (view: View): View => ({
  ...view,
  accounts: new Map(view.accounts),
  cards: new Map(view.cards),
  wallets: new Map(view.wallets),
  operations: new Map(view.operations),
  linked: new Map(view.linked),
  keys: new Map(view.keys),
  tombstones: new Map(view.tombstones)
})

/** A batch that changes nothing. */
export const nothing = (view: View): Batch => ({
  answers: [],
  recorded: [],
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  tombstones: new Map(),
  sequence: view.sequence,
  recordedAt: view.recordedAt
})

/** The keyed hash under which a card is found. */
export const indexOf = (card: string): CardIndex => present(preparation, Redacted.make(card)).index

/** A key in the scope of the counter's till. */
export const own = (key: string): ScopedKey => {
  const read = readCommand({ ...issue("unused"), key })
  return scoped(till, Result.getOrThrow(read).key)
}

/** A counter on a store, with a clock of its own that stands still, and ids that only its seed decides. */
export const counterOn = (store: Store["Service"], seed = 1) => {
  const facts: Facts = {
    network,
    sha256: hashes.sha256,
    nextOperation: operationIds(chance(seed)),
    shard: 0
  }
  const taskOf = (sent: Sent, at: Instant = firstInstant): Task => ({
    request: prepare(preparation, till, Result.getOrThrow(readCommand(sent)), at)
  })
  const commit = (tasks: ReadonlyArray<Task>) =>
    store.commit(facts.shard, tasks, (view) => decideBatch(facts, view, tasks))
  return {
    store,
    facts,
    taskOf,
    commit,
    /** Commits commands as one batch. */
    send: (...sent: ReadonlyArray<Sent>) => commit(sent.map((one) => taskOf(one))),
    /** What `decide` would be given for these commands. */
    look: (...sent: ReadonlyArray<Sent>) => {
      const views: Array<View> = []
      return Effect.map(
        store.commit(
          facts.shard,
          sent.map((one) => taskOf(one)),
          (view) => {
            views.push(snapshot(view))
            return nothing(view)
          }
        ),
        () => views
      )
    },
    /** The wallets behind a card. */
    walletsOf: (card: string) =>
      Effect.map(
        store.read({ cards: [indexOf(card)], accounts: [], operations: [], keys: [] }),
        (view): ReadonlyArray<Wallet> => [...view.wallets.values()]
      )
  }
}
export type Counter = ReturnType<typeof counterOn>

export const counter = Effect.map(Store, (store) => counterOn(store))

/** The receipt of the n-th command of a batch, which was approved. */
export const receiptIn = (batch: Batch, n = 0): Approved["receipt"] => {
  const outcome = batch.answers[n]?.outcome
  if (outcome?.outcome !== "approved") throw new Error(`Expected an approval, not ${JSON.stringify(outcome)}`)
  return outcome.receipt
}

/** The whole journal, page by page. */
export const wholeJournal = Effect.fnUntraced(function* (store: Store["Service"], page = 100) {
  const all: Array<Recorded> = []
  for (let isMore = true; isMore;) {
    const found = yield* store.journal({ shard: 0, after: all.at(-1)?.operation.sequence ?? 0, limit: page })
    all.push(...found)
    isMore = found.length === page
  }
  return all
})

/** The account that a card belongs to. */
export const accountIn = (view: View, card: string): AccountId => {
  const account = view.cards.get(indexOf(card))?.account
  if (account === undefined) throw new Error(`Expected a card ${card}`)
  return account
}

const place = { outlet: "S1", currency: "CNY" }

export const issue = (card: string, amount = 100_000): Sent => ({
  type: "Issue",
  key: `issue-${card}`,
  program: "member",
  card,
  ...place,
  amount,
  tender: { kind: "cash" }
})
export const load = (card: string, key: string, amount: number): Sent => ({
  type: "Load",
  key,
  card,
  ...place,
  amount,
  tender: { kind: "cash" }
})
export const redeem = (card: string, key: string, amount: number): Sent => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})
export const hold = (card: string, key: string, amount: number, expiresAt?: string): Sent => ({
  type: "Hold",
  key,
  card,
  ...place,
  amount,
  ...(expiresAt !== undefined && { expiresAt })
})
export const refund = (originalKey: string, key: string, amount: number): Sent => ({
  type: "Refund",
  key,
  ...place,
  originalKey,
  amount
})
export const reverse = (originalKey: string, key: string): Sent => ({
  type: "Reverse",
  key,
  outlet: "S1",
  originalKey,
  reason: "malfunction"
})
