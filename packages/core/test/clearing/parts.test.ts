/** What is worked out once for a period: of which pieces, when the last of them was, and how far it is. */
import { describe, expect, it } from "vitest"
import type { ClearingTopic } from "../../src/clearing/ClearingLine.ts"
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
const week: Settled = { cycle: "weekly", status: "netted", through: "2026-11-22" }

/** Pieces of 50: how far each is, its date, and what it is of where that is something else. */
type Piece = readonly [Settled, string, Partial<ClearingTopic>?]

const told = (...pieces: ReadonlyArray<Piece>) => {
  const parts = new PartsOfPeriods()
  for (const [settled, date, other] of pieces)
    parts.take(settled, date, { ...topic, ...other }, { base: 50n, due: 50n })
  return parts
    .under(() => terms)
    .map(({ last, line, settled: { status, through = "-" } }) =>
      [line.kind, line.base, line.due, status, through, last].join(" ")
    )
}

describe("the commission of pieces", () => {
  it.each<readonly [string, ReadonlyArray<Piece>, ReadonlyArray<string>]>([
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
        [{ cycle: "weekly", status: "settled", through: "2026-11-15" }, "2026-11-10"]
      ],
      ["commission 50 0 netted 2026-11-22 2026-11-20", "commission 50 0 settled 2026-11-15 2026-11-10"]
    ],
    [
      "of which a day goes on goes on, whichever came last",
      [
        [{ cycle: "weekly", status: "inCycle" }, "2026-11-23"],
        [{ cycle: "weekly", status: "unsettled" }, "2026-11-24"],
        [{ cycle: "weekly", status: "inCycle" }, "2026-11-23"]
      ],
      ["commission 150 -2 unsettled - 2026-11-24"]
    ],
    [
      "whose days are over waits for its cut-off",
      [
        [{ cycle: "weekly", status: "inCycle" }, "2026-11-23"],
        [{ cycle: "weekly", status: "inCycle" }, "2026-11-22"]
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
    ],
    [
      "of another owner goes on, its own waits",
      [
        [{ cycle: "weekly", status: "inCycle" }, "2026-11-22"],
        [{ cycle: "weekly", status: "unsettled" }, "2026-11-23", { owner: OwnerId.make("fr2") }]
      ],
      ["commission 50 0 inCycle - 2026-11-22", "commission 50 0 unsettled - 2026-11-23"]
    ],
    [
      "is of its own last day, whatever else was done in the period",
      [
        [week, "2026-11-20"],
        [week, "2026-11-22", { other: OwnerId.make("fr2"), terms: undefined }],
        [week, "2026-11-22", { kind: "funds" }],
        [week, "2026-11-22", { funding: "promotional" }]
      ],
      ["commission 50 0 netted 2026-11-22 2026-11-20"]
    ]
  ])("%s", (_, pieces, expected) => expect(told(...pieces)).toEqual(expected))
})

const half = { agreements: [{ id: "usual", promotional: { acceptor: 50, loader: 50 } }] }
const mutual = [
  { owner: OwnerId.make("fr1"), other: OwnerId.make("fr2") },
  { owner: OwnerId.make("fr2"), other: OwnerId.make("fr1") }
].map((parties) => ({ ...topic, ...parties, funding: "promotional" }) as const)
const shares = (...cycles: ReadonlyArray<string>) => {
  const parts = new PartsOfPeriods()
  for (const [n, one] of mutual.entries())
    parts.take({ ...week, cycle: cycles[n] ?? "" }, "2026-11-22", one, { base: 51n, due: 51n })
  return parts.under(() => half).map(({ line }) => `${line.owner} ${line.base} ${line.due}`)
}

it("what each of two owners pays for what it accepted of the other's is of its own last day", () => {
  const parts = new PartsOfPeriods()
  for (const [n, one] of mutual.entries())
    parts.take(week, `2026-11-2${n}`, { ...one, funding: "paid" }, { base: 50n, due: 50n })
  expect(parts.under(() => terms).map(({ last, line }) => `${line.owner} ${last}`)).toEqual([
    "fr1 2026-11-20",
    "fr2 2026-11-21"
  ])
})

describe("what two owners bear of each other's promotions", () => {
  it("is rounded once where one cut-off takes both", () => {
    expect(shares("weekly", "weekly")).toEqual(["fr1 102 -51", "fr2 102 -51"])
  })
  it("and in each of two cycles, which end on one day", () => {
    expect(shares("weekly", "daily")).toEqual(["fr1 51 -26", "fr2 51 -26", "fr1 51 -26", "fr2 51 -26"])
  })
})
