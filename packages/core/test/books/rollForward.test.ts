/** The liability rolled forward, verb by verb: each movement of value is in one column, and a reversal counts against it. */
import { describe, expect, it } from "vitest"
import { bucketOf, monthsBetween, monthsIn, usualAges } from "../../src/books/cohort.ts"
import { costColumns, liabilityColumns } from "../../src/books/liabilityColumns.ts"
import type { Period } from "../../src/books/Period.ts"
import { rollForward } from "../../src/books/rollForward.ts"
import { counter } from "../tables/counter.ts"
import { member, shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const document = shop({
  escheat: { after: { years: 3 }, from: "lastActivity" },
  dormancy: { after: { months: 12 }, fee: { amount: 2, every: "year" } },
  subWallets: [
    ...member.subWallets,
    { id: "coupon", priority: 1, funding: "promotional", validity: { days: 30 }, vouchers: { use: "single" } }
  ],
  vouchers: [
    { id: "welcome", subWallet: "coupon", amount: 8 },
    { id: "big", subWallet: "coupon", amount: 5, when: { spend: 50 } }
  ],
  points: {
    asset: { code: "PTS", exponent: 0 },
    subWallet: { id: "stars", funding: "promotional" },
    earn: [{ points: 1, per: 10 }],
    conversion: { points: 5, amount: 1, subWallet: "gift" }
  }
})

type Counter = ReturnType<typeof counter>

const rolled = (till: Counter, period: Period = {}) => {
  const fold = rollForward(period, monthsIn("Asia/Shanghai"))
  for (const { operation } of till.recorded) fold.add(operation)
  return fold
}

const shown = (row: object, columns: object): string =>
  ["opening", ...Object.keys(columns)]
    .flatMap((name) => {
      const amount: unknown = Reflect.get(row, name)
      return amount === 0n ? [] : [`${name} ${String(amount)}`]
    })
    .join(" ")

const lines = (till: Counter, period?: Period): string => {
  const fold = rolled(till, period)
  return [
    ...fold
      .cohorts()
      .map(
        (row) =>
          [
            `${row.program === "member" ? "" : `${row.program}/`}${row.subWallet}/${row.funding} ${shown(row, liabilityColumns)}`,
            row
          ] as const
      ),
    ...fold.costs().map((row) => [`cost ${row.asset} ${shown(row, costColumns)}`, row] as const)
  ]
    .map(([text, { closing }]) => `${text} = ${closing}`)
    .join("; ")
}

describe("every verb has its column", () => {
  it.each(
    rows(`
    an issue | Issue 50 card=NEWA | main/paid issued 50 = 50
    an activation | Issue card=NEWA active=false; Activate 50 card=NEWA | main/paid issued 50 = 50
    a load | Load 100 | main/paid loaded 100 = 100
    a load that was paid later | Load 100 pending=true key=l; ConfirmLoad originalKey=l | main/paid loaded 100 = 100
    its bonus | Load 100 offer=100+30 | gift/promotional granted 30 = 30; main/paid loaded 100 = 100; cost CNY given 30 = 30
    instalments | Load 100 offer=100+50; clock 2026-12-22T10:00:00+08:00; Redeem 1 | gift/promotional granted 20 redeemed 1 = 19; main/paid loaded 100 = 100; cost CNY given 20 = 20
    a gift | Load 10 subWallet=gift tender=other | gift/promotional granted 10 = 10; cost CNY given 10 = 10
    a load undone | Load 100 offer=100+30 key=l; Reverse originalKey=l | gift/promotional  = 0; main/paid  = 0; cost CNY  = 0
    a redemption, with its points | Load 100; Redeem 30 | main/paid loaded 100 redeemed 30 = 70; stars/promotional granted 3 = 3; cost PTS given 3 = 3
    undone | Load 100; Redeem 30 key=r; Reverse originalKey=r | main/paid loaded 100 = 100; stars/promotional  = 0; cost PTS  = 0
    undone in part | Load 100; Redeem 30 key=r; Reverse 10 originalKey=r | main/paid loaded 100 redeemed 20 = 80; stars/promotional granted 2 = 2; cost PTS given 2 = 2
    a refund | Load 100; Redeem 30 key=r; Refund 10 originalKey=r | main/paid loaded 100 refunded 10 redeemed 30 = 80; stars/promotional granted 2 = 2; cost PTS given 2 = 2
    a refund undone | Load 100; Redeem 30 key=r; Refund 10 originalKey=r key=f; Reverse originalKey=f | main/paid loaded 100 redeemed 30 = 70; stars/promotional granted 3 = 3; cost PTS given 3 = 3
    a capture | Load 100; Hold 9 key=h; Capture 9 holdKey=h | main/paid loaded 100 redeemed 9 = 91
    a hold alone | Load 100; Hold 9 | main/paid loaded 100 = 100
    a sale that grants | Load 100; Redeem 50 | coupon/promotional granted 5 = 5; main/paid loaded 100 redeemed 50 = 50; stars/promotional granted 5 = 5; cost CNY given 5 = 5; cost PTS given 5 = 5
    returned | Load 100; Redeem 50 key=r; Refund originalKey=r | coupon/promotional  = 0; main/paid loaded 100 refunded 50 redeemed 50 = 100; stars/promotional  = 0; cost CNY  = 0; cost PTS  = 0
    what lapses of a voucher | GrantVoucher voucher=welcome; Redeem 6 vouchers=lot_000003_910000 | coupon/promotional granted 8 redeemed 6 expired 2 = 0; cost CNY given 8 expired 2 = 6
    and does not after all | GrantVoucher voucher=welcome; Redeem 6 vouchers=lot_000003_910000 key=r; Reverse originalKey=r | coupon/promotional granted 8 = 8; cost CNY given 8 = 8
    merchandise credit | UnlinkedRefund 30 | refund/refund refunded 30 = 30
    undone | UnlinkedRefund 30 key=u; Reverse originalKey=u | refund/refund  = 0
    an end | Load 10 subWallet=gift tender=other; clock 2027-05-22T00:00:00+08:00; Load 1 | gift/promotional granted 10 expired 10 = 0; main/paid loaded 1 = 1; cost CNY given 10 expired 10 = 0
    another end | Load 10 subWallet=gift tender=other; clock 2027-05-22T00:00:00+08:00; Load 1; ChangeExpiry lot=lot_000003_0 expiresAt=2028-01-01T00:00:00+08:00 | gift/promotional granted 10 = 10; main/paid loaded 1 = 1; cost CNY given 10 = 10
    a fee | Load 10; clock 2027-11-22T00:00:00+08:00; Load 1 | main/paid loaded 10 fees 2 = 8; main/paid loaded 1 = 1
    a cash-out | Load 10; CashOut | main/paid loaded 10 cashedOut 10 = 0
    undone | Load 10; CashOut key=c; Reverse originalKey=c | main/paid loaded 10 = 10
    a clawback | Load 100 offer=100+30 key=l; Redeem 10; Clawback originalKey=l | gift/promotional granted 30 redeemed 10 clawedBack 20 = 0; main/paid loaded 100 clawedBack 100 = 0; cost CNY given 30 clawedBack 30 = 0
    an offline sale | Load 45; Advice 60 | main/paid loaded 45 redeemed 45 = 0; stars/promotional granted 4 = 4; cost PTS given 4 = 4
    and what is undone of it | Load 45; Advice 60 key=a; Reverse originalKey=a | main/paid loaded 45 = 45; stars/promotional  = 0; cost PTS  = 0
    a load that pays what is owed | Advice 60; Load 100 | main/paid loaded 40 = 40
    a return after that | Advice 60 key=a; Load 100; Refund 20 originalKey=a | main/paid loaded 40 = 40; refund/refund refunded 20 = 20
    undone | Advice 60 key=a; Load 100; Refund 20 originalKey=a key=f; Reverse originalKey=f | main/paid loaded 40 = 40; refund/refund  = 0
    a reversal after that is no use that never was | Load 45; Advice 60 key=a; Load 100; Reverse originalKey=a | main/paid loaded 130 = 130; refund/refund refunded 15 = 15; stars/promotional  = 0; cost PTS  = 0
    and returned | Load 45; Advice 60 key=a; Refund 20 originalKey=a | main/paid loaded 45 refunded 5 redeemed 45 = 5; stars/promotional granted 4 = 4; cost PTS given 4 = 4
    a chargeback | Load 100 offer=100+30 key=l tender=bankCard; Chargeback 50 originalKey=l | gift/promotional granted 30 chargedBack 15 = 15; main/paid loaded 100 chargedBack 50 = 50; cost CNY given 30 chargedBack 15 = 15
    what nobody claims | Load 100; clock 2029-11-22T00:00:00+08:00; ?Redeem 999; Escheat version=5 | main/paid loaded 100 fees 6 escheated 94 = 0
    and is claimed | Load 100; clock 2029-11-22T00:00:00+08:00; ?Redeem 999; Escheat version=5 key=e; Reverse originalKey=e | main/paid loaded 100 fees 6 = 94
    corrections | Load 10; Adjust 5 subWallet=main; Adjust -7 subWallet=main | main/paid loaded 10 adjusted -2 = 8
    of what was given | Adjust 5 subWallet=gift; Adjust -2 subWallet=gift key=a; Reverse originalKey=a | gift/promotional adjusted 5 = 5; cost CNY adjusted 5 = 5
    a transfer | Load 10; Transfer 4 from=ANNA to=BELA | main/paid loaded 10 transferredIn 4 transferredOut 4 = 10
    undone | Load 10; Transfer 4 from=ANNA to=BELA key=t; Reverse originalKey=t | main/paid loaded 10 = 10
    a merger | Load 10; Merge from=ANNA to=BELA | main/paid loaded 10 transferredIn 10 transferredOut 10 = 10
    a conversion | Issue 50 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 | bearer/main/paid issued 50 transferredOut 50 = 0; main/paid transferredIn 50 = 50
    undone | Issue 50 card=NEWA program=bearer; Convert card=NEWA program=member holder=H1 key=c; Reverse originalKey=c | bearer/main/paid issued 50 = 50; main/paid  = 0
    points by hand | Earn 12 currency=PTS reason=sorry | stars/promotional granted 12 = 12; cost PTS given 12 = 12
    points used | Earn 12 currency=PTS reason=sorry; BurnPoints 5 currency=PTS | stars/promotional granted 12 redeemed 5 = 7; cost PTS given 12 = 12
    and given back | Earn 12 currency=PTS reason=sorry; BurnPoints 5 currency=PTS key=b; Refund originalKey=b | stars/promotional granted 12 refunded 5 redeemed 5 = 12; cost PTS given 12 = 12
    points turned into value | Earn 12 currency=PTS reason=sorry; ConvertPoints 5 currency=PTS | gift/promotional granted 1 = 1; stars/promotional granted 12 redeemed 5 = 7; cost CNY given 1 = 1; cost PTS given 12 converted 5 = 7
    `)
  )("%s: %s", (_, story = "", text) => {
    const till = counter(document)
    till.tell(story)
    expect(lines(till)).toBe(text)
  })
})

describe("periods", () => {
  const till = counter(document)
  till.tell(
    "Load 100; clock 2026-12-21T10:00:00+08:00; Redeem 30; Load 7; clock 2027-01-21T10:00:00+08:00; Redeem 5"
  )
  const [first, second] = [Date.parse("2026-11-21T10:00:00+08:00"), Date.parse("2026-12-21T10:00:00+08:00")]
  it.each<readonly [Period, string]>([
    [{ asOf: first }, "main/paid loaded 100 = 100"],
    [
      { after: first, asOf: second },
      "main/paid opening 100 redeemed 30 = 70; main/paid loaded 7 = 7; stars/promotional granted 3 = 3; cost PTS given 3 = 3"
    ],
    [
      { from: "2026-12-01", to: "2026-12-31" },
      "main/paid opening 100 redeemed 30 = 70; main/paid loaded 7 = 7; stars/promotional granted 3 = 3; cost PTS given 3 = 3"
    ],
    [
      { from: "2027-01-21" },
      "main/paid opening 70 redeemed 5 = 65; main/paid opening 7 = 7; stars/promotional opening 3 = 3; cost PTS opening 3 = 3"
    ]
  ])("%j: %s", (period, text) => {
    expect(lines(till, period)).toBe(text)
  })
  it("knows each cohort by its month", () => {
    expect(
      rolled(till)
        .cohorts()
        .map(({ asset, cohort, subWallet }) => `${asset} ${subWallet} ${cohort}`)
    ).toEqual(["CNY main 2026-11", "CNY main 2026-12", "PTS stars 2026-12"])
  })
})

describe("a verb without a column", () => {
  it("is a defect that names the operation, not a figure in the wrong place", () => {
    const till = counter(document)
    till.tell("Load 100")
    const operation = till.recorded.at(-1)?.operation
    if (operation === undefined) throw new Error("Expected an operation")
    const fold = rollForward({}, monthsIn("UTC"))
    expect(() => fold.add({ ...operation, verb: "Lend" })).toThrow(
      `${operation.id}: no column of the liability for Lend`
    )
  })
})

describe("an operation that moves value and posts none of it", () => {
  it("is a defect that names it", () => {
    const till = counter(document)
    till.tell("Load 100")
    const operation = till.recorded.at(-1)?.operation
    if (operation === undefined) throw new Error("Expected an operation")
    const { movements, postings } = operation.entry
    const fold = rollForward({}, monthsIn("UTC"))
    const ofOthers = postings.filter(({ account }) => account.kind !== "liability")
    expect(() => fold.add({ ...operation, entry: { movements, postings: ofOthers } })).toThrow(
      `${operation.id} moves value of wal_000001_0 and posts nothing of it`
    )
  })
})

describe("ages", () => {
  it.each([
    [0, "0-2 months"],
    [2, "0-2 months"],
    [3, "3-5 months"],
    [59, "36-59 months"],
    [60, "60+ months"],
    [600, "60+ months"]
  ])("%i months: %s", (age, bucket) => {
    expect(bucketOf(usualAges, age)).toBe(bucket)
  })
  it("may be every month, or one bucket", () => {
    expect(bucketOf([1, 2], 1)).toBe("1 months")
    expect(bucketOf([], 7)).toBe("0+ months")
  })
  it.each([
    ["2026-11", "2026-11", 0],
    ["2025-12", "2026-01", 1],
    ["2026-02", "2026-01", 0]
  ])("from %s to %s are %i", (from, to, months) => {
    expect(monthsBetween(from, to)).toBe(months)
  })
  it("are counted in the tenant's months", () => {
    const last = Date.parse("2026-11-30T15:59:59.999Z")
    expect([monthsIn("Asia/Shanghai")(last), monthsIn("Asia/Shanghai")(last + 1)]).toEqual([
      "2026-11",
      "2026-12"
    ])
    expect(monthsIn("UTC")(last + 1)).toBe("2026-11")
  })
})
