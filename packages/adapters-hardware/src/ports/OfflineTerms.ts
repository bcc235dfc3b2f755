/**
 * The offline terms port: the mandate and the hotlist that the office signed last, as the terminal has them now.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Hotlist, Mandate } from "../purse/Mandate.ts"

export interface Terms {
  readonly mandate?: Mandate
  readonly hotlist?: Hotlist
}

export class OfflineTerms extends Context.Service<
  OfflineTerms,
  {
    /** Read before every sale. What was not signed by the office is not there. */
    readonly current: Effect.Effect<Terms>
  }
>()("@tessera/adapters-hardware/ports/OfflineTerms") {}
