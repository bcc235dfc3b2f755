/**
 * Sweeping: posting what has fallen due on wallets that nobody touches, batch by batch.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Answers } from "./command/Receipt.ts"
import type { Request } from "./command/Request.ts"
import type { Committer, Overloaded } from "./Committer.ts"
import type { Answer } from "./batch/decideBatch.ts"
import { type Due, summed } from "./decide/settle.ts"
import { type CommitUnknown, Store, type StoreUnavailable } from "./ports/Store.ts"
import { scoped } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** How many wallets are settled before more are looked for, at most. */
export const fullPage = 1000

/** The summary of what a sweep posted. */
export const sweptOf = (dues: ReadonlyArray<Due>): NonNullable<Answers["swept"]> => {
  const { feesTaken, holdsExpired, loadsLapsed, lotsExpired, lotsVested, tiersReviewed } = summed(dues)
  const byCurrency = Map.groupBy(dues, ({ after }) => after.asset)
  return {
    holdsExpired,
    ...(loadsLapsed > 0 && { loadsLapsed }),
    lotsVested,
    lotsExpired,
    ...(feesTaken > 0 && { feesTaken }),
    ...(tiersReviewed > 0 && { tiersReviewed }),
    totals: [...byCurrency]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, ofOne]) => {
        const { breakage, fees, released, vested } = summed(ofOne)
        return { currency, released, vested, breakage, ...(fees > 0n && { fees }) }
      })
  }
}

const settlePage = Effect.fnUntraced(function* (
  store: Store["Service"],
  offer: Committer["offer"],
  {
    page,
    receivedAt,
    until
  }: { readonly until: Instant; readonly receivedAt: Instant; readonly page: number }
) {
  const wallets = yield* store.due(until, page)
  const pending = yield* Effect.forEach(wallets, ({ wallet: settle }) => offer({ settle, until, receivedAt }))
  const answers = yield* Effect.forEach(pending, (answer) => answer)
  return { found: wallets.length, dues: answers.flatMap(({ dues }) => dues) }
})

/**
 * Settles every wallet on which something is due, then records the sweep itself with its summary. It may be stopped
 * anywhere and started again: what was posted is not posted twice. A key that was used before sweeps nothing.
 */
export const sweep: (
  store: Store["Service"],
  offer: Committer["offer"],
  request: Request,
  /** Absent: the ledger's time, also where the wall clock was set back. */
  asOf: Instant | undefined,
  /** No more at once than the queue holds. */
  page: number
) => Effect.Effect<Effect.Effect<Answer, StoreUnavailable | CommitUnknown>, Overloaded | StoreUnavailable> =
  Effect.fnUntraced(function* (store, offer, request, asOf, page) {
    const own = scoped(request.client, request.command.key)
    const view = yield* store.read({ cards: [], accounts: [], operations: [], keys: [own] })
    if (view.keys.has(own)) return yield* offer({ request })
    const now = Math.max(request.receivedAt, view.recordedAt)
    const until = Math.min(asOf ?? now, now)
    const settling = Effect.gen(function* () {
      const dues: Array<Due> = []
      for (let found = page; found === page;) {
        const settled = yield* settlePage(store, offer, { until, page, receivedAt: request.receivedAt })
        dues.push(...settled.dues)
        found = settled.dues.length === 0 ? 0 : settled.found
      }
      return yield* offer({ request: { ...request, swept: sweptOf(dues) } })
    })
    return yield* settling.pipe(
      Effect.catchTag("CommitUnknown", (unknown) => Effect.succeed(Effect.fail(unknown)))
    )
  })
