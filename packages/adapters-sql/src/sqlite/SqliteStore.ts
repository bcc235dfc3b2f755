/**
 * The store on SQLite: one file, one writer, one durable flush per batch.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Configuration } from "@tessera/core"
import {
  Deliveries,
  EndpointStore,
  FaultPoint,
  HolderStore,
  KeyVault,
  Store,
  StoreUnavailable
} from "@tessera/core/ports"
import { rowOf } from "../auditRows.ts"
import { accountsOf } from "./accountsOf.ts"
import { founding, page, programs, rows, shards } from "./audit.ts"
import { books } from "./books.ts"
import { commit } from "./commit.ts"
import { deliveriesOn } from "./deliveries.ts"
import { endpointsOn } from "./endpoints.ts"
import { asking, redoing, writing } from "./ending.ts"
import { due } from "./due.ts"
import { holdersOn } from "./holders.ts"
import { history, isServedBy, journal } from "./journal.ts"
import { open, type Settings } from "./open.ts"
import { found, register } from "./programs.ts"
import { read } from "./read.ts"
import { isRefusal, type Refusal } from "./Refusal.ts"
import { session } from "./Session.ts"

/** The file, how it is opened, and whose ledger it holds. */
export interface SqliteOptions extends Settings {
  /** The tenant, and the programs that are recorded with the file. */
  readonly configuration: Configuration
  /** How many wallets, accounts and cards stay in memory. Absent: 20,000. */
  readonly kept?: number
}

const opening = (cause: unknown): Refusal | StoreUnavailable =>
  isRefusal(cause) ? cause : new StoreUnavailable({ cause })

const begin = Effect.fnUntraced(function* ({ configuration, kept = 20_000, ...settings }: SqliteOptions) {
  const macs = yield* KeyVault
  const { database } = yield* Effect.acquireRelease(
    Effect.try({ try: () => open(settings, configuration.tenant), catch: opening }),
    ({ close }) => Effect.sync(close)
  )
  return yield* Effect.try({
    try: () => {
      register(database, configuration, macs)
      return session(database, configuration.tenant, kept)
    },
    catch: opening
  })
})

const make = Effect.fnUntraced(function* (options: SqliteOptions) {
  const reach = yield* FaultPoint
  const opened = yield* begin(options)
  const attempt = asking(opened)
  const store = Store.of({
    found: (document) => redoing(() => found(opened, document)),
    shards: 1,
    commit: (_shard, tasks, decide) => writing(() => commit(opened, reach, tasks, decide)),
    read: (references) => attempt(() => read(opened, references)),
    due: (until, limit, after) => attempt(() => due(opened, until, limit, after)),
    journal: (query) => attempt(() => journal(opened, query)),
    history: (query) => attempt(() => history(opened, query)),
    isServedBy: (query) => attempt(() => isServedBy(opened, query)),
    accountsOf: (holder) => attempt(() => accountsOf(opened, holder)),
    books: () => attempt(() => books(opened)),
    audit: {
      page: (query) => attempt(() => page(opened, query)),
      rows: (query) => attempt(() => rows(opened, query)),
      rowOf,
      shards: () => attempt(() => shards(opened)),
      founding: () => attempt(() => founding(opened)),
      programs: () => attempt(() => programs(opened))
    }
  })
  return Context.make(Store, store).pipe(
    Context.add(HolderStore, holdersOn(opened)),
    Context.add(Deliveries, deliveriesOn(opened)),
    Context.add(EndpointStore, endpointsOn(opened))
  )
})

/** The store on SQLite, with its deliveries. */
export const SqliteStore = {
  /** Opens the file, or says why not (`Refusal`), and closes it with the scope. Records of holders are in it too. */
  layer: (
    options: SqliteOptions
  ): Layer.Layer<Store | HolderStore | Deliveries | EndpointStore, Refusal | StoreUnavailable, KeyVault> =>
    Layer.effectContext(make(options))
}

/** Records of holders in a file of their own, whose backups can be given up sooner than the ledger's. */
export const SqliteHolders = {
  /** Opens the file, which is set up as a ledger's that stays empty, or says why not. */
  layer: (options: SqliteOptions): Layer.Layer<HolderStore, Refusal | StoreUnavailable, KeyVault> =>
    Layer.effect(HolderStore, Effect.map(begin(options), holdersOn))
}
