/** Several processes that tell one receiver on one ledger of several shards, some of which are killed. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { newSchema, servers, storeIn } from "../databases.ts"
import { faultsOf, heardIn, receiverFile, sold, teller } from "../tellers.ts"

const [newest = { url: "" }] = servers

describe("processes that tell on PostgreSQL", () => {
  it.live(
    "tell everything, each account in its order, though some are killed in the middle of it",
    () =>
      Effect.gen(function* () {
        const [schema, receiver] = [newSchema(), yield* receiverFile]
        const all = yield* sold(storeIn(newest.url, schema, { shards: 3 }), 10, 120)
        expect(all.length).toBe(130)
        const tell = (deadly: number | "") => teller(newest.url, schema, receiver, all.length, deadly)
        const mortals = yield* Effect.forEach([7, 30], (deadly) => Effect.forkChild(tell(deadly)))
        const [first, second] = mortals.map((fiber) => Fiber.join(fiber))
        if (first === undefined || second === undefined) throw new Error("two are told to die")
        // The third comes when one of them is dead and the other may still tell: alone they cannot tell everything.
        expect(yield* Effect.raceFirst(first, second)).toBe("SIGKILL")
        expect(yield* tell("")).toBeUndefined()
        yield* Effect.all([first, second])
        expect(faultsOf(all, heardIn(receiver))).toEqual([])
      }),
    60_000
  )
})
