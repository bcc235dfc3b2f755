/** Processes that are killed while they tell: what they told and had not recorded is told again, and nothing is lost. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { newFile, storeOn } from "./files.ts"
import { faultsOf, heardIn, receiverFile, sold, teller } from "./tellers.ts"

describe("a process that is killed while it tells", () => {
  it.live(
    "is followed by one that tells again what was not recorded, and everything that was not told",
    () =>
      Effect.gen(function* () {
        const [file, receiver] = [yield* newFile, yield* receiverFile]
        const all = yield* sold(storeOn(file), 5, 60)
        expect(all.length).toBe(65)
        for (const deadly of [3, 8, 17])
          expect(yield* teller(file, "", receiver, all.length, deadly)).toBe("SIGKILL")
        const before = heardIn(receiver)
        expect(yield* teller(file, "", receiver, all.length)).toBeUndefined()
        const heard = heardIn(receiver)
        expect(faultsOf(all, heard)).toEqual([])
        expect(before.length).toBe(28)
        // What a killed process had told and not recorded was told again.
        expect(heard.filter((id) => before.includes(id)).length).toBeGreaterThan(before.length)
      }),
    60_000
  )
})
