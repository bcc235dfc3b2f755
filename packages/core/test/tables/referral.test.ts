/**
 * Referral, case by case: what the holder who brought another one earns with that one's sales.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { ledger } from "../../src/account/Wallet.ts"
import { counter } from "./counter.ts"
import { bearer, member, shop } from "./shop.ts"
import { play } from "./table.ts"

const points = (referral: object) => ({
  asset: { code: "PTS", exponent: 0 },
  subWallet: { id: "stars", funding: "promotional" },
  earn: [{ points: 1, per: 10 }],
  referral
})

describe("a holder who brought another", () => {
  const carl = "Issue card=CARL referrer=ANNA; Load 900 card=CARL"
  const sale = `${carl}; Redeem 200 card=CARL key=r`
  play(
    `
  OC-14 | earns a part of what that one earns | ${carl} | Redeem 200 card=CARL | approved main 200 points 20 | PTS stars:5
  OC-14 | a fraction is dropped, for each sale | ${carl}; Redeem 70 card=CARL | Redeem 70 card=CARL | approved main 70 points 7 | PTS stars:2
  OC-14 | not with their own sales twice | ${carl}; Load 900 | Redeem 100 | approved main 100 points 10 | PTS stars:10
  OC-14 | nor with those of whom that one brings | ${carl}; Issue card=DORA referrer=CARL; Load 900 card=DORA | Redeem 200 card=DORA | approved main 200 points 20 | PTS empty
  OC-14 | what is posted | ${carl} | Redeem 200 card=CARL | approved main 200 points 20 | Dr liability/main/paid 200, Dr promotionExpense 20, Dr promotionExpense 5, Cr liability/stars/promotional 20, Cr liability/stars/promotional 5, Cr merchantPayable/hq 200
  OC-14 | a refund takes it back | ${sale} | Refund originalKey=r | approved main 200 points -20 | PTS empty
  OC-14 | a part of it for a part | ${sale} | Refund 100 originalKey=r | approved main 100 points -10 | PTS stars:2
  OC-14 | and the rest | ${sale}; Refund 100 originalKey=r | Refund originalKey=r | approved main 100 points -10 | PTS empty
  OC-14 | what was used of it is owed | ${sale}; BurnPoints 5 currency=PTS | Refund originalKey=r | approved main 200 points -20 | PTS owes:5
  OC-14 | a reversal takes it back | ${sale} | Reverse originalKey=r | approved main 200 points -20 reversed 200 | PTS empty
  OC-14 | a reversed refund gives it again | ${sale}; Refund originalKey=r key=f | Reverse originalKey=f | approved points 20 reversed 200 | PTS stars:5
  OC-14 | what the other one owes is not the buyer's | ${sale}; BurnPoints 5 currency=PTS; Refund 100 originalKey=r | Refund originalKey=r | approved main 100 points -10 | PTS owes:5
  OC-14 | it is taken again after a refund that was reversed | ${sale}; Refund originalKey=r key=f; Reverse originalKey=f | Refund originalKey=r | approved main 200 points -20 | PTS empty
  OC-14 | a capture earns it too | ${carl}; Hold 200 card=CARL key=h | Capture 200 holdKey=h | approved main 200 points 20 released 0 | PTS stars:5
  OC-14 | an account in quarantine earns nothing, and the sale is made | ${carl}; Freeze quarantine=true reason=x | Redeem 200 card=CARL | approved main 200 points 20 | PTS empty
  OC-14 | what has earned nothing takes nothing of either | Issue card=CARL referrer=ANNA; Load 100 card=CARL offer=100+30; Redeem 130 card=CARL key=r | Refund 30 originalKey=r | approved main 30 points -3 | PTS stars:1
  OC-14 | a gift that goes back last takes none | Issue card=CARL referrer=ANNA; Load 100 card=CARL offer=100+30; Redeem 130 card=CARL key=r; Refund 100 originalKey=r | Refund 30 originalKey=r | approved gift 30 | PTS empty
  OC-14 | a closed account earns nothing | ${carl}; Close | Redeem 200 card=CARL | approved main 200 points 20 | PTS empty
  OC-14 | a stranger is nobody's referrer | | Issue card=CARL referrer=NONE | declined card_unknown | empty
  OC-14 | nor is a card of another program | Issue card=BEAR program=bearer | Issue card=CARL referrer=BEAR | declined program_rule_violation rule referrer sentence The referrer's card is of another program. | empty
  `,
    shop({ points: points({ percent: 25 }) })
  )
  play(
    `
  OC-14 | for so long | ${carl}; clock 2027-01-20T23:59:59+08:00 | Redeem 200 card=CARL | approved main 200 points 20 | PTS stars:10
  OC-14 | and no longer | ${carl}; clock 2027-01-21T00:00:00+08:00 | Redeem 200 card=CARL | approved main 200 points 20 | PTS empty
  `,
    shop({ points: points({ percent: 50, months: 2 }) })
  )
  play(
    `
  OC-8 | what the place has in stock is for the buyer first | GrantQuota 30 currency=PTS ofOutlet=A2; ${carl} | Redeem 200 card=CARL outlet=A2 | approved main 200 points 20 | PTS stars:10
  `,
    shop(
      { points: points({ percent: 100 }) },
      {
        outlets: [
          { id: "A1", owner: "hq" },
          { id: "A2", owner: "hq", restricted: "points" }
        ],
        terminals: []
      }
    )
  )

  it("stands on the receipt of a refund as far as it takes something of them", () => {
    const till = counter(shop({ points: points({ percent: 25 }) }))
    till.tell("Issue card=CARL referrer=ANNA; Load 100 card=CARL offer=100+30; Redeem 130 card=CARL key=r")
    const taken = (amount: number): bigint | undefined => {
      const outcome = till.ask(`Refund ${amount} originalKey=r`)
      return outcome.outcome === "approved" ? outcome.receipt.referral?.earned : -99n
    }
    expect([taken(100), taken(30)]).toEqual([-2n, undefined])
    till.audit()
  })

  it.each([
    ["too little for a point of theirs", "Redeem 30 card=CARL"],
    [
      "a place that has none left to give",
      "GrantQuota 20 currency=PTS ofOutlet=A2; Redeem 200 card=CARL outlet=A2"
    ]
  ])("is not named where they got nothing: %s", (_, sale) => {
    const places = {
      outlets: [
        { id: "A1", owner: "hq" },
        { id: "A2", owner: "hq", restricted: "points" }
      ],
      terminals: []
    }
    const till = counter(shop({ points: points({ percent: 25 }) }, places))
    till.tell(`${carl}; ${sale}`)
    expect(till.recorded.at(-1)?.operation.entry.earned).toBeDefined()
    expect(till.recorded.at(-1)?.operation.entry.earned?.referrer).toBe(undefined)
    expect(till.balancesOf("PTS")).toBe("empty")
    till.audit()
  })

  it("earns no more once their card is of another program", () => {
    const terms = { points: points({ percent: 25 }) }
    const till = counter(
      shop(
        {},
        {
          programs: [
            { ...member, ...terms },
            { ...bearer, ...terms }
          ]
        }
      )
    )
    till.tell("Issue card=REFA program=bearer; Issue 900 card=NEWA program=bearer referrer=REFA")
    const held = (): ReadonlyArray<bigint> =>
      [...till.ledger.wallets.values()].filter(({ asset }) => asset === "PTS").map(ledger)
    till.tell("Redeem 200 card=NEWA")
    expect(held().filter((amount) => amount > 0n)).toEqual([5n, 20n])
    till.tell("Convert card=REFA program=member holder=H1; Redeem 200 card=NEWA")
    expect(held().filter((amount) => amount > 0n)).toEqual([5n, 40n])
    till.audit()
  })
})
