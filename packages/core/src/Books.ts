/**
 * The books: reports of the journal as of now or as of any instant, always the same for the same instant.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { AccountChart } from "./books/AccountChart.ts"
import { asOfFields, counts } from "./books/AsOf.ts"
import { assetsOf } from "./books/assetsOf.ts"
import type { Report } from "./books/Report.ts"
import { type TrialBalanceRow, trialBalanceReport } from "./books/trialBalanceReport.ts"
import { type Extent, foldJournal } from "./foldJournal.ts"
import { addPostings, inOrder, type Sums } from "./journal/trialBalance.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { ends } from "./readOn.ts"
import { StoredValue } from "./StoredValue.ts"
import type { Asset } from "./values/Asset.ts"
import type { Instant } from "./values/Instant.ts"

/** TrialBalance: the sum of every ledger account. */
export const TrialBalance = Schema.Struct({
  ...asOfFields,
  /** The retailer's own account names. Absent: the default chart. */
  chart: Schema.optionalKey(AccountChart)
})
export type TrialBalance = typeof TrialBalance.Type

interface Shape {
  /** The sum of every ledger account as of an instant. */
  readonly trialBalance: (asked: TrialBalance) => Effect.Effect<Report<TrialBalanceRow>, StoreUnavailable>
}

/** What reports are made from. */
interface Desk {
  readonly store: Store["Service"]
  readonly ledger: StoredValue["Service"]
}

/** Which part of the journal a report reads, and the assets that can come up in it. */
interface Ground {
  readonly extent: Extent
  readonly assets: ReadonlyArray<Asset>
}

/**
 * The ground of a report. Without an instant it is what the journal has now; the network is read after that, so that it
 * knows every asset of it.
 */
const groundOf: (desk: Desk, asOf: Instant | undefined) => Effect.Effect<Ground, StoreUnavailable> =
  Effect.fnUntraced(function* ({ ledger, store }, asOf) {
    const extent: Extent = asOf === undefined ? { cut: yield* ends(store) } : { until: asOf }
    const network = yield* ledger.networkAsOf({
      type: "NetworkAsOf",
      ...(asOf !== undefined && { at: asOf })
    })
    return { extent, assets: assetsOf(network) }
  })

const trialBalance =
  (desk: Desk): Shape["trialBalance"] =>
  (asked) =>
    Effect.gen(function* () {
      const { assets, extent } = yield* groundOf(desk, asked.asOf)
      const sums: Sums = new Map()
      let last = 0
      yield* foldJournal(desk.store, extent, ({ operation }) => {
        last = Math.max(last, operation.recordedAt)
        if (counts(asked, operation)) addPostings(sums, operation.entry.postings)
      })
      const asOf = asked.asOf ?? Math.max(last, yield* Clock.currentTimeMillis)
      return trialBalanceReport(inOrder(sums), { asOf, asked, assets, chart: asked.chart ?? [] })
    })

/** The books of one tenant's ledger. */
export class Books extends Context.Service<Books, Shape>()("@tessera/core/Books") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const desk: Desk = { store: yield* Store, ledger: yield* StoredValue }
      return Books.of({ trialBalance: trialBalance(desk) })
    })
  )
}
