/** A period that somebody else cuts off while it is worked out: nobody is told sums that were true a moment ago. */
import { expect, it } from "vitest"
import { counter } from "../tables/counter.ts"
import { shop } from "../tables/shop.ts"

const chain = shop(
  {},
  {
    operators: [{ id: "ana", role: "finance" }],
    clearing: { cycles: [{ id: "daily", every: "day" }] }
  }
)
const cut = (through: string) => `CutOff cycle=daily through=${through} operator=ana card=- outlet=-`

const opened = () => {
  const till = counter(chain)
  till.tell("Load 100 outlet=B1; clock 2026-11-24T09:00:00+08:00")
  return till
}

it("a cut-off that another one was faster than is to be asked for again, and then holds what is left", () => {
  const till = opened()
  expect(till.stale(cut("2026-11-23"), cut("2026-11-22"))).toBe("declined stale_version version 1")
  expect(till.say(cut("2026-11-23"))).toMatch(/^approved/)
  till.audit()
})

it("of two for the same day the second is too late", () => {
  expect(opened().stale(cut("2026-11-22"), cut("2026-11-22"))).toBe(
    "declined period_settled through 2026-11-22"
  )
})
