/** The exchanges: one for every command, each about that command, and all of what they send can be read. */
import { readCommand, verbs } from "@tessera/core"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import type { Names } from "../src/Exchange.ts"
import { exchanges } from "../src/exchanges.ts"

const names: Names = {
  card: "CARD00000001",
  other: "CARD00000001B",
  n: 1,
  key: (before: number) => `K-${before}`,
  said: (field: string) =>
    field === "request" ? `req_${"0".repeat(26)}` : "lot_01M845CGRMYD05V6HHD74TTBZ8_0"
}

/** Exchanges that are named after how their command ends. */
const byEnding = { Tombstone: "Reverse", Decline: "Redeem" } as const

describe("the exchanges", () => {
  it("are there for every command", () => {
    expect(Object.keys(exchanges).toSorted()).toEqual(
      [...Object.keys(verbs), ...Object.keys(byEnding)].toSorted()
    )
  })

  it.each(Object.entries(exchanges))(
    "%s sends its command, and nothing that cannot be read",
    (name, exchange) => {
      const [before, command, after = []] = exchange(names)
      expect({ ...byEnding, [command.type]: command.type }).toHaveProperty(name, command.type)
      const unread = [...before, command, ...after].filter(({ receivedAt: _, ...fields }) =>
        Result.isFailure(readCommand({ ...fields, key: "K" }))
      )
      expect(unread).toEqual([])
    }
  )
})
