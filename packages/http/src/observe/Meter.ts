/**
 * A meter: what is counted of a service while it runs, for whoever watches it. Nobody's card, key or id is in it.
 *
 * @module
 */
import type { StoredValue } from "@tessera/core"
import * as Context from "effect/Context"
import type { Served } from "../Exchange.ts"
import type { StoreLayer } from "../ledger.ts"

/** A request that was answered, or refused before its route was looked for. */
export interface Exchanged {
  readonly method: string
  /** Absent: there is no such route, or it was refused before one was looked for. */
  readonly served: Served | undefined
  readonly status: number
  /** Until the answer was there; of an answer in pieces, until the first could be sent. */
  readonly milliseconds: number
}

/** What is counted, where somebody wants it counted. Absent: nothing is, and nothing is done for it. */
export class Meter extends Context.Service<
  Meter,
  {
    /** The ledger, of which it is counted how commands end. */
    readonly onLedger: (ledger: StoredValue["Service"]) => StoredValue["Service"]
    /** The store, of which commits are counted: how many commands in each, how long, with what end. */
    readonly onStore: (store: StoreLayer) => StoreLayer
    readonly exchanged: (exchange: Exchanged) => void
    /** Requests that are under way, one more or one fewer. */
    readonly underWay: (change: 1 | -1) => void
    /** Connections to a server of its own, one more or one fewer. */
    readonly connected: (change: 1 | -1) => void
    /** All that was counted, in the text format of Prometheus (0.0.4). */
    readonly text: () => string
  }
>()("@tessera/http/Meter") {}
