/** What is read for a period, and from where the next one begins: nothing twice, and nothing left out. */
import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { networkOf } from "../../src/network/Network.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { net } from "../../src/netting.ts"
import { storeOf } from "../../src/testing/inProcessTill.ts"
import * as Result from "effect/Result"
import { counter } from "../tables/counter.ts"
import { shop } from "../tables/shop.ts"

const document = shop({}, { clearing: { cycles: [{ id: "daily", every: "day" }] } })
const network = networkOf(Result.getOrThrow(readConfiguration(document)))

/** Eight operations: two cards, then a load and three sales on the first day, and two on the next. */
const till = counter(document)
till.tell(
  "Load 100 outlet=B1; Redeem 10 outlet=B1; Redeem 20 outlet=B1; clock 2026-11-22T10:00:00+08:00; Redeem 30 outlet=B1; Redeem 5 outlet=B1"
)

/** Works a period out over a store of one shard, and says where it was read from. */
const netted = (period: Partial<Parameters<typeof net>[1]>) => {
  const reads: Array<number> = []
  const told = storeOf({ journal: till.recorded, view: till.ledger })
  const store: typeof told = {
    ...told,
    journal: (query) => {
      reads.push(query.after)
      return told.journal(query)
    }
  }
  const asked = { cycle: "daily", network, previous: undefined, open: [0], through: "2026-11-21", cut: [5] }
  const { lines, open } = Effect.runSync(net(store, { ...asked, ...period }))
  return { from: reads[0], open, due: lines.map(({ due, kind, owner }) => `${owner} ${kind} ${due}`) }
}

it("reads a period up to its cut, and the next one begins behind it", () => {
  expect(netted({})).toEqual({ from: 0, open: [5], due: ["fr1 acceptance 30", "fr1 load -100"] })
})

it("leaves what is of a later date to the next one, which begins before the first of them", () => {
  expect(netted({ cut: [7] })).toEqual({ from: 0, open: [5], due: ["fr1 acceptance 30", "fr1 load -100"] })
})

it("reads no more of the journal than is open", () => {
  const previous = { through: "2026-11-21", cut: [5] }
  expect(netted({ previous, open: [5], through: "2026-11-22", cut: [7] })).toEqual({
    from: 5,
    open: [7],
    due: ["fr1 acceptance 35"]
  })
})
