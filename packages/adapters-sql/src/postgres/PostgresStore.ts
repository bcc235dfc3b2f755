/**
 * The store on PostgreSQL: as many processes as wanted, one durable flush per batch.
 *
 * @module
 */
import type { Configuration } from "@tessera/core"
import { Deliveries, FaultPoint, KeyVault, Store, StoreUnavailable } from "@tessera/core/ports"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import { books } from "./books.ts"
import { commit } from "./commit.ts"
import { Connection, readersOf } from "./Connections.ts"
import { deliveriesOn } from "./deliveries.ts"
import { due } from "./due.ts"
import { Foresight } from "./Foresight.ts"
import { Known } from "./Known.ts"
import { history, journal } from "./journal.ts"
import { open, type Settings } from "./open.ts"
import { questionsOn } from "./Questions.ts"
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
    const now = yield* Clock.currentTimeMillis
    for (const connection of connections) yield* connection.closeIfWaitingSince(now - timeout)
  }).pipe(Effect.forever, Effect.forkScoped)

const begin = Effect.fnUntraced(function* (options: PostgresOptions) {
  const { mac } = yield* KeyVault
  const reach = yield* FaultPoint
  const {
    configuration,
    foreseenAfter = 16,
    idleTimeout = 10_000,
    kept = 20_000,
    lockTimeout = 5_000,
    schema = "tessera"
  } = options
  const readers = yield* readersOf(options)
  const shards = yield* Effect.provideService(open(options, configuration, mac), SqlClient.SqlClient, readers)
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
    options.answerTimeout ?? 30_000
  )
  const read = yield* questionsOn(session, questions)
  return { session, read }
})

const make = Effect.fnUntraced(function* (options: PostgresOptions) {
  const { read, session } = yield* begin(options).pipe(
    Effect.mapError(refused),
    Effect.catchDefect((cause) => Effect.fail(refused(cause)))
  )
  const attempt = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, StoreUnavailable> =>
    asked.pipe(
      Effect.mapError((cause) => new StoreUnavailable({ cause })),
      Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ cause })))
    )
  const shards = session.shards.length
  const { home = yield* Random.nextIntBetween(0, shards - 1) } = options
  const store = Store.of({
    shards,
    ...(home !== "none" && { home: home % shards }),
    depth: (shard) => (session.shards[shard]?.foresight.reached === undefined ? 1 : 2),
    commit: (shard, tasks, decide) => commit(session, shard, tasks, decide),
    read,
    due: (until, limit) => attempt(due(session, until, limit)),
    journal: (query) => attempt(journal(session, query)),
    history: (query) => attempt(history(session, query)),
    books: () => attempt(books(session))
  })
  return Context.make(Store, store).pipe(Context.add(Deliveries, deliveriesOn(session)))
})

/** The store on PostgreSQL, with its deliveries. */
export const PostgresStore = {
  /** Opens the ledger, or says why not (`Refusal`), and closes its connections with the scope. */
  layer: (options: PostgresOptions): Layer.Layer<Store | Deliveries, Refusal | StoreUnavailable, KeyVault> =>
    Layer.effectContext(make(options)).pipe(Layer.provide(Reactivity.layer))
}
