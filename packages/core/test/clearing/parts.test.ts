/** What is worked out once for a period: of which pieces, when the last of them was, and how far it is. */
import { describe, expect, it } from "vitest"
import { type Settled } from "../../src/clearing/entries.ts"
import { PartsOfPeriods } from "../../src/clearing/PartsOfPeriods.ts"
import { OwnerId } from "../../src/values/Ids.ts"

const terms = { agreements: [{ id: "usual", commission: 100 }] }
const topic = {
  issuer: OwnerId.make("hq"),
  owner: OwnerId.make("fr1"),
  asset: "CNY",
  kind: "acceptance",
  verb: "Redeem",
  funding: "paid",
  terms: "usual"
} as const
const week: Settled = { status: "netted", through: "2026-11-22" }

/** Pieces of 50: how far each is, and its date. */
const told = (...pieces: ReadonlyArray<readonly [Settled, string]>) => {
  const parts = new PartsOfPeriods()
  for (const [settled, date] of pieces) parts.take(settled, date, topic, { base: 50n, due: 50n })
  return parts
    .under(terms)
    .map(({ last, line, settled: { status, through = "-" } }) =>
      [line.kind, line.base, line.due, status, through, last].join(" ")
    )
}

describe("the commission of pieces", () => {
  it.each<readonly [string, ReadonlyArray<readonly [Settled, string]>, ReadonlyArray<string>]>([
    [
      "of one period is one, and of its last day",
      [
        [week, "2026-11-20"],
        [week, "2026-11-22"],
        [week, "2026-11-21"]
      ],
      ["commission 150 -2 netted 2026-11-22 2026-11-22"]
    ],
    [
      "of two periods are two",
      [
        [week, "2026-11-20"],
        [{ status: "settled", through: "2026-11-15" }, "2026-11-10"]
      ],
      ["commission 50 0 netted 2026-11-22 2026-11-20", "commission 50 0 settled 2026-11-15 2026-11-10"]
    ],
    [
      "of which a day goes on goes on, whichever came last",
      [
        [{ status: "inCycle" }, "2026-11-23"],
        [{ status: "unsettled" }, "2026-11-24"],
        [{ status: "inCycle" }, "2026-11-23"]
      ],
      ["commission 150 -2 unsettled - 2026-11-24"]
    ],
    [
      "whose days are over waits for its cut-off",
      [
        [{ status: "inCycle" }, "2026-11-23"],
        [{ status: "inCycle" }, "2026-11-22"]
      ],
      ["commission 100 -1 inCycle - 2026-11-23"]
    ],
    [
      "too late for its own is with those that were not",
      [
        [{ ...week, lateFor: "2026-11-15" }, "2026-11-14"],
        [week, "2026-11-22"]
      ],
      ["commission 100 -1 netted 2026-11-22 2026-11-22"]
    ]
  ])("%s", (_, pieces, expected) => expect(told(...pieces)).toEqual(expected))
})
