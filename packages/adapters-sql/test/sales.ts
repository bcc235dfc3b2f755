/** What the tests of stores sell: a card, redemptions and holds on it, sent by one till to the whole service. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import {
  type CommitterOptions,
  type Configuration,
  Ids,
  readCommand,
  StoredValue,
  verify
} from "@tessera/core"
import { NodeDigest, NodeOperationIds } from "@tessera/core/node"
import { FaultPoint, type FaultPointName, type KeyVault, Store } from "@tessera/core/ports"
import { conformanceConfiguration } from "@tessera/core/testing"
import { vault } from "./files.ts"

const place = { outlet: "S1", currency: "CNY" }
export const issue = (card: string): object => ({
  type: "Issue",
  key: `issue-${card}`,
  program: "member",
  card,
  ...place,
  amount: 100_000,
  tender: { kind: "cash" }
})
export const redeem = (key: string, amount: number, card = "CARD1"): object => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})
export const hold = (key: string): object => ({ type: "Hold", key, card: "CARD1", ...place, amount: 5_000 })
const till = Ids.ClientId.make("till")

/** The service on a store, with what else is in it; `reach` is called at every fault point. */
export const serviceOn = <E, Beside = never>(
  store: Layer.Layer<Store | Beside, E, KeyVault>,
  reach: (point: FaultPointName) => void = () => undefined,
  {
    configuration = conformanceConfiguration,
    options
  }: { configuration?: Configuration; options?: CommitterOptions } = {}
) =>
  StoredValue.layer(configuration, options).pipe(
    Layer.provideMerge(store),
    Layer.provide([NodeOperationIds.layer, vault]),
    Layer.provideMerge(NodeDigest.layer),
    Layer.provide(Layer.succeed(FaultPoint, reach)),
    Layer.fresh
  )

/** The outcome of a command, or the name of what kept it from having one. */
export const send = (sent: object, client: string = till, receivedAt?: number) =>
  Effect.gen(function* () {
    const service = yield* StoredValue
    const command = Result.getOrThrow(readCommand(sent))
    const result = yield* Effect.result(service.submit(Ids.ClientId.make(client), command, receivedAt))
    return Result.isFailure(result) ? result.failure._tag : result.success.outcome
  })

/** The books in short. */
export const sums = Effect.gen(function* () {
  const books = yield* (yield* Store).books()
  return books.map(({ account, amount }) => `${account.kind} ${amount}`)
})

/** What verification says of the ledger. */
export const found = Effect.flatMap(Store, verify)

/** A day: four commands that are approved, on two cards. */
export const aDay: ReadonlyArray<object> = [issue("CARD1"), issue("CARD2"), redeem("r1", 30_000), hold("h1")]
