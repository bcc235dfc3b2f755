/** Which sale an entry takes something back of: it says so where that was another day's, or another owner's. */
import { describe, expect, it } from "vitest"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"

const places = {
  outlets: [
    { id: "A1", owner: "hq" },
    { id: "F1", owner: "fr1" },
    { id: "F2", owner: "fr1" }
  ],
  terminals: []
}
const sale = "Load 500; Redeem 100 outlet=F1 key=r"
const tomorrow = "clock 2026-11-22T10:00:00+08:00"

describe("what an entry says of the sale that comes back", () => {
  it.each<readonly [string, string, string, object | undefined]>([
    ["nothing of one of the same day and owner", sale, "Refund originalKey=r outlet=F2", undefined],
    [
      "its day, where that is another",
      `${sale}; ${tomorrow}`,
      "Refund originalKey=r outlet=F1",
      { on: "2026-11-21" }
    ],
    ["nothing of one that is reversed there", sale, "Reverse originalKey=r outlet=F1", undefined],
    [
      "nor where the office reverses it, which charges who sold",
      sale,
      "Reverse originalKey=r outlet=-",
      undefined
    ],
    [
      "the day of the sale, where its refund is reversed",
      `${sale}; ${tomorrow}; Refund originalKey=r outlet=F1 key=f`,
      "Reverse originalKey=f outlet=F1",
      { on: "2026-11-21" }
    ],
    [
      "the day alone, where the office reverses it",
      `${sale}; ${tomorrow}; Refund originalKey=r outlet=F1 key=f`,
      "Reverse originalKey=f outlet=-",
      { on: "2026-11-21" }
    ],
    ["nothing, where a load is reversed", "Load 500 key=l", "Reverse originalKey=l", undefined]
  ])("%s", (_, story, asked, ofSale) => {
    const till = counter(shop({}, places))
    till.tell(story)
    till.tell(asked)
    expect(till.recorded.at(-1)?.operation.entry.ofSale).toEqual(ofSale)
    till.audit()
  })
})
