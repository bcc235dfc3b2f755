/** A shift as it is read: what there should be of each tender, line by line what was done, and which bags are under way. */
import { describe, expect, it } from "vitest"
import { shiftAccount } from "../../src/account/Shift.ts"
import { remittancesIn } from "../../src/books/remittancesIn.ts"
import { shiftLines } from "../../src/books/shiftLines.ts"
import { shiftTotals } from "../../src/books/shiftTotals.ts"
import { walletsIn } from "../../src/decide/View.ts"
import { counter } from "../tables/counter.ts"
import { member, shop } from "../tables/shop.ts"
import { rows } from "../tables/table.ts"

const document = shop(
  {},
  {
    outlets: [
      { id: "A1", owner: "hq", shifts: "counted" },
      { id: "B1", owner: "fr1", shifts: "counted" }
    ],
    terminals: [],
    operators: [
      { id: "amy", role: "cashier" },
      { id: "bob", role: "cashier" },
      { id: "max", role: "manager" }
    ],
    programs: [
      member,
      { ...member, id: "yen", asset: { code: "JPY", exponent: 0 }, offers: [] },
      {
        ...member,
        id: "tea",
        points: {
          asset: { code: "PTS", exponent: 0 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: [{ points: 1, per: 10 }]
        }
      }
    ]
  }
)

const open = "OpenShift shift=s operator=amy float=200"
const inS = "shift=s operator=amy"

const told = (story: string) => {
  const till = counter(document)
  till.tell(story)
  const account = till.ledger.accounts.get(shiftAccount("s"))
  if (account?.shift === undefined) throw new Error("Expected a shift")
  return { till, shift: account.shift, wallets: walletsIn(till.ledger, account) }
}

const totalsOf = (story: string): string => {
  const { shift, wallets } = told(story)
  const { currencies, operations, status, tenders, version } = shiftTotals(shift, wallets)
  return [
    status,
    `v${version}`,
    ...tenders.map(({ counted, currency, expected, in: taken, out, tender, variance }) =>
      [
        `${tender}/${currency} ${taken}-${out}=${expected}`,
        ...(counted === undefined ? [] : [`counted ${counted}`]),
        ...(variance === undefined ? [] : [`off ${variance}`])
      ].join(" ")
    ),
    ...currencies.map(
      ({ bonus, currency, due, remitted }) => `${currency} bonus ${bonus} remitted ${remitted} due ${due}`
    ),
    operations.map(({ count, verb }) => `${verb}*${count}`).join(" ") || "none"
  ].join(", ")
}

describe("what a shift has counted", () => {
  it.each(
    rows(`
    nothing yet | ${open} | open, v1, cash/CNY 0-0=200, CNY bonus 0 remitted 0 due 0, none
    loads and what was paid out | ${open}; Load 100 ${inS}; Load 50 ${inS} tender=bankCard; CashOut 30 ${inS} | open, v4, cash/CNY 100-30=270, bankCard/CNY 50-0=50, CNY bonus 0 remitted 0 due 70, CashOut*1 Load*2
    a bonus, and what was taken back of it | ${open}; Load 100 ${inS} offer=100+30 key=l; Load 100 ${inS} offer=100+30; Reverse originalKey=l ${inS} | open, v4, cash/CNY 200-100=300, CNY bonus 30 remitted 0 due 100, Load*2 Reverse*1
    another currency is apart | ${open}; Issue 500 card=YENA program=yen currency=JPY ${inS}; Load 100 ${inS} | open, v3, cash/CNY 100-0=300, cash/JPY 500-0=500, CNY bonus 0 remitted 0 due 100, JPY bonus 0 remitted 0 due 500, Issue*1 Load*1
    closed: what there should have been, and what there was | ${open}; Load 100 ${inS}; Load 50 ${inS} tender=bankCard; CloseShift shift=s operator=amy counted=cash:290 leaves=200 | closed, v4, cash/CNY 100-0=300 counted 290 off -10, bankCard/CNY 50-0=50, CNY bonus 0 remitted 0 due 90, Load*2
    a tender that was counted and not expected | ${open}; CloseShift shift=s operator=amy counted=cash:200,bankCard:5 leaves=200 | remitted, v2, cash/CNY 0-0=200 counted 200 off 0, bankCard/CNY 0-0=0 counted 5 off 5, CNY bonus 0 remitted 0 due 0, none
    counted in each currency for itself | ${open}; Issue 500 card=YENA program=yen currency=JPY ${inS}; CloseShift shift=s operator=amy counted=cash:200,cash:480:JPY | closed, v2, cash/CNY 0-0=200 counted 200 off 0, cash/JPY 500-0=500 counted 480 off -20, CNY bonus 0 remitted 0 due 0, JPY bonus 0 remitted 0 due 480, Issue*1
    sent in part | ${open}; Load 100 ${inS}; CloseShift shift=s operator=amy counted=cash:300 leaves=200; Remit 60 shift=s operator=max reference=bag | closed, v4, cash/CNY 100-0=300 counted 300 off 0, CNY bonus 0 remitted 60 due 40, Load*1
    all of it sent | ${open}; Load 100 ${inS}; CloseShift shift=s operator=amy counted=cash:300 leaves=200; Remit 100 shift=s operator=max reference=bag | remitted, v4, cash/CNY 100-0=300 counted 300 off 0, CNY bonus 0 remitted 100 due 0, Load*1
    in one currency alone | ${open}; Load 100 ${inS}; Issue 500 card=YENA program=yen currency=JPY ${inS}; CloseShift shift=s operator=amy counted=cash:300,cash:500:JPY leaves=200; Remit 100 shift=s operator=max reference=bag | closed, v5, cash/CNY 100-0=300 counted 300 off 0, cash/JPY 500-0=500 counted 500 off 0, CNY bonus 0 remitted 100 due 0, JPY bonus 0 remitted 0 due 500, Issue*1 Load*1
    `)
  )("%s: %s", (_, story = "", text) => {
    expect(totalsOf(story)).toBe(text)
  })
  it("is nothing where nothing is known of it", () => {
    const { shift } = told(open)
    expect(shiftTotals(shift, [])).toEqual({
      shift,
      status: "open",
      version: 0,
      tenders: [],
      currencies: [],
      operations: []
    })
  })
})

const linesOf = (story: string): string => {
  const { till } = told(story)
  const ofShift = till.recorded
    .map(({ operation }) => operation)
    .filter(({ asked, verb }) => verb !== "Issue" || asked.includes('"shift"'))
  return shiftLines(ofShift, "CNY")
    .map(({ bonus, cancels, currency, reason, sold, taken, tender, verb }) =>
      [
        verb,
        ...(tender === undefined ? [] : [`${tender} ${taken}`]),
        ...(bonus === undefined ? [] : [`bonus ${bonus}`]),
        ...(sold === undefined ? [] : [`sold ${sold}`]),
        ...(currency === "CNY" ? [] : [currency]),
        ...(cancels === undefined ? [] : [`cancels ${cancels}`]),
        ...(reason === undefined ? [] : [reason])
      ].join(" ")
    )
    .join(", ")
}

describe("what was done in a shift", () => {
  it.each(
    rows(`
    opening and closing are none of it | ${open}; CloseShift shift=s operator=amy counted=cash:200 |
    a load with its bonus | ${open}; Load 100 ${inS} offer=100+30 | Load cash 100 bonus 30
    paid by card | ${open}; Load 100 ${inS} tender=bankCard | Load bankCard 100
    a sale | ${open}; Load 100 ${inS}; Redeem 40 ${inS} | Load cash 100, Redeem sold 40
    with points, which are a currency of their own | ${open}; Issue 100 card=TEAA program=tea ${inS}; Redeem 40 card=TEAA ${inS} | Issue cash 100, Redeem sold 40, Redeem bonus 4 PTS
    what moves no money is a line all the same | ${open}; Load 100 ${inS}; Hold 40 ${inS} | Load cash 100, Hold
    given back | ${open}; Load 100 ${inS}; Redeem 40 ${inS} key=r; Refund 15 originalKey=r ${inS} | Load cash 100, Redeem sold 40, Refund sold -15
    paid out | ${open}; Load 100 ${inS}; CashOut 30 ${inS} | Load cash 100, CashOut cash -30
    what is taken back says what, and why | ${open}; Load 100 ${inS} offer=100+30 key=l; Reverse originalKey=l ${inS} reason=malfunction | Load cash 100 bonus 30, Reverse cash -100 bonus -30 cancels op_000004 malfunction
    another reason is nobody's business | ${open}; Load 100 ${inS}; Adjust 5 subWallet=main reason=sorry | Load cash 100, Adjust
    cash that was sent is a line, its arrival is not | ${open}; Load 100 ${inS}; Remit 100 ${inS} reference=bag key=b; ReceiveRemittance 100 originalKey=b | Load cash 100, Remit cash -100
    a load that paid a debt | ${open}; Advice 30 ${inS}; Load 100 ${inS} | Advice sold 30, Load cash 100
    `)
  )("%s: %s", (_, story = "", text = "") => {
    expect(linesOf(story)).toBe(text)
  })
})

describe("cash on its way", () => {
  const sent = `${open}; Load 100 ${inS}; Remit 80 ${inS} reference=bag1 key=b`
  it.each(
    rows(`
    nothing was sent | ${open}; Load 100 ${inS} |
    under way | ${sent} | op_000005 A1 amy 2026-11-21 s bag1 80 CNY
    arrived | ${sent}; ReceiveRemittance 80 originalKey=b | op_000005 A1 amy 2026-11-21 s bag1 80 CNY arrived 80 0
    not all of it | ${sent}; ReceiveRemittance 75 originalKey=b | op_000005 A1 amy 2026-11-21 s bag1 80 CNY arrived 75 -5
    one of two | ${sent}; Remit 20 ${inS} reference=bag2 key=c; ReceiveRemittance 20 originalKey=c | op_000005 A1 amy 2026-11-21 s bag1 80 CNY, op_000006 A1 amy 2026-11-21 s bag2 20 CNY arrived 20 0
    `)
  )("%s: %s", (_, story = "", text = "") => {
    const { till } = told(story)
    const found = remittancesIn(till.recorded.map(({ operation }) => operation))
    expect(
      found
        .map(({ amount, businessDate, currency, operation, operator, outlet, received, reference, shift }) =>
          [
            `${operation} ${outlet} ${operator} ${businessDate} ${shift} ${reference} ${amount} ${currency}`,
            ...(received === undefined ? [] : [`arrived ${received.amount} ${received.difference}`])
          ].join(" ")
        )
        .join(", ")
    ).toBe(text)
  })
  it("says when it was sent and when it arrived", () => {
    const { till } = told(`${sent}; clock 3600000; ReceiveRemittance 80 originalKey=b`)
    const [found] = remittancesIn(till.recorded.map(({ operation }) => operation))
    expect([found?.at, found?.received?.at]).toEqual([till.now() - 3_600_000, till.now()])
    expect(found?.received?.operation).toBe(till.recorded.at(-1)?.operation.id)
  })
  it("is not known of where its sending is not", () => {
    const { till } = told(`${sent}; ReceiveRemittance 80 originalKey=b`)
    expect(remittancesIn(till.recorded.slice(-1).map(({ operation }) => operation))).toEqual([])
  })
})
