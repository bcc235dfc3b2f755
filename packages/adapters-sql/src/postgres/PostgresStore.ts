/**
 * The store on PostgreSQL: as many processes as wanted, one durable flush per batch.
 *
 * @module
 */
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
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import { rowOf } from "../auditRows.ts"
import { accountsOf } from "./accountsOf.ts"
import { foundingOf, page, programsOf, rows, shardsOf } from "./audit.ts"
import { books } from "./books.ts"
import { commit } from "./commit.ts"
import { Connection, tick } from "./Connections.ts"
import { deliveriesOn } from "./deliveries.ts"
import { endpointsOn } from "./endpoints.ts"
import { due } from "./due.ts"
import { Foresight } from "./Foresight.ts"
import { holdersOn } from "./holders.ts"
import { Known } from "./Known.ts"
import { history, isServedBy, journal } from "./journal.ts"
import { open, type Settings } from "./open.ts"
import { found } from "./found.ts"
import { questionsOn } from "./Questions.ts"
import { impatient, readersOf } from "./readers.ts"
import { isRefusal, type Refusal } from "./Refusal.ts"
import type { Session, Turn } from "./Session.ts"
import { statementsFor } from "./statements.ts"

/** The database, how it is opened, and whose ledger it holds. */
export interface PostgresOptions extends Settings {
  /** The tenant, and the programs that are recorded with the ledger. */
  readonly configuration: Configuration
}

const refused = (cause: unknown): Refusal | StoreUnavailable =>
  isRefusal(cause) ? cause : new StoreUnavailable({ cause })

const connectionFor = (options: PostgresOptions) =>
  Effect.acquireRelease(
    Effect.sync(() => new Connection(options, options.durability === "replicated")),
    ({ close }) => close
  )

/** Hangs up on a server that does not answer any more. */
const watch = (connections: ReadonlyArray<Connection>, timeout: number) =>
  Effect.gen(function* () {
    yield* Effect.sleep(Math.ceil(timeout / 4))
    const now = yield* tick
    for (const connection of connections) yield* connection.closeIfWaitingSince(now - timeout)
  }).pipe(Effect.forever, Effect.forkScoped)

/** Milliseconds after which an answer is waited for no longer, where nothing else is said. */
const patience = 30_000

/** Opens the ledger for reports; gives the pool, and the number of shards. */
const beginReading = Effect.fnUntraced(function* (options: PostgresOptions) {
  const macs = yield* KeyVault
  const readers = yield* readersOf(options)
  const shards = yield* Effect.provideService(
    open(options, options.configuration, macs),
    SqlClient.SqlClient,
    readers
  )
  return { reports: readers, readers: impatient(readers, options.answerTimeout ?? patience), shards }
})

const begin = Effect.fnUntraced(function* (options: PostgresOptions) {
  const reach = yield* FaultPoint
  const {
    configuration,
    foreseenAfter = 16,
    idleTimeout = 10_000,
    kept = 20_000,
    lockTimeout = 5_000,
    schema = "tessera"
  } = options
  const { readers, reports, shards } = yield* beginReading(options)
  const session: Session = {
    tenant: configuration.tenant,
    statements: statementsFor(schema),
    shards: yield* Effect.forEach(Array.from({ length: shards }), (_, number) =>
      Effect.map(connectionFor(options), (connection) => ({
        number,
        connection,
        foresight: new Foresight(foreseenAfter),
        turns: new Set<Turn>()
      }))
    ),
    readers,
    reports,
    known: new Known(kept),
    learn: (references) => Effect.suspend(() => read(references)),
    reach,
    lockTimeout,
    idleTimeout,
    durability: options.durability ?? "local",
    forTests: options.forTests === true
  }
  const questions = yield* connectionFor(options)
  yield* watch(
    [questions, ...session.shards.map(({ connection }) => connection)],
    options.answerTimeout ?? patience
  )
  const read = yield* questionsOn(session, questions)
  return { session, read }
})

/** Why it does not open, whatever was thrown on the way. */
const opening = <A, E, R>(begun: Effect.Effect<A, E, R>): Effect.Effect<A, Refusal | StoreUnavailable, R> =>
  begun.pipe(
    Effect.mapError(refused),
    Effect.catchDefect((cause) => Effect.fail(refused(cause)))
  )

const make = Effect.fnUntraced(function* (options: PostgresOptions) {
  const { read, session } = yield* opening(begin(options))
  const attempt = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, StoreUnavailable> =>
    asked.pipe(
      Effect.mapError((cause) => new StoreUnavailable({ cause })),
      Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ cause })))
    )
  const shards = session.shards.length
  const { home = yield* Random.nextIntBetween(0, shards - 1) } = options
  const store = Store.of({
    found: (document) => attempt(found(session, document)),
    shards,
    ...(home !== "none" && { home: home % shards }),
    depth: (shard) => (session.shards[shard]?.foresight.reached === undefined ? 1 : 2),
    commit: (shard, tasks, decide) => commit(session, shard, tasks, decide),
    read,
    due: (until, limit, after) => attempt(due(session, until, limit, after)),
    journal: (query) => attempt(journal(session, query)),
    history: (query) => attempt(history(session, query)),
    isServedBy: (query) => attempt(isServedBy(session, query)),
    accountsOf: (holder) => attempt(accountsOf(session, holder)),
    books: () => attempt(books(session)),
    audit: {
      page: (query) => attempt(page(session, query)),
      rows: (query) => attempt(rows(session, query)),
      rowOf,
      shards: () => attempt(shardsOf(session)),
      founding: () => attempt(foundingOf(session)),
      programs: () => attempt(programsOf(session))
    }
  })
  const holders = holdersOn(session.readers, session.tenant, options.schema ?? "tessera")
  return Context.make(Store, store).pipe(
    Context.add(HolderStore, holders),
    Context.add(Deliveries, deliveriesOn(session)),
    Context.add(EndpointStore, endpointsOn(session))
  )
})

const makeHolders = Effect.fnUntraced(function* (options: PostgresOptions) {
  const { readers } = yield* opening(beginReading(options))
  return holdersOn(readers, options.configuration.tenant, options.schema ?? "tessera")
})

/** The store on PostgreSQL, with its deliveries. */
export const PostgresStore = {
  /**
   * Opens the ledger, or says why not (`Refusal`), and closes its connections with the scope. Records of holders are
   * beside it.
   */
  layer: (
    options: PostgresOptions
  ): Layer.Layer<Store | HolderStore | Deliveries | EndpointStore, Refusal | StoreUnavailable, KeyVault> =>
    Layer.effectContext(make(options)).pipe(Layer.provide(Reactivity.layer))
}

/** Records of holders in a database of their own, whose backups can be given up sooner than the ledger's. */
export const PostgresHolders = {
  /** Opens the schema, which is set up as a ledger's that stays empty, or says why not. */
  layer: (options: PostgresOptions): Layer.Layer<HolderStore, Refusal | StoreUnavailable, KeyVault> =>
    Layer.effect(HolderStore, makeHolders(options)).pipe(Layer.provide(Reactivity.layer))
}
