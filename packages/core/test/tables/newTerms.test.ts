/**
 * Terms that are others by now, case by case: what is taken back and given back of a sale is what the sale did, not what
 * the program says today.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { counter, type Counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { play } from "./table.ts"

const stars = { id: "stars", funding: "promotional", validity: { days: 10 } }
const points = (terms: object = {}) => ({
  asset: { code: "PTS", exponent: 0 },
  subWallet: stars,
  earn: [
    { points: 3, per: 10, categories: ["room"] },
    { points: 1, per: 10 }
  ],
  ...terms
})
const sale = "Load 900; Redeem 200 key=r; new terms"

describe("a program that has no points any more", () => {
  play(
    `
  28 | a refund takes back what the sale earned | ${sale} | Refund originalKey=r | approved main 200 points -20 | main:900 | PTS empty
  28 | a part keeps what the rest has earned | ${sale} | Refund 105 originalKey=r | approved main 105 points -11 | main:805 | PTS stars:9
  28 | then the rest | ${sale}; Refund 105 originalKey=r | Refund originalKey=r | approved main 95 points -9 | main:900 | PTS empty
  28 | not twice | ${sale}; Refund originalKey=r | Refund 1 originalKey=r | declined exceeds_refundable left 0 | PTS empty
  28 | each line at its own rate | Load 900; Redeem 200 lines=room:100,food:100 key=r; new terms | Refund 100 originalKey=r lines=food:100 | approved main 100 points -10 | PTS stars:30
  28 | gifts have earned nothing | Load 100 offer=100+30; Redeem 130 key=r; new terms | Refund 50 originalKey=r | approved main 50 points -5 | main:50 | PTS stars:5
  50 | what is spent is owed | Load 900; Redeem 200 key=r; BurnPoints 15 currency=PTS; new terms | Refund originalKey=r | approved main 200 points -20 owed 15 | Dr liability/stars/promotional 5, Dr merchantPayable/hq 200, Dr receivable 15, Cr liability/main/paid 200, Cr promotionExpense 20
  53 | a reversal takes back | ${sale} | Reverse originalKey=r | approved main 200 points -20 reversed 200 | main:900 | PTS empty
  53 | in part | ${sale} | Reverse 100 originalKey=r | approved main 100 points -10 reversed 100 | PTS stars:10
  53 | then the rest | ${sale}; Reverse 100 originalKey=r | Reverse originalKey=r | approved main 100 points -10 reversed 100 | PTS empty
  53 | of a capture | Load 900; Hold 200 key=h; Capture 150 holdKey=h key=c; new terms | Reverse originalKey=c | approved main 150 points -15 reversed 150 | main:900[200] | PTS empty
  53 | the reversal of a refund gives again | ${sale}; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | main:700 | PTS stars:20
  53 | also of a refund before | Load 900; Redeem 200 key=r; Refund originalKey=r key=f; new terms | Reverse originalKey=f | approved points 20 reversed 200 | main:700 | PTS stars:20
  53 | what was paid since comes as points of their kind | Load 900; Redeem 200 key=r; BurnPoints 20 currency=PTS; Refund originalKey=r key=f; Redeem 200; new terms | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:20
  53 | and the next refund takes them once more | ${sale}; Refund originalKey=r key=f; Reverse originalKey=f | Refund originalKey=r | approved main 200 points -20 | main:900 | PTS empty
  51 | points that paid come back as points | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b; new terms | Refund originalKey=b | approved stars 40 | PTS stars:50
  51 | a part of them | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b; new terms; Refund 10 currency=PTS originalKey=b | Refund originalKey=b | approved stars 30 | PTS stars:50
  51 | a reversal too | Earn 50 currency=PTS reason=welcome; BurnPoints 40 currency=PTS key=b; new terms | Reverse originalKey=b | approved stars 40 reversed 40 | PTS stars:50
  28 | a later sale earns none | ${sale} | Redeem 100 | approved main 100 | PTS stars:20
  31 | what there is still ends | ${sale}; clock 2026-12-02T00:00:00+08:00; Redeem 1 | Refund originalKey=r | approved main 200 | PTS empty
  51 | nobody corrects points into a sub-wallet of money | ${sale} | Adjust 5 currency=PTS subWallet=main reason=x | declined program_rule_violation rule subWallet sentence The program has no such sub-wallet. | PTS stars:20
  `,
    shop({ points: points() }),
    shop()
  )
})

describe("a program that has other points by now", () => {
  play(
    `
  28 | twice as many are no gift to who returns a part | ${sale} | Refund 105 originalKey=r | approved main 105 points -11 | PTS stars:9
  28 | the rounding is that of the sale | Load 900; Redeem 209 key=r; new terms | Refund 100 originalKey=r | approved main 100 points -10 | PTS stars:10
  28 | the categories are those of the sale | Load 900; Redeem 200 lines=room:100,food:100 key=r; new terms | Refund 100 originalKey=r lines=room:100 | approved main 100 points -30 | PTS stars:10
  `,
    shop({ points: points() }),
    shop({ points: points({ earn: [{ points: 2, per: 10 }], rounding: "up" }) })
  )
  play(
    `
  28 | half as many take no more than the part has earned | ${sale} | Refund 105 originalKey=r | approved main 105 points -11 | PTS stars:9
  28 | gifts that earn today did not then | Load 100 offer=100+30; Redeem 130 key=r; new terms | Refund 100 originalKey=r | approved main 100 points -10 | PTS empty
  `,
    shop({ points: points() }),
    shop({ points: points({ earn: [{ points: 1, per: 20 }], earnOn: ["paid", "promotional"] }) })
  )
  play(
    `
  28 | points of another asset are not taken for them | ${sale}; Redeem 100 | Refund originalKey=r | approved main 200 points -20 | main:800 | PTS empty
  `,
    shop({ points: points() }),
    shop({ points: points({ asset: { code: "MILES", exponent: 0 } }) })
  )
})

describe("a card type that earns otherwise by now", () => {
  const types = (percent: number) => ({
    points: points(),
    cardTypes: [{ id: "gold", earnPercent: percent }]
  })
  const gold = "Issue card=GOLD cardType=gold; Load 900 card=GOLD; Redeem 200 card=GOLD key=r; new terms"
  play(
    `
  28 | what it earned then is what the part has earned | ${gold} | Refund 100 originalKey=r | approved main 100 points -20 | GOLD main:800
  28 | all of it | ${gold} | Refund originalKey=r | approved main 200 points -40 | GOLD main:900
  `,
    shop(types(200)),
    shop(types(300))
  )
})

describe("who brought a holder, when the program says something else by now", () => {
  const carl = "Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 200 card=CARL key=r; new terms"
  const table = `
  OC-14 | a refund takes back what they got | ${carl} | Refund originalKey=r | approved main 200 points -20 | PTS empty
  OC-14 | a part of it for a part | ${carl} | Refund 100 originalKey=r | approved main 100 points -10 | PTS stars:2
  OC-14 | and the rest | ${carl}; Refund 100 originalKey=r | Refund originalKey=r | approved main 100 points -10 | PTS empty
  OC-14 | a reversal | ${carl} | Reverse originalKey=r | approved main 200 points -20 reversed 200 | PTS empty
  OC-14 | the reversal of a refund gives it again | ${carl}; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:5
  OC-14 | what was used is owed | ${carl.replace("new terms", "BurnPoints 5 currency=PTS; new terms")} | Refund originalKey=r | approved main 200 points -20 | PTS owes:5
  OC-14 | what was paid of that since comes as points of their kind | ${carl.replace("new terms", "BurnPoints 5 currency=PTS; Refund originalKey=r key=f; Load 900; Redeem 50; new terms")} | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:5
  `
  const referral = { percent: 25 }
  play(table, shop({ points: points({ referral }) }), shop())
  play(table, shop({ points: points({ referral }) }), shop({ points: points() }))
  play(
    table,
    shop({ points: points({ referral }) }),
    shop({ points: points({ referral: { percent: 100 } }) })
  )
})

describe("who brought a holder, and is somewhere else by now", () => {
  const carl = "Issue card=CARL referrer=ANNA; Load 900 card=CARL; Redeem 200 card=CARL key=r"
  const referral = { percent: 25 }
  play(
    `
  OC-14 | nothing is taken of an account that is closed | ${carl}; BurnPoints 5 currency=PTS; Close | Refund originalKey=r | approved main 200 points -20 | PTS empty
  OC-14 | nor given to it, and the refund is undone all the same | ${carl}; Refund originalKey=r key=f; Close | Reverse originalKey=f | approved points 20 reversed 200 | PTS empty
  OC-14 | in quarantine nothing moves: it is owed | ${carl}; Freeze quarantine=true reason=x | Refund originalKey=r | approved main 200 points -20 | PTS stars:5 owes:5
  OC-14 | and owed no more when the refund is undone | ${carl}; Freeze quarantine=true reason=x; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:5
  OC-14 | what was taken before is not given into it, and the refund is undone all the same | ${carl}; Refund originalKey=r key=f; Freeze quarantine=true reason=x | Reverse originalKey=f | approved points 20 reversed 200 | PTS empty
  OC-14 | and what was not given is not taken by the next refund | ${carl}; Refund originalKey=r key=f; Freeze quarantine=true reason=x; Reverse originalKey=f; Unfreeze reason=x | Refund originalKey=r | approved main 200 points -20 | PTS empty
  `,
    shop({ points: points({ referral }) })
  )

  it.each([
    ["has it", "", "stars:20", "empty"],
    ["has used it", "BurnPoints 5 card=REFA currency=PTS", "stars:20", "owes:5"]
  ])("gives back under another program what they got: who %s", (_, used, own, theirs) => {
    const programs = [
      { ...member, points: points() },
      { ...bearer, points: points({ referral }) }
    ]
    const till = counter(shop({}, { programs }))
    till.tell(
      "Issue card=REFA program=bearer; Issue 900 card=NEWA program=bearer referrer=REFA; Redeem 200 card=NEWA key=r"
    )
    till.tell(`${used}; Convert card=REFA program=member holder=H1`)
    expect(till.balancesOf("PTS", "NEWA")).toBe(own)
    till.tell("Refund originalKey=r")
    expect(till.balancesOf("PTS", "NEWA")).toBe("empty")
    expect(till.balancesOf("PTS", "REFA")).toBe(theirs)
    expect(till.books()).not.toContain("stars")
    till.audit()
  })
})

describe("a merchant that bought points, when the program has none any more", () => {
  const places = {
    outlets: [
      { id: "A1", owner: "hq" },
      { id: "A2", owner: "hq", restricted: "points" }
    ],
    terminals: []
  }
  const bought = "GrantQuota 30 currency=PTS ofOutlet=A2; Load 900; Redeem 150 outlet=A2 key=r; new terms"
  play(
    `
  OC-8 | a reversal takes them from the holder | ${bought} | Reverse originalKey=r outlet=A2 | approved main 150 points -15 reversed 150 | PTS empty
  OC-8 | and gives them to the stock, once there are points again | ${bought}; Reverse originalKey=r outlet=A2; new terms | GrantQuota 5 currency=PTS ofOutlet=A2 | approved granted 35 left 35 | PTS empty
  OC-8 | a refund takes them, and they are in the stock again | ${bought}; Refund originalKey=r outlet=A2 | GrantQuota 5 currency=PTS ofOutlet=A2 | approved granted 35 left 35 | PTS empty
  `,
    shop({ points: points() }, places),
    shop({}, places)
  )
})

describe("vouchers that the program grants no more, or for something else", () => {
  const voucher = (spend: number | undefined) => ({
    subWallets: [
      { id: "cup", priority: 1, funding: "promotional", vouchers: { use: "partial" } },
      ...member.subWallets
    ],
    vouchers: spend === undefined ? [] : [{ id: "big", subWallet: "cup", amount: 30, when: { spend } }]
  })
  const table = `
  YK-4 | stays while the rest is as large as it had to be | ${sale} | Refund 50 originalKey=r | approved main 50 | cup:30 main:750
  YK-4 | goes when it is not | ${sale} | Refund 51 originalKey=r | approved main 51 | main:751
  YK-4 | once | ${sale}; Refund 51 originalKey=r | Refund originalKey=r | approved main 149 | main:900
  YK-4 | with a reversal in part | ${sale} | Reverse 51 originalKey=r | approved main 51 reversed 51 | main:751
  `
  play(table, shop(voucher(150)), shop(voucher(undefined)))
  play(table, shop(voucher(150)), shop(voucher(10)))
  play(table, shop(voucher(150)), shop(voucher(500)))
})

describe("tiers that the program does not have any more", () => {
  const rising = {
    points: points(),
    cardTypes: [{ id: "basic" }, { id: "silver", earnPercent: 150 }],
    tiers: { per: "year", below: "basic", levels: [{ cardType: "silver", from: 100 }] }
  }
  const { tiers: _, ...fixed } = rising
  play(
    `
  OC-22 | a sale that is taken back whole takes its rise with it | Issue card=RITA cardType=basic; Load 900 card=RITA; Redeem 200 card=RITA key=r; new terms; Refund originalKey=r | Redeem 100 card=RITA | approved main 100 points 10 | RITA main:800
  28 | the reversal of what took no points gives none | Issue card=RITA cardType=basic; Load 100 offer=100+30 card=RITA; Redeem 130 card=RITA key=r; Refund 100 originalKey=r; Refund 29 originalKey=r key=f; new terms | Reverse originalKey=f | approved reversed 29 | RITA main:100
  OC-22 | one that is not does not | Issue card=RITA cardType=basic; Load 900 card=RITA; Redeem 200 card=RITA key=r; new terms; Refund 199 originalKey=r | Redeem 100 card=RITA | approved main 100 points 15 | RITA main:799
  `,
    shop(rising),
    shop(fixed)
  )
})

describe("a level that the program has as a card type only", () => {
  const types = [{ id: "basic" }, { id: "silver" }, { id: "gold" }]
  const silver = { cardType: "silver", from: 100 }
  const gold = { cardType: "gold", from: 500 }
  const rising = (levels: ReadonlyArray<object>) =>
    shop({ cardTypes: types, tiers: { per: "year", below: "basic", levels } })
  play(
    `
  OC-22 | who was raised to it before keeps it to the end of the period | Load 900; Redeem 500; new terms | Redeem 100 | approved main 100 | progress 600 0 review 2026-12-31
  OC-22 | and is counted, for what comes then | Load 900; Redeem 500; new terms; Redeem 100; clock 2027-01-01T00:00:00+08:00 | Redeem 100 | approved main 100 | progress 100 0 review 2027-12-31
  OC-22 | who has it from now on is not | new terms; Issue card=GOLD cardType=gold; Load 900 card=GOLD | Redeem 100 card=GOLD | approved main 100 | GOLD main:800
  `,
    rising([silver, gold]),
    rising([silver])
  )
})

describe("what a load brought, when the offer is gone", () => {
  const { offers: _, ...plain } = member
  const late = shop({}, { programs: [plain, bearer] })
  play(
    `
  YK-33 | a reversal takes the instalments with it | Load 100 offer=100+50 key=l; new terms | Reverse originalKey=l | approved reversed 110 | empty
  YK-33 | what is due later still comes | Load 100 offer=100+50 key=l; new terms; clock 2026-12-21T10:00:00+08:00 | Redeem 5 | approved gift 5 | gift:15+30 main:100
  YK-33 | a clawback takes both, and no more comes | Load 100 offer=100+50 key=l; Redeem 5; new terms; Clawback originalKey=l; clock 2027-12-21T10:00:00+08:00 | Redeem 1 | declined insufficient_funds approvable 0 | owes:5
  `,
    shop(),
    late
  )
})

describe("value that pays only where it is named by now", () => {
  const gifts = (more: object) =>
    shop({
      offers: [],
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional", ...more },
        { id: "main", funding: "paid" }
      ]
    })
  const held = "Load 50 subWallet=gift tender=other; Load 100; Hold 60 key=h; new terms"
  play(
    `
  19 | an increment leaves the pins on it | ${held} | IncrementHold 20 holdKey=h | approved main 20 | gift:50[50] main:100[30]
  19 | which are captured first | ${held}; IncrementHold 20 holdKey=h | Capture 80 holdKey=h | approved gift 50 main 30 released 0 | main:70
  19 | or let go | ${held}; IncrementHold 20 holdKey=h | Release holdKey=h | approved released 80 | gift:50 main:100
  19 | and takes no more of it | Load 70 subWallet=gift tender=other; Load 100; Hold 60 key=h; new terms | IncrementHold 20 holdKey=h | approved main 20 | gift:70[60] main:100[20]
  `,
    gifts({}),
    gifts({ vouchers: { use: "partial" } })
  )
})

describe("value in a sub-wallet that the program no longer has", () => {
  const { subWallets, ...terms } = member
  const later = shop({
    ...terms,
    offers: [],
    subWallets: subWallets.filter(({ id }) => id !== "gift")
  })
  const receipt = (till: Counter, asked: string) => {
    const outcome = till.ask(asked)
    if (outcome.outcome !== "approved") throw new Error(outcome.outcome)
    return outcome.receipt
  }

  it("stands on receipts, before and after, behind that of the others", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Load 50")
    till.terms(later)
    const { balances, before, expiring } = receipt(till, "Redeem 55")
    const names = ["room", "a1only", "refund", "main", "gift"]
    expect(before.map(({ subWallet }) => subWallet)).toEqual(names)
    expect(balances.map(({ subWallet }) => subWallet)).toEqual(names)
    expect(before.at(-1)).toEqual({ subWallet: "gift", ledger: 10n, held: 0n, available: 10n })
    expect(balances.at(-1)).toEqual({ subWallet: "gift", ledger: 5n, held: 0n, available: 5n })
    expect(expiring.map(({ amount, subWallet }) => [subWallet, amount])).toEqual([["gift", 5n]])
    till.audit()
  })

  it("points too, when a refund gives those back that were used", () => {
    const till = counter(shop({ points: points() }))
    till.tell("Earn 50 currency=PTS reason=welcome; BurnPoints 50 currency=PTS key=b")
    till.terms(shop())
    const { balances, before, currency } = receipt(till, "Refund originalKey=b")
    expect(currency).toBe("PTS")
    expect(before).toEqual([{ subWallet: "stars", ledger: 0n, held: 0n, available: 0n }])
    expect(balances).toEqual([{ subWallet: "stars", ledger: 50n, held: 0n, available: 50n }])
    till.audit()
  })
})
