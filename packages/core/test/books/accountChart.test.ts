/** Every ledger account has a name of its own in the default chart, and a retailer's own names come before it. */
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { AccountChart, nameIn, numberIn, partOf } from "../../src/books/AccountChart.ts"
import type { BookAccount } from "../../src/journal/ChartOfAccounts.ts"
import { OwnerId, ProgramId, SubWalletId } from "../../src/values/Ids.ts"

const program = ProgramId.make("giftCard")
const main = SubWalletId.make("main")
const acme = OwnerId.make("acme")

describe("the default chart", () => {
  it.each<readonly [BookAccount, string]>([
    [
      { kind: "liability", program, subWallet: main, funding: "paid" },
      "Liabilities:StoredValue:GiftCard:Main:Paid"
    ],
    [{ kind: "cashClearing", owner: acme, tender: "bankCard" }, "Assets:Clearing:BankCard:Acme"],
    [{ kind: "cashClearing", tender: "cash" }, "Assets:Clearing:Cash"],
    [{ kind: "merchantPayable", owner: acme }, "Liabilities:Merchants:Acme"],
    [{ kind: "merchantPayable" }, "Liabilities:Merchants"],
    [{ kind: "promotionExpense", program }, "Expenses:Promotion:GiftCard"],
    [{ kind: "breakageIncome", program }, "Income:Breakage:GiftCard"],
    [{ kind: "feeIncome", program }, "Income:Fees:GiftCard"],
    [{ kind: "commissionIncome", program }, "Income:Commission:GiftCard"],
    [{ kind: "escheatPayable", program }, "Liabilities:Escheat:GiftCard"],
    [{ kind: "ownerSettlement", owner: acme }, "Assets:Settlement:Acme"],
    [{ kind: "fundsHeld", owner: acme }, "Assets:FundsHeld:Acme"],
    [{ kind: "remittance", owner: acme }, "Assets:Remittance:Acme"],
    [{ kind: "cashVariance", owner: acme }, "Expenses:CashVariance:Acme"],
    [{ kind: "bank" }, "Assets:Bank"],
    [{ kind: "receivable" }, "Assets:Receivable"],
    [{ kind: "adjustment", program }, "Expenses:Adjustments:GiftCard"]
  ])("calls %j %s", (account, name) => {
    expect(nameIn([])(account)).toBe(name)
    expect(numberIn([])(account)).toBeUndefined()
  })
})

describe("an id in a name", () => {
  it.each([
    ["giftCard", "GiftCard"],
    ["GiftCard", "GiftCard-"],
    ["KTV1", "KTV1"],
    ["kTV1", "KTV1-"],
    ["7-eleven", "7-eleven"],
    ["north gate", "North-x20gate"],
    ["a:b", "A-x3Ab-"],
    ["a-x20b", "A-x2Dx20b-"],
    ["end-", "End-x2D"]
  ])("%s is %s", (id, part) => expect(partOf(id)).toBe(part))

  it("is a part that both programs take, and never that of another id", () => {
    const letter = fc.constantFrom(..."aAbBxX019 ._:+%/-")
    const id = fc
      .tuple(fc.constantFrom(..."aAbBxX09"), fc.string({ unit: letter, maxLength: 5 }))
      .map(([first, rest]) => first + rest)
    fc.assert(
      fc.property(id, id, (one, other) => {
        expect(partOf(one)).toMatch(/^[A-Z0-9][A-Za-z0-9-]*$/)
        if (one !== other) expect(partOf(one)).not.toBe(partOf(other))
      }),
      { numRuns: 20_000 }
    )
  })
})

const read = Schema.decodeUnknownResult(AccountChart)

describe("a retailer's own chart", () => {
  const chart: AccountChart = Schema.decodeUnknownSync(AccountChart)([
    { kind: "cashClearing", tender: "cash", owner: "acme", name: "Assets:1010-Acme", number: "1010" },
    { kind: "cashClearing", tender: "cash", name: "Assets:Tills:Of-{owner}", number: "1000" },
    { kind: "remittance", name: "Assets:{owner}" },
    { kind: "remittance", name: "Assets:{owner}" },
    { kind: "liability", name: "Liabilities:Cards:{program}" }
  ])

  it.each<readonly [BookAccount, string, string | undefined]>([
    [{ kind: "cashClearing", tender: "cash", owner: acme }, "Assets:1010-Acme", "1010"],
    [{ kind: "cashClearing", tender: "cash", owner: OwnerId.make("hq") }, "Assets:Tills:Of-Hq", "1000"],
    [{ kind: "cashClearing", tender: "cash" }, "Assets:Tills", "1000"],
    [{ kind: "remittance" }, "Assets:Other", undefined],
    [{ kind: "cashClearing", tender: "bankCard", owner: acme }, "Assets:Clearing:BankCard:Acme", undefined],
    [
      { kind: "liability", program, subWallet: main, funding: "paid" },
      "Liabilities:Cards:GiftCard",
      undefined
    ]
  ])("calls %j %s, number %s", (account, name, number) => {
    expect(nameIn(chart)(account)).toBe(name)
    expect(numberIn(chart)(account)).toBe(number)
  })

  it.each([
    "Cash",
    "Assets",
    "Assets:",
    "Assets:cash",
    "Assets:a b",
    "Assets:Cash:",
    "Assets:{nobody}",
    "Assets:A\nB",
    "assets:Cash"
  ])("does not take the name %j", (name) =>
    expect(read([{ kind: "bank", name }])).toMatchObject({ _tag: "Failure" })
  )

  it.each([
    "Assets:Cash",
    "Income:4010-Verkauf",
    "Expenses:{program}",
    "Equity:A现金",
    "Assets:{tender}-{owner}"
  ])("takes the name %j", (name) => expect(read([{ kind: "bank", name }])).toMatchObject({ _tag: "Success" }))
})
