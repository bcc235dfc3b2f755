/** A ledger of several shards in memory: any wallet may be changed in any of them, and every commit can be held up. */
import * as Effect from "effect/Effect"
import { facts, requestOf } from "../bench/shop.ts"
import type { Recorded, Task } from "../src/batch/decideBatch.ts"
import { nextDue } from "../src/account/Wallet.ts"
import { emptyView, type View } from "../src/decide/View.ts"
import { auditOf } from "../src/memory/memoryRows.ts"
import { trialBalance } from "../src/journal/trialBalance.ts"
import { type CommitUnknown, Store, StoreUnavailable } from "../src/ports/Store.ts"
import { ClientId } from "../src/values/Ids.ts"

export { facts }

type Trouble = Effect.Effect<void, StoreUnavailable | CommitUnknown>

/** What happens around a commit; it may wait and it may fail. */
export interface Around {
  readonly before?: (shard: number, tasks: ReadonlyArray<Task>) => Trouble
  readonly after?: (shard: number, tasks: ReadonlyArray<Task>) => Trouble
}

/** A wallet to which nothing has happened yet is in no table. */
const usedIn = ({ wallets }: View) => new Map([...wallets].filter(([, { version }]) => version > 0))

const buried = ({ tombstones }: View) =>
  new Map([...tombstones].map(([key, reversal]) => [key, { key, reversal }]))

/** An empty ledger with so many shards, and what is recorded in each. */
export const ledgerOf = (
  shards: number,
  { after, before, depth = 1 }: Around & { readonly depth?: number } = {}
) => {
  const view = emptyView()
  const journals = Array.from({ length: shards }, (): Array<Recorded> => [])
  /** Everything in the order in which it was committed. */
  const committed: Array<Recorded> = []
  const store = Store.of({
    found: (document) => Effect.succeed(document),
    shards,
    depth: () => depth,
    commit: (shard, tasks, decide) =>
      Effect.gen(function* () {
        if (before !== undefined) yield* before(shard, tasks)
        const batch = yield* Effect.try({
          try: () => {
            view.sequence = journals[shard]?.length ?? 0
            return decide(view)
          },
          catch: (cause) => new StoreUnavailable({ cause })
        })
        journals[shard]?.push(...batch.recorded)
        committed.push(...batch.recorded)
        if (after !== undefined) yield* after(shard, tasks)
        return batch
      }),
    read: ({ accounts, cards }) =>
      Effect.sync(() => {
        const named = new Set([...accounts, ...cards.flatMap((card) => view.cards.get(card)?.account ?? [])])
        return {
          ...view,
          wallets: new Map([...view.wallets].filter(([, { account }]) => named.has(account)))
        }
      }),
    due: (until, limit) =>
      Effect.sync(() =>
        [...view.wallets.values()]
          .filter((wallet) => (nextDue(wallet) ?? Number.POSITIVE_INFINITY) <= until)
          .slice(0, limit)
          .map((wallet) => ({ wallet: wallet.id, account: wallet.account, at: nextDue(wallet) ?? 0 }))
      ),
    journal: ({ after, limit, shard }) =>
      Effect.sync(() =>
        (journals[shard] ?? []).filter(({ operation }) => operation.sequence > after).slice(0, limit)
      ),
    history: ({ before, limit, wallet }) =>
      Effect.sync(() =>
        committed
          .filter(({ operation }) => operation.links.some((link) => link.wallet === wallet))
          .toReversed()
          .filter(
            (_, place, all) =>
              place >
              all.findIndex(
                ({ operation: { sequence, shard } }) =>
                  shard === before?.shard && sequence === before.sequence
              )
          )
          .slice(0, limit)
      ),
    isServedBy: () => Effect.succeed(false),
    accountsOf: () => Effect.succeed([]),
    books: () =>
      Effect.sync(() => trialBalance(committed.flatMap(({ operation }) => operation.entry.postings))),
    audit: auditOf(
      () => ({ account: view.accounts, card: view.cards, wallet: usedIn(view), tombstone: buried(view) }),
      ({ after, limit, shard }) => journals[shard]?.slice(after, after + limit) ?? [],
      () =>
        journals.map((journal, shard) => ({
          shard,
          sequence: journal.length,
          recordedAt: view.recordedAt,
          network: view.network
        })),
      () => undefined
    )
  })
  return { store, journals, committed, view }
}

/** A command of a client, as it waits for a commit. */
export const taskOf = (client: string, sent: object, at = 1_795_226_400_000): Task => ({
  request: { ...requestOf(sent, at), client: ClientId.make(client) }
})

const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }

export const issued = (key: string, card: string, amount = 1_000) => ({
  type: "Issue",
  key,
  program: "member",
  card,
  ...place,
  amount,
  tender
})
export const redeemed = (key: string, card: string, amount = 1) => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})
export const moved = (key: string, from: string, to: string, amount = 1) => ({
  type: "Transfer",
  key,
  from,
  to,
  amount,
  currency: "CNY"
})
