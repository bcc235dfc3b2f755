/** A till in a process of its own: sells for ever, and says after every batch what was acknowledged. It gets killed. */
import { writeSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { Ids, readCommand, StoredValue } from "@tessera/core"
import { NodeDigest, NodeOperationIds } from "@tessera/core/node"
import { conformanceConfiguration } from "@tessera/core/testing"
import { storeOn, vault } from "./files.ts"

const [file = "", run = "", batches = "Infinity"] = process.argv.slice(2)
const client = Ids.ClientId.make("till")
const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }
const say = (line: string): void => {
  writeSync(1, `${line}\n`)
}

const sold = (batch: number, n: number): object => {
  const [key, card] = [`${run}-${batch}-${n}`, `CARD${run}`]
  if (batch === 0 && n === 0)
    return { type: "Issue", key, program: "member", card, ...place, amount: 1_000_000, tender }
  return n % 3 === 0
    ? { type: "Load", key, card, ...place, amount: 50_000, tender }
    : { type: n % 3 === 1 ? "Redeem" : "Hold", key, card, ...place, amount: 100 + n }
}

const sellBatch = Effect.fnUntraced(function* (batch: number) {
  const service = yield* StoredValue
  const pending = yield* Effect.forEach([0, 1, 2, 3, 4, 5, 6, 7], (n) =>
    service.offer(client, Result.getOrThrow(readCommand(sold(batch, n))))
  )
  const outcomes = yield* Effect.forEach(pending, (answer) => Effect.result(answer))
  const told = outcomes.map((outcome) =>
    Result.isFailure(outcome) ? outcome.failure._tag : `${outcome.success.outcome} ${outcome.success.key}`
  )
  say(told.join(","))
})

const services = StoredValue.layer(conformanceConfiguration).pipe(
  Layer.provide([storeOn(file), NodeDigest.layer, NodeOperationIds.layer, vault])
)
const selling = Effect.gen(function* () {
  for (let batch = 0; batch < Number(batches); batch++) yield* sellBatch(batch)
}).pipe(Effect.provide(services))

await Effect.runPromise(
  Effect.catchTag(selling, "SecondWriter", ({ message }) => Effect.sync(() => say(message)))
)
