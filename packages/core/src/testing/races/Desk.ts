/**
 * The desk that races are run at: a whole service on a store, with small batches, so that many commits meet.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Wallet } from "../../account/Wallet.ts"
import { readCommand } from "../../command/Command.ts"
import type { Approved, Declined } from "../../command/Outcome.ts"
import { present } from "../../command/prepare.ts"
import type { Operation } from "../../journal/Operation.ts"
import { networkOf } from "../../network/Network.ts"
import { Store } from "../../ports/Store.ts"
import { StoredValue } from "../../StoredValue.ts"
import { ClientId } from "../../values/Ids.ts"
import { conformanceConfiguration } from "../conformance/StoreCase.ts"
import { hashes, servicesFor } from "../secrets.ts"
import { firstInstant, type Sent } from "../Till.ts"
import type { Racer } from "./Race.ts"

const preparation = { network: networkOf(conformanceConfiguration), mac: hashes.mac }

/** A service on a store, and what races ask of it. */
export interface Desk {
  readonly store: Store["Service"]
  readonly service: StoredValue["Service"]
}

/** Opens a service on a store for the life of the scope; desks of one ledger need seeds of their own. */
export const deskOn = Effect.fnUntraced(function* (store: Store["Service"], seed: number) {
  const below = Layer.merge(Layer.succeed(Store, store), servicesFor(seed))
  const layer = StoredValue.layer(conformanceConfiguration, { batch: 16 }).pipe(Layer.provide(below))
  const context = yield* Layer.build(Layer.fresh(layer)).pipe(
    Effect.catchTag("ConfigurationRefused", Effect.die)
  )
  const desk: Desk = { store, service: Context.get(context, StoredValue) }
  return desk
})

const outcomeOf = (ended: Effect.Success<ReturnType<Desk["service"]["submit"]>>): Approved | Declined => {
  assert.ok(ended.outcome !== "inDoubt", `${ended.key} is in doubt`)
  return ended
}

/** Sends one command; the store must not fail. */
export const ask = ({ service }: Desk, { after = 0, client, sent }: Racer, at: number) =>
  service
    .submit(ClientId.make(client), Result.getOrThrow(readCommand(sent)), firstInstant + at + after)
    .pipe(Effect.catchTag("Overloaded", Effect.die), Effect.map(outcomeOf))

const stray = (card: string): Sent => ({
  type: "Redeem",
  key: `stray-${card}`,
  card,
  outlet: "S1",
  amount: 1,
  currency: "CNY"
})

/**
 * Runs a racer. It starts a few turns late, and first sends something about another card that nobody has: what it sends
 * then stays behind that, in whichever shard it went to, so that racers for one card meet in several shards.
 */
export const run = Effect.fnUntraced(function* (
  desk: Desk,
  racer: Racer,
  at: number,
  random: () => number,
  strayed: string
) {
  for (let turns = Math.floor(random() * 4); turns > 0; turns--) yield* Effect.yieldNow
  if (random() < 0.5) return yield* ask(desk, racer, at)
  const client = ClientId.make(racer.client)
  const first = Result.getOrThrow(readCommand(stray(strayed)))
  const away = yield* desk.service
    .offer(client, first, firstInstant + at)
    .pipe(Effect.catchTag("Overloaded", Effect.die))
  const outcome = yield* ask(desk, racer, at)
  yield* away
  return outcome
})

/** The wallet of a card that was issued. */
export const walletOf = ({ store }: Desk, card: string): Effect.Effect<Wallet, StoreFailure> =>
  Effect.map(
    store.read({
      accounts: [],
      operations: [],
      keys: [],
      cards: [present(preparation, Redacted.make(card)).index]
    }),
    ({ wallets }) => {
      const [wallet, ...others] = wallets.values()
      assert.ok(wallet !== undefined && others.length === 0, `one wallet behind ${card}`)
      return wallet
    }
  )
type StoreFailure = Effect.Error<ReturnType<Store["Service"]["read"]>>

/** What happened to a wallet, oldest first. */
export const historyOf = (
  { store }: Desk,
  wallet: Wallet
): Effect.Effect<ReadonlyArray<Operation>, StoreFailure> =>
  Effect.map(store.history({ wallet: wallet.id, limit: 1000 }), (recorded) =>
    recorded.map(({ operation }) => operation).toReversed()
  )
