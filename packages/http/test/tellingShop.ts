/** A shop in memory that tells its endpoints, by a clock that a test turns on. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Events, Ids, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import { demoConfiguration } from "@tessera/core/testing"
import { Webhooks, type WebhooksOptions } from "../src/index.ts"

const configuration = Result.getOrThrow(readConfiguration(demoConfiguration))
const secret = Redacted.make("at least 32 characters, kept outside of the database")
const ports = Layer.mergeAll(
  NodeDigest.layer,
  NodeOperationIds.layer,
  NodeKeyVault.layer(secret),
  NodePinHasher.layer(secret)
)

const start = Date.UTC(2026, 10, 21, 2)

/** A clock that stands still until it is turned on; it sleeps as long as any other. */
const turned = Effect.map(Clock.Clock, (clock) => {
  let now = start
  const stopped = Clock.Clock.of({
    currentTimeNanosUnsafe: () => BigInt(now) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration),
    currentTimeMillisUnsafe: () => now,
    currentTimeMillis: Effect.sync(() => now)
  })
  return { clock: stopped, now: () => now, turnOn: (milliseconds: number) => void (now += milliseconds) }
})

const money = { outlet: "KTV1", currency: "CNY" }

/** A shop for the life of the scope, whose cards are issued with 100.00. */
export const shop = Effect.fnUntraced(function* (options: WebhooksOptions = {}) {
  const { clock, now, turnOn } = yield* turned
  const ledger = Layer.provideMerge(StoredValue.layer(configuration), MemoryStore.layer)
  const told = Webhooks.layer(configuration, { allowPrivate: true, inBackground: false, ...options })
  const services = yield* Layer.build(
    Layer.mergeAll(told, Events.layer(configuration)).pipe(
      Layer.provideMerge(ledger),
      Layer.provide(ports),
      Layer.fresh
    )
  )
  const webhooks = Context.get(services, Webhooks)
  const at = <A, E, R>(done: Effect.Effect<A, E, R>) => Effect.provideService(done, Clock.Clock, clock)
  let keys = 0
  const send = (sent: object) =>
    at(
      Context.get(services, StoredValue).submit(
        Ids.ClientId.make("till"),
        Result.getOrThrow(readCommand({ key: `k${(keys += 1)}`, ...money, ...sent }))
      )
    )
  return {
    events: Context.get(services, Events),
    webhooks,
    at,
    now,
    turnOn,
    issue: (card: string) =>
      send({ type: "Issue", program: "giftCard", card, amount: 10_000, tender: { kind: "cash" } }),
    redeem: (card: string, amount = 100) => send({ type: "Redeem", card, amount }),
    block: (card: string) => send({ type: "Block", card, reason: "lost" }),
    tell: at(Effect.suspend(() => webhooks.tellAll()))
  }
})
