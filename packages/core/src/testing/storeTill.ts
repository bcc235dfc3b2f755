/**
 * The same till in front of any store: the whole service with its queue and its committer, on a fresh store each time.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { readCommand } from "../command/Command.ts"
import { present } from "../command/prepare.ts"
import type { Recorded } from "../batch/decideBatch.ts"
import type { Configuration } from "../network/Configuration.ts"
import { networkOf } from "../network/Network.ts"
import { Deliveries } from "../ports/Deliveries.ts"
import type { KeyVault } from "../ports/KeyVault.ts"
import { verify } from "../verify.ts"
import { Store, StoreUnavailable } from "../ports/Store.ts"
import { type ServiceOptions, StoredValue } from "../StoredValue.ts"
import { walkJournal } from "../walkJournal.ts"
import type { AccountId, CardIndex, ClientId } from "../values/Ids.ts"
import { MemoryDeliveries } from "../memory/MemoryDeliveries.ts"
import { tellOnce } from "./tellOnce.ts"
import { configurationOf, hashes, pinsInClear, servicesFor } from "./secrets.ts"
import { firstInstant, type Kill, type Open, type Till } from "./Till.ts"
import { queryOf, unreadable } from "./inProcessTill.ts"

const wholeJournal = (store: Store["Service"]) => {
  const all: Array<Recorded> = []
  return Effect.as(
    walkJournal(store, (recorded) => {
      all.push(recorded)
      return undefined
    }),
    all
  )
}

const nothing = { cards: [], accounts: [], operations: [], keys: [] }

const walletsBehind = Effect.fnUntraced(function* (
  store: Store["Service"],
  cards: ReadonlyArray<CardIndex>,
  accounts: ReadonlyArray<AccountId>
) {
  const view = yield* store.read({ ...nothing, cards, accounts })
  const ids = [...accounts, ...cards.flatMap((card) => view.cards.get(card)?.account ?? [])]
  return ids
    .flatMap((id) => view.accounts.get(id)?.wallets ?? [])
    .flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])
})

/** Every account that the journal knows: those that operations are about, and those that were opened beside them. */
const accountsIn = (journal: ReadonlyArray<Recorded>): ReadonlyArray<AccountId> => [
  ...new Set(
    journal.flatMap(({ operation }) => [
      ...(operation.account === undefined ? [] : [operation.account]),
      ...operation.entry.movements.flatMap((movement) =>
        movement.kind === "account" ? [movement.after.id] : []
      )
    ])
  )
]

/** The store's own deliveries, or some in memory where it has none. */
const deliveriesOf = Effect.flatMap(
  Effect.serviceOption(Deliveries),
  Option.match({
    onNone: () => Effect.provide(Deliveries, MemoryDeliveries.layer),
    onSome: (deliveries) => Effect.succeed(deliveries)
  })
)

/** A store as a process sees it that is killed at one of its commits: from then on nothing is answered. */
const dyingStore = (store: Store["Service"], { after, isDurable }: Kill): Store["Service"] => {
  const gone = new StoreUnavailable({ cause: new Error("the process was killed"), isOutage: true })
  let left = after
  const whileAlive = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
    Effect.suspend((): Effect.Effect<A, E | StoreUnavailable> => (left < 0 ? Effect.fail(gone) : asked))
  return Store.of({
    ...store,
    read: (references) => whileAlive(store.read(references)),
    due: (until, limit, beyond) => whileAlive(store.due(until, limit, beyond)),
    commit: (shard, tasks, decide) =>
      whileAlive(
        Effect.suspend(() => {
          left -= 1
          if (left >= 0) return store.commit(shard, tasks, decide)
          const last = isDurable ? Effect.asVoid(store.commit(shard, tasks, decide)) : Effect.void
          return Effect.andThen(last, Effect.fail(gone))
        })
      )
  })
}

/** A process in front of a store, until it is ended. */
const processOn = (configuration: Configuration, store: Store["Service"], options: ServiceOptions) => {
  const scope = Scope.makeUnsafe()
  const layer = Layer.fresh(StoredValue.layer(configuration, options))
  return Effect.map(
    Layer.buildWithScope(Layer.provide(layer, Layer.succeed(Store, store)), scope),
    (built) => ({ ledger: Context.get(built, StoredValue), end: Scope.close(scope, Exit.void) })
  )
}

/** An empty store for a configuration; the key vault is there for a store that wants to know its keys again. */
export type StoreOf<E> = (configuration: Configuration) => Layer.Layer<Store, E, KeyVault>

/**
 * Opens ledgers on a store. `store` is called for each of them and must give an empty store: another file, another
 * schema, another tenant.
 */
export const tillOn =
  <E>(store: StoreOf<E>): Open =>
  async (document, { at = firstInstant, seed = 1 } = {}) => {
    const configuration = configurationOf(document)
    const preparation = { network: networkOf(configuration), mac: hashes.mac }
    const services = Layer.merge(servicesFor(seed), pinsInClear)
    const below = Layer.provideMerge(Layer.fresh(store(configuration)), services)
    const runtime = ManagedRuntime.make(below)
    const { deliveries, stored } = await runtime.runPromise(
      Effect.gen(function* () {
        return { stored: yield* Store, deliveries: yield* deliveriesOf }
      })
    )
    const begun = (its = stored, options: ServiceOptions = {}) =>
      runtime.runPromise(processOn(configuration, its, options))
    let { end, ledger } = await begun()
    const run = <A>(effect: Effect.Effect<A, StoreUnavailable>): Promise<A> => runtime.runPromise(effect)
    const opened: Till = {
      configuration,
      now: at,
      async submit(sent, client = "till") {
        const read = readCommand(sent)
        if (Result.isFailure(read)) return unreadable(sent, read.failure)
        return runtime.runPromise(ledger.submit(client as ClientId, read.success, this.now))
      },
      async submitKilled(sent, kill, client = "till") {
        const read = readCommand(sent)
        if (Result.isFailure(read)) return
        const options = { capacity: kill.page, batch: kill.page }
        const dying = await begun(dyingStore(stored, kill), options)
        await runtime.runPromise(Effect.exit(dying.ledger.submit(client as ClientId, read.success, this.now)))
        await runtime.runPromise(dying.end)
      },
      async restart() {
        await runtime.runPromise(end)
        ;({ end, ledger } = await begun())
      },
      quote(sent) {
        return run(ledger.quote(queryOf("Quote", sent), this.now))
      },
      balance(sent) {
        return run(ledger.balance(queryOf("Balance", sent), this.now))
      },
      statement(sent) {
        return run(ledger.statement(queryOf("Statement", sent), this.now))
      },
      walletsOf: (card) => run(walletsBehind(stored, [present(preparation, Redacted.make(card)).index], [])),
      wallets: () =>
        run(
          Effect.flatMap(wholeJournal(stored), (journal) => walletsBehind(stored, [], accountsIn(journal)))
        ),
      journal: () => run(wholeJournal(stored)),
      books: () => run(stored.books()),
      report: (made) =>
        run(
          made({ store: stored, networkAsOf: ledger.networkAsOf, networkOfVersion: ledger.networkOfVersion })
        ),
      verify: () => runtime.runPromise(verify(stored)),
      network: () => ledger.network,
      tell(telling) {
        const both = { store: stored, deliveries }
        return runtime.runPromise(tellOnce(both, ledger.network, this.now, telling))
      },
      async close() {
        await runtime.runPromise(end)
        await runtime.dispose()
      }
    }
    return opened
  }
