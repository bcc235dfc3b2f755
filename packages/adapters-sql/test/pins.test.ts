/** A thousand guesses at one PIN at once, on SQLite and PostgreSQL, at one process and at two: no more are compared than are allowed. */
import { describe, expect, it } from "@effect/vitest"
import { Ids, readCommand, StoredValue, verify } from "@tessera/core"
import { NodeDigest, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import { PinHasher, Store } from "@tessera/core/ports"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { newSchema, played, storeIn } from "./databases.ts"
import { newFile, storeOn, vault } from "./files.ts"
import { memberShop } from "./memberShop.ts"

const tries = 3
const configuration = memberShop({ pinAbove: 100, tries })

/** Real hashes at the least cost. With nobody's PIN a guess is compared too, so that it takes as long. */
const hasherCounting = (compared: Array<"somebody" | "nobody">) =>
  Layer.effect(
    PinHasher,
    Effect.map(PinHasher, ({ compare, hash }) =>
      PinHasher.of({
        hash,
        compare: (pin, hashed) =>
          Effect.suspend(() => {
            compared.push(hashed === "" ? "nobody" : "somebody")
            return compare(pin, hashed)
          })
      })
    )
  ).pipe(
    Layer.provide(
      NodePinHasher.layer(Redacted.make("any pepper at all, for a test"), { memory: 64, passes: 1 })
    )
  )

/** A process of the ledger, and its store. */
const processOn = <E, R>(store: Layer.Layer<Store, E, R>, compared: Array<"somebody" | "nobody">) =>
  Effect.map(
    Layer.build(
      StoredValue.layer(configuration).pipe(
        Layer.provideMerge(store),
        Layer.provide([hasherCounting(compared), vault, NodeDigest.layer, NodeOperationIds.layer]),
        Layer.fresh
      )
    ),
    (context) => ({ service: Context.get(context, StoredValue), store: Context.get(context, Store) })
  )

const guesses = 1000

/** The card is issued and has a PIN; then a thousand guess at it, in turn at both processes; none of them is right. */
const raced = Effect.fnUntraced(function* <E, R>(
  one: Layer.Layer<Store, E, R>,
  other?: Layer.Layer<Store, E, R>
) {
  const compared: Array<"somebody" | "nobody"> = []
  const first = yield* processOn(one, compared)
  const second = other === undefined ? first : yield* processOn(other, compared)
  const send = (n: number, sent: object) =>
    (n % 2 === 0 ? first : second).service.submit(
      Ids.ClientId.make(`till-${n % 64}`),
      Result.getOrThrow(readCommand(sent))
    )
  const here = { card: "ANNA-1", outlet: "S1", currency: "CNY" }
  const paid = { amount: 900_000, tender: { kind: "cash" } }
  yield* send(0, { ...here, ...paid, type: "Issue", key: "i", program: "member" })
  yield* send(0, { type: "SetPin", key: "s", card: "ANNA-1", newPin: "4711" })
  const outcomes = yield* Effect.forEach(
    Array.from({ length: guesses }, (_, n) => n),
    (n) => send(n, { ...here, type: "Redeem", key: `g${n}`, amount: 101, pin: String(5000 + n) }),
    { concurrency: "unbounded" }
  )
  const said: Record<string, number> = {}
  for (const outcome of outcomes) {
    const name = outcome.outcome === "declined" ? outcome.decline._tag : outcome.outcome
    said[name] = (said[name] ?? 0) + 1
  }
  const { bad } = yield* Effect.provide(verify(first.store), NodeDigest.layer)
  return { compared: compared.filter((whose) => whose === "somebody").length, said, bad }
})

const wanted = {
  compared: tries,
  said: { VerificationFailed: tries, VerificationLocked: guesses - tries },
  bad: undefined
}

describe("a thousand guesses at once", () => {
  it.live(
    "on a SQLite file: three are compared",
    () =>
      Effect.gen(function* () {
        expect(yield* raced(storeOn(yield* newFile, { configuration }))).toEqual(wanted)
      }).pipe(Effect.scoped),
    60_000
  )
  it.live.each(played)(
    "at two processes on PostgreSQL $release: three are compared",
    ({ url }) =>
      Effect.gen(function* () {
        const schema = newSchema()
        const store = () => storeIn(url, schema, { configuration, shards: 3, home: "none" })
        expect(yield* raced(store(), store())).toEqual(wanted)
      }).pipe(Effect.scoped),
    60_000
  )
})
