/** Several processes that tell one receiver on one ledger of several shards, some of which are killed. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
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
        const ends = yield* Effect.all([tell(7), tell(30), tell("")], { concurrency: "unbounded" })
        expect(ends[0] ?? ends[1]).toBe("SIGKILL")
        expect(ends[2]).toBeUndefined()
        expect(faultsOf(all, heardIn(receiver))).toEqual([])
      }),
    60_000
  )
})
