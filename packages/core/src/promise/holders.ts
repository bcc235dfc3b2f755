/**
 * Holder records as methods, for programs that do not use Effect.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type {
  AnniversariesFound,
  HolderErasure,
  HolderExported,
  HolderGot,
  HolderPut,
  HolderRuled,
  HoldersFound
} from "../HolderOutcome.ts"
import type { HolderRecords, RuledBy } from "../HolderRecords.ts"
import type { Window } from "../findAnniversaries.ts"
import type { HolderInput } from "../holder/Holder.ts"
import { HolderStore } from "../ports/HolderStore.ts"
import type { SealBroken } from "../ports/PersonVault.ts"
import { StoreUnavailable } from "../ports/Store.ts"
import type { CallOptions } from "./verbs.ts"

/**
 * What is known of members, apart from the ledger. A call rejects only with `StoreUnavailable` or, where a record was
 * tampered with, with `SealBroken`.
 */
export interface Holders {
  /** Keeps a holder: a new one, or in the place of the `version` that was read. */
  readonly put: (
    holder: HolderInput,
    options?: CallOptions & { readonly version?: number }
  ) => Promise<HolderPut>
  readonly get: (id: string, options?: CallOptions) => Promise<HolderGot>
  /** Those who have the number, however it is written, with their accounts: at most 20. */
  readonly byPhone: (phone: string, options?: CallOptions) => Promise<HoldersFound>
  /** Those who have the address: at most 20. */
  readonly byEmail: (email: string, options?: CallOptions) => Promise<HoldersFound>
  /** Forgets a person for good; the ledger and its chains stay as they are. A legal hold wins. */
  readonly erase: (id: string, ruled: RuledBy, options?: CallOptions) => Promise<HolderErasure>
  /** Lays a record under legal hold, or lifts the hold (`undefined`). */
  readonly setLegalHold: (
    id: string,
    ruled: RuledBy | undefined,
    options?: CallOptions
  ) => Promise<HolderRuled>
  /** Everything that is known of a person, as plain JSON. */
  readonly exportOf: (id: string, options?: CallOptions) => Promise<HolderExported>
  /** Who is to be congratulated from one date to another. */
  readonly anniversaries: (window: Window, options?: CallOptions) => Promise<AnniversariesFound>
}

/** Runs what is asked about holders, for a caller who may give up. */
export type Asking = <A>(
  asked: Effect.Effect<A, StoreUnavailable | SealBroken>,
  options?: CallOptions
) => Promise<A>

/** The methods on a service. */
export const holdersOn = (records: HolderRecords["Service"], ask: Asking): Holders => ({
  put: (holder, { version, ...options } = {}) => ask(records.put(holder, version), options),
  get: (id, options) => ask(records.get(id), options),
  byPhone: (phone, options) => ask(records.byPhone(phone), options),
  byEmail: (email, options) => ask(records.byEmail(email), options),
  erase: (id, ruled, options) => ask(records.erase(id, ruled), options),
  setLegalHold: (id, ruled, options) => ask(records.setLegalHold(id, ruled), options),
  exportOf: (id, options) => ask(records.exportOf(id), options),
  anniversaries: (window, options) => ask(records.anniversaries(window), options)
})

const none = Effect.fail(
  new StoreUnavailable({ cause: new Error("this store keeps no records of holders; open with `holders`") })
)

/** Stands in for the records where a store keeps none. */
export const noHolders = Layer.succeed(
  HolderStore,
  HolderStore.of({ find: () => none, search: () => none, write: () => none })
)
