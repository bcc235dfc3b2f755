/**
 * Laws as presets: the published examples of each, at their thresholds and on their days.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { depositDue } from "../../src/program/Law.ts"
import { lawChanges } from "../../src/lawChanges.ts"
import { presets } from "../../src/program/presets.ts"
import { counter } from "./counter.ts"
import { shop } from "./shop.ts"
import { rows } from "./table.ts"

interface Terms {
  readonly kind?: string
  readonly currency?: string
  readonly exponent?: number
  readonly presets: ReadonlyArray<unknown>
  readonly validity?: object
  readonly more?: object
}

const under = ({ currency = "CNY", exponent = 2, kind = "bearer", more, presets, validity }: Terms) =>
  shop(
    {},
    {
      zone: "UTC",
      outlets: [{ id: "A1", owner: "hq" }],
      terminals: [],
      programs: [
        {
          id: "member",
          version: 1,
          kind,
          asset: { code: currency, exponent },
          subWallets: [
            { id: "gift", funding: "promotional", validity: { days: 30 } },
            { id: "main", funding: "paid", ...(validity !== undefined && { validity }) }
          ],
          capabilities: { load: true },
          presets,
          ...more
        }
      ]
    }
  )

const play = (text: string, terms: Terms): void => {
  const { currency = "CNY" } = terms
  it.each(rows(text).map((cells) => [`${cells[0]} ${cells[1]}`, cells] as const))("%s", (_, cells) => {
    const [, , before = "", asked = "", outcome, balances] = cells
    const till = counter(under(terms))
    const inCurrency = (step: string) =>
      /^(Load|Redeem|CashOut|Transfer|Issue \d)/.test(step) ? `${step} currency=${currency}` : step
    for (const step of before.split(";").map((one) => one.trim()))
      if (step !== "") till.tell(inCurrency(step))
    expect(till.say(inCurrency(asked))).toBe(outcome)
    expect(till.balances()).toBe(balances)
    till.audit()
  })
}

describe("China, named cards (MOFCOM Order 9 of 2012)", () => {
  play(
    `
  cn | a holder who is not known | | Load 100 | declined identity_required rule cn-named threshold 1 | empty
  cn | 5,000 yuan on a card | | Issue 500000 card=NEWA holder=h1 | approved main 500000 | empty
  cn | not a fen more | | Issue 500001 card=NEWA holder=h1 | declined balance_limit_exceeded limit cn-named room 500000 | empty
  `,
    { kind: "registered", presets: ["cn-named"] }
  )
})

describe("China, purchases of many cards", () => {
  const issue = (n: number, tender: string) => `Issue 100000 card=NEW${n} tender=${tender}`
  const person = "transfer:total=1000000"
  const required = "declined identity_required rule cn-anonymous threshold 1000000"
  const noCash = "declined program_rule_violation rule cn-anonymous sentence So much is not paid in cash."
  play(
    `
  cn | ten cards of 1,000 are a purchase of 10,000, whose buyer is known | | ${issue(1, person)} | ${required} | empty
  cn | nine are not | | ${issue(1, "transfer:total=999999")} | approved main 100000 | empty
  cn | a part may be all of it | | ${issue(1, "transfer:total=100000")} | approved main 100000 | empty
  cn | a buyer who is | | ${issue(1, `${person}:buyer=hld-4711`)} | approved main 100000 | empty
  cn | so it is when they are loaded | | Load 100000 tender=${person} | ${required} | empty
  cn | or activated | Issue card=NEW1 active=false | Activate 100000 card=NEW1 tender=${person} | ${required} | empty
  cn | or paid later | | Load 100000 pending=true tender=${person} | ${required} | empty
  cn | also when the payment comes too late | Load 100000 pending=true key=l tender=${person}:buyer=hld-4711; clock 2026-11-25T12:00:00Z | ConfirmLoad originalKey=l | approved main 100000 | main:100000
  cn | an organisation pays 5,000 by transfer | | ${issue(1, "cash:total=500000:payer=organisation")} | ${noCash} | empty
  cn | and less as it likes | | ${issue(1, "cash:total=499999:payer=organisation")} | approved main 100000 | empty
  cn | by transfer it may | | ${issue(1, "transfer:total=500000:payer=organisation")} | approved main 100000 | empty
  cn | a person 50,000 | | ${issue(1, "cash:total=5000000:buyer=hld-4711")} | ${noCash} | empty
  cn | and less as they like | | ${issue(1, "cash:total=4999999:payer=person:buyer=hld-4711")} | approved main 100000 | empty
  `,
    { presets: ["cn-anonymous"], validity: { years: 3 } }
  )
  play(
    `
  cn | a named card has a holder, whoever bought it | | Load 100 tender=cash:buyer=hld-4711 | declined identity_required rule cn-named threshold 1 | empty
  cn | with one an organisation pays 5,000 by transfer | | Issue 500000 card=NEWA holder=h1 tender=cash:payer=organisation | declined program_rule_violation rule cn-named sentence So much is not paid in cash. | empty
  cn | a person does not need to | | Issue 500000 card=NEWA holder=h1 tender=cash | approved main 500000 | empty
  `,
    { kind: "registered", presets: ["cn-named"] }
  )
  it("a part is no more than the whole", () => {
    const till = counter(under({ presets: ["cn-anonymous"], validity: { years: 3 } }))
    expect(() => till.say("Load 100 tender=cash:total=99")).toThrow("Expected at least the amount")
  })
})

describe("Unclaimed property, typical states (surveys of state law)", () => {
  play(
    `
  us | three years of silence | Load 100; clock 2029-11-22T00:00:00Z | Escheat version=2 | approved main 100 taken 100 | empty
  us | not a moment less | Load 100; clock 2029-11-21T23:59:59.999Z | Escheat version=2 | declined program_rule_violation rule escheat sentence It is not due before 2029-11-22T00:00:00.000Z. | main:100
  `,
    { currency: "USD", presets: ["us-unclaimed-3-years", "us-unclaimed-5-years"] }
  )
  play(
    `
  us | five years of silence | Load 100; clock 2031-11-22T00:00:00Z | Escheat version=2 | approved main 100 taken 100 | empty
  us | not three | Load 100; clock 2029-11-22T00:00:00Z | Escheat version=2 | declined program_rule_violation rule escheat sentence It is not due before 2031-11-22T00:00:00.000Z. | main:100
  `,
    { currency: "USD", presets: ["us-unclaimed-5-years"] }
  )
})

describe("China, anonymous cards", () => {
  play(
    `
  cn | 1,000 yuan on a card | | Load 100000 | approved main 100000 | main:100000
  cn | also after it was loaded again | Load 60000 | Load 40001 | declined balance_limit_exceeded limit cn-anonymous room 40000 | main:60000
  cn | spent, it may be filled again | Load 100000; Redeem 30000 | Load 30000 | approved main 30000 | main:100000
  cn | from 10,000 yuan on the buyer is known | | Load 1000000 | declined identity_required rule cn-anonymous threshold 1000000 | empty
  cn | below that not | | Load 999999 | declined balance_limit_exceeded limit cn-anonymous room 100000 | empty
  `,
    { presets: ["cn-anonymous"], validity: { years: 3 } }
  )
  it.each([
    [{ years: 3 }, []],
    [{ months: 36 }, []],
    [{ months: 35 }, ["a validity of at least 3 years (cn-anonymous)"]],
    [{ days: 1098 }, []],
    [{ days: 1097 }, ["a validity of at least 3 years (cn-anonymous)"]],
    [{ until: "2040-12-31" }, ["a validity of at least 3 years (cn-anonymous)"]]
  ])("a validity of %j", (validity, expected) => {
    const read = readConfiguration(under({ presets: ["cn-anonymous"], validity }))
    const faults = Result.isFailure(read) ? read.failure : []
    expect(faults.map(({ message }) => message.replace("Expected ", ""))).toEqual(expected)
    for (const { path } of faults) expect(path).toEqual(["programs", 0, "subWallets", 1, "validity"])
  })
})

describe("California Civil Code 1749.5", () => {
  const california = { currency: "USD", presets: ["us-california"] }
  const day = (date: string) => `clock ${date}T12:00:00Z`
  play(
    `
  ca | 14.99 dollars are paid out on request | ${day("2026-12-01")}; Load 1499 | CashOut | approved main 1499 paidOut 1499 | empty
  ca | less than fifteen: fifteen is not | ${day("2026-12-01")}; Load 1500 | CashOut | declined capability_off capability cashOut | main:1500
  ca | what is left of more counts | ${day("2026-12-01")}; Load 5000; Redeem 3501 | CashOut | approved main 1499 paidOut 1499 | empty
  `,
    california
  )
  play(
    `
  ca | beside a law that says nothing of it | ${day("2026-12-01")}; Load 1499 | CashOut | approved main 1499 paidOut 1499 | empty
  `,
    { ...california, presets: ["us-federal", "us-california"] }
  )
  play(
    `
  us | which alone gives nobody a right to it | Load 1 | CashOut | declined capability_off capability cashOut | main:1
  `,
    { ...california, presets: ["us-federal"] }
  )
  play(
    `
  ca | staff give paid value no end | Load 1499 | ChangeExpiry lot=lot_000003_0 expiresAt=2099-01-01T00:00:00Z | declined program_rule_violation rule us-california sentence Paid value may not end so early. | main:1499
  ca | what was a gift may end sooner | Load 1499 subWallet=gift tender=other | ChangeExpiry lot=lot_000003_0 expiresAt=2026-11-25T00:00:00Z | approved | gift:1499
  `,
    california
  )
  play(
    `
  ca | where the program pays out more, it still does | Load 1500 | CashOut | approved main 1500 paidOut 1500 | empty
  ca | but not more than it says | Load 2001 | CashOut | declined cash_out_not_due threshold 2000 | main:2001
  `,
    { ...california, more: { capabilities: { load: true, cashOut: true }, cashOut: { atMost: 2000 } } }
  )
  const out = (scope: string) => ({ id: "out", scope, verb: "CashOut", amount: 500, per: "day" })
  const loads = { capabilities: { load: true } }
  play(
    `
  ca | no limit of the program on the card stands against it | ${day("2026-12-01")}; Load 1499 | CashOut | approved main 1499 paidOut 1499 | empty
  `,
    { ...california, more: { ...loads, limits: [out("account"), { ...out("card"), id: "card" }] } }
  )
  play(
    `
  ca | one on the outlet does: another may have the money | ${day("2026-12-01")}; Load 1499 | CashOut | declined limit_exceeded limit out room 500 resetsAt 2026-12-02T00:00Z | main:1499
  `,
    { ...california, more: { ...loads, limits: [out("outlet")] } }
  )
  play(
    `
  ca | and where law gives no right to it | ${day("2026-12-01")}; Load 1500 | CashOut | declined limit_exceeded limit out room 500 resetsAt 2026-12-02T00:00Z | main:1500
  `,
    { ...california, more: { capabilities: { load: true, cashOut: true }, limits: [out("account")] } }
  )
  it.each([
    ["2026-03-31T23:59:59Z", 999, true],
    ["2026-03-31T23:59:59Z", 1000, false],
    ["2026-04-01T00:00:00Z", 1000, true],
    ["2026-04-01T00:00:00Z", 1499, true],
    ["2026-04-01T00:00:00Z", 1500, false]
  ])("on %s %i cents: %s", (at, amount, isDue) => {
    const versions = presets.filter(({ id }) => id === "us-california")
    const inForce = versions.filter(
      ({ effectiveFrom, effectiveTo }) =>
        effectiveFrom <= at.slice(0, 10) && (effectiveTo === undefined || at.slice(0, 10) <= effectiveTo)
    )
    expect(inForce).toHaveLength(1)
    const cashOut = inForce[0]?.rules.cashOut
    expect(cashOut !== undefined && "below" in cashOut && BigInt(amount) < cashOut.below).toBe(isDue)
  })
  it.each([
    ["California", { ...california }, "us-california"],
    ["Quebec", { currency: "CAD", presets: ["ca-quebec"] }, "ca-quebec"],
    ["China, of named cards", { kind: "registered", presets: ["cn-named"] }, "cn-named"]
  ])("in %s paid value may not end", (_, terms, preset) => {
    const faultsOf = (more: object) => {
      const read = readConfiguration(under({ ...terms, ...more }))
      return Result.isFailure(read) ? read.failure.map(({ message }) => message) : []
    }
    expect(faultsOf({})).toEqual([])
    expect(faultsOf({ validity: { years: 50 } })).toEqual([
      `Expected no validity: paid value must not end (${preset})`
    ])
  })
})

const lawless = { effectiveFrom: "2026-01-01", kinds: ["bearer"], jurisdiction: "here", title: "Ours" }

describe("other presets", () => {
  const faultsOf = (terms: Terms) => {
    const read = readConfiguration(under(terms))
    return Result.isFailure(read) ? read.failure.map(({ message }) => message.replace("Expected ", "")) : []
  }
  it("au-gift-cards: paid value lives long enough", () => {
    const au = { currency: "AUD", presets: ["au-gift-cards"] }
    expect(faultsOf({ ...au, validity: { years: 3 } })).toEqual([])
    expect(faultsOf({ ...au, validity: { years: 2 } })).toEqual([
      "a validity of at least 3 years (au-gift-cards)"
    ])
  })
  const loadable = { capabilities: { load: true } }
  const oneLoad = { capabilities: { load: false } }
  const years5 = ["a validity of at least 5 years from each load (us-federal)"]
  it.each([
    [{ years: 5 }, loadable, []],
    [{ months: 60, from: "lastLoad" }, loadable, []],
    [{ years: 4, from: "lastLoad" }, loadable, years5],
    [{ years: 50, from: "issue" }, loadable, years5],
    [{ until: "2099-12-31" }, loadable, years5],
    [{ years: 4 }, oneLoad, years5],
    [{ years: 5, from: "issue" }, oneLoad, []]
  ])("us-federal: five years from issue or the last load: %j %j", (validity, more, faults) => {
    expect(faultsOf({ currency: "USD", presets: ["us-federal"], validity, more })).toEqual(faults)
  })
  const federal = { currency: "USD", presets: ["us-federal"] }
  const twice = "Load 1000; clock 2030-06-01T00:00:00Z; Load 500 key=l"
  play(
    `
  us | a later load prolongs what was loaded before | ${twice}; clock 2035-06-01T23:59:59Z | Redeem 1500 | approved main 1000 main 500 | empty
  us | and then all of it ends | ${twice}; clock 2035-06-02T00:00:00Z | Redeem 1 | declined insufficient_funds approvable 0 | empty
  us | a load that is taken back prolongs nothing | ${twice}; Reverse originalKey=l; clock 2031-11-22T00:00:00Z | Redeem 1 | declined insufficient_funds approvable 0 | empty
  us | what is given prolongs nothing that is paid | Load 1000; clock 2030-06-01T00:00:00Z; Load 500 subWallet=gift tender=other; clock 2031-11-22T00:00:00Z | Redeem 1 | declined insufficient_funds approvable 0 | empty
  us | and is not prolonged | Load 7 subWallet=gift tender=other; clock 2026-12-01T00:00:00Z; Load 1; clock 2026-12-22T00:00:00Z | Redeem 8 | declined insufficient_funds approvable 1 | main:1
  us | what has ended does not come back | Load 1000; clock 2031-11-22T00:00:00Z; Load 500 | Redeem 501 | declined insufficient_funds approvable 500 | main:500
  us | staff may not end the older load five years after itself | ${twice}; Redeem 1200 | ChangeExpiry lot=lot_000004_0 expiresAt=2031-11-22T00:00:00Z | declined program_rule_violation rule us-federal sentence Paid value may not end so early. | main:300
  `,
    { ...federal, validity: { years: 5 } }
  )
  play(
    `
  us | what lives longer is not shortened | Load 1000; clock 2027-01-01T00:00:00Z; Load 500; clock 2036-11-21T00:00:00Z | Redeem 1500 | approved main 1000 main 500 | empty
  `,
    { ...federal, validity: { years: 10 } }
  )
  const crediting = {
    subWallets: [
      { id: "credit", funding: "refund", validity: { years: 5 } },
      { id: "main", funding: "paid", validity: { years: 5 } }
    ],
    capabilities: { load: true, unlinkedRefund: true }
  }
  play(
    `
  us | credit for goods is prolonged as well | UnlinkedRefund 7 currency=USD; clock 2030-06-01T00:00:00Z; Load 500; clock 2035-06-01T23:59:59Z | Redeem 507 | approved credit 7 main 500 | empty
  us | and prolongs, where it is paid for | Load 1000; clock 2030-06-01T00:00:00Z; Load 500 subWallet=credit; clock 2035-06-01T23:59:59Z | Redeem 1500 | approved credit 500 main 1000 | empty
  `,
    { ...federal, more: crediting }
  )
  const early = "declined program_rule_violation rule au-gift-cards sentence Paid value may not end so early."
  play(
    `
  au | staff may shorten what is longer than the law | Load 10 | ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-22T00:00:00Z | approved | main:10
  au | but not below it | Load 10 | ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-21T23:59:59Z | ${early} | main:10
  au | also when it was shortened before | Load 10; ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-22T00:00:00Z | ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-21T23:59:59Z | ${early} | main:10
  au | and may prolong it | Load 10 | ChangeExpiry lot=lot_000003_0 expiresAt=2039-11-22T00:00:00Z | approved | main:10
  `,
    { currency: "AUD", presets: ["au-gift-cards"], validity: { years: 4 } }
  )
  it("what would end too soon already may end later, if not as late as law has it", () => {
    const terms = { currency: "AUD", validity: { days: 30 }, presets: [] }
    const till = counter(under(terms))
    till.tell("Load 10 currency=AUD")
    till.terms(under({ ...terms, presets: ["au-gift-cards"], validity: { years: 3 } }))
    const to = (end: string) => till.say(`ChangeExpiry lot=lot_000003_0 expiresAt=${end}`)
    expect([to("2026-12-20T00:00:00Z"), to("2026-12-31T00:00:00Z")]).toEqual([early, "approved"])
  })
  play(
    `
  us | a seller's threshold of 2,000 dollars a day | Load 150000 | Load 50001 | declined limit_exceeded limit us-closed-loop room 50000 resetsAt 2026-11-22T00:00Z | main:150000
  us | the next day | Load 200000; clock 2026-11-22T00:00:00Z | Load 200000 | approved main 200000 | main:400000
  `,
    { currency: "USD", presets: ["us-closed-loop"] }
  )
  play(
    `
  eu | 150 euro on an anonymous card | Load 15000 | Load 1 | declined balance_limit_exceeded limit eu-anonymous room 0 | main:15000
  eu | 150 euro of payments a month | Load 15000; Redeem 15000; Load 15000 | Redeem 1 | declined limit_exceeded limit eu-anonymous room 0 resetsAt 2026-12-01T00:00Z | main:15000
  eu | the next month | Load 15000; Redeem 15000; Load 15000; clock 2026-12-01T00:00:00Z | Redeem 15000 | approved main 15000 | empty
  eu | 50 euro from afar | Load 15000 | Redeem 5001 channel=web | declined limit_exceeded limit eu-anonymous room 5000 | main:15000
  eu | no more | Load 15000 | Redeem 5000 channel=web | approved main 5000 | main:10000
  eu | at the counter it is no remote payment | Load 15000 | Redeem 5001 | approved main 5001 | main:9999
  eu | 50 euro in cash | Load 5001 | CashOut | declined limit_exceeded limit eu-anonymous room 5000 | main:5001
  eu | on the last day of a version too | clock 2027-07-09T12:00:00Z; Load 5001 | CashOut | declined limit_exceeded limit eu-anonymous room 5000 | main:5001
  eu | from the day after on what it asked is asked no more | clock 2027-07-10T00:00:00Z; Load 5001 | CashOut | approved main 5001 paidOut 5001 | empty
  eu | from July 2027 on it is loaded once | clock 2027-07-10T00:00:00Z; Load 100; Redeem 50 | Load 100 | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | main:50
  eu | whatever was spent since | clock 2027-07-10T00:00:00Z; Load 100; Redeem 100 | Load 100 | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | empty
  eu | and if it was loaded before that day | Load 100; Redeem 100; clock 2027-07-10T00:00:00Z | Load 100 | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | empty
  eu | but for a load that was undone | clock 2027-07-10T00:00:00Z; Load 100 key=l; Reverse originalKey=l | Load 100 | approved main 100 | main:100
  eu | value of another card is a load too | clock 2027-07-10T00:00:00Z; Load 100; Load 70 card=BELA | Transfer 50 from=BELA to=ANNA | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | main:100
  eu | and all of another card | clock 2027-07-10T00:00:00Z; Load 100; Redeem 100; Load 70 card=BELA | Merge from=BELA to=ANNA | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | empty
  eu | into a new card it may go | clock 2027-07-10T00:00:00Z; Load 70 card=BELA | Transfer 50 from=BELA to=ANNA | approved main 50 main 50 moved 50 | main:50
  eu | which is loaded no more then | clock 2027-07-10T00:00:00Z; Load 70 card=BELA; Transfer 50 from=BELA to=ANNA; Redeem 50 | Load 100 | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | empty
  eu | not after a merge either | clock 2027-07-10T00:00:00Z; Load 70 card=BELA; Merge from=BELA to=ANNA; Redeem 70 | Load 100 | declined program_rule_violation rule eu-anonymous sentence A card of this kind is not loaded again. | empty
  eu | but after one that was undone | clock 2027-07-10T00:00:00Z; Load 70 card=BELA; Transfer 50 from=BELA to=ANNA key=t; Reverse originalKey=t | Load 100 | approved main 100 | main:100
  eu | and after a merge that was | clock 2027-07-10T00:00:00Z; Load 70 card=BELA; Merge from=BELA to=ANNA key=m; Reverse originalKey=m | Load 100 | approved main 100 | main:100
  eu | an empty card brings nothing in | clock 2027-07-10T00:00:00Z; Load 100 | Merge from=BELA to=ANNA | approved moved 0 | main:100
  eu | until then value is moved freely | Load 100; Load 70 card=BELA | Transfer 50 from=BELA to=ANNA | approved main 50 main 50 moved 50 | main:150
  eu | it holds 150 euro as before | clock 2027-07-10T00:00:00Z | Load 15001 | declined balance_limit_exceeded limit eu-anonymous room 15000 | empty
  eu | and pays 50 euro from afar | clock 2027-07-10T00:00:00Z; Load 15000 | Redeem 5001 channel=app | declined limit_exceeded limit eu-anonymous room 5000 | main:15000
  eu | and no more | clock 2027-07-10T00:00:00Z; Load 15000 | Redeem 5000 channel=app | approved main 5000 | main:10000
  eu | until then it is loaded again | clock 2027-07-09T23:59:59Z; Load 100; Redeem 50 | Load 100 | approved main 100 | main:150
  `,
    {
      currency: "EUR",
      presets: ["eu-anonymous"],
      more: { capabilities: { load: true, cashOut: true, transfer: true } }
    }
  )
  play(
    `
  qc | five dollars are paid out | Load 500 | CashOut | approved main 500 paidOut 500 | empty
  qc | a cent more is not | Load 501 | CashOut | declined capability_off capability cashOut | main:501
  `,
    { currency: "CAD", presets: ["ca-quebec"] }
  )
  it.each([
    [10_000_000n, 0n],
    [10_000_001n, 5_000_000n],
    [20_000_000n, 10_000_000n]
  ])("Japan: of %i yen unused, %i are deposited", (unused, due) => {
    const [law] = presets.filter(({ id }) => id === "jp-own-business")
    expect(law && depositDue(law, unused)).toBe(due)
  })
  it("a law that asks for no deposit: none", () => {
    expect(depositDue({ rules: {} }, 20_000_000n)).toBe(0n)
  })
  it.each([
    [
      "of another currency",
      { currency: "EUR" },
      "bearer cards in EUR: cn-anonymous is about bearer, voucher in CNY"
    ],
    [
      "of another kind of card",
      { kind: "registered" },
      "registered cards in CNY: cn-anonymous is about bearer, voucher in CNY"
    ]
  ])("a preset %s would be no law, and is a fault", (_, terms, told) => {
    const read = readConfiguration(under({ presets: ["cn-anonymous"], validity: { years: 3 }, ...terms }))
    expect(Result.isFailure(read) && read.failure).toEqual([
      { path: ["programs", 0, "presets", 0], message: `Expected a preset about ${told}` }
    ])
  })
  it("so is one of the retailer's own, and none of it if one version is about the program", () => {
    const ours = { ...lawless, id: "ours", checkedOn: "2026-01-01", certainty: "low", sources: [], rules: {} }
    expect(faultsOf({ presets: [{ ...ours, currency: "EUR" }] })).toEqual([
      "a preset about bearer cards in CNY: ours is about bearer in EUR"
    ])
    expect(faultsOf({ presets: [{ ...ours, currency: "CNY" }] })).toEqual([])
  })
  const refunds = (funding: string, validity?: object) => ({
    more: {
      subWallets: [
        { id: "credit", funding, ...(validity && { validity }) },
        { id: "main", funding: "paid" }
      ]
    }
  })
  it.each([
    ["refund", { days: 1 }, ["no validity: paid value must not end (us-california)"]],
    ["compensation", { days: 1 }, ["no validity: paid value must not end (us-california)"]],
    ["migrated", { years: 50 }, ["no validity: paid value must not end (us-california)"]],
    ["refund", undefined, []],
    ["promotional", { days: 1 }, []]
  ])("%s value of %j under a law without an end", (funding, validity, faults) => {
    const california = { currency: "USD", presets: ["us-california"] }
    expect(faultsOf({ ...california, ...refunds(funding, validity) })).toEqual(faults)
  })
  const credited = {
    currency: "AUD",
    presets: ["au-gift-cards"],
    more: { ...refunds("refund", { years: 4 }).more, capabilities: { load: true, unlinkedRefund: true } }
  }
  play(
    `
  au | staff do not end credit for goods early either | UnlinkedRefund 7 currency=AUD | ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-21T23:59:59Z | declined program_rule_violation rule au-gift-cards sentence Paid value may not end so early. | credit:7
  au | but as early as law has it | UnlinkedRefund 7 currency=AUD | ChangeExpiry lot=lot_000003_0 expiresAt=2029-11-22T00:00:00Z | approved | credit:7
  `,
    credited
  )
  play(
    `
  au | money for a sub-wallet of gifts would end too soon | | Load 10 subWallet=gift | declined program_rule_violation rule au-gift-cards sentence Paid value may not end so early. | empty
  au | what nobody paid for may end there | | Load 10 subWallet=gift tender=other | approved gift 10 | gift:10
  au | and before the payment has come it is the same | | Load 10 subWallet=gift pending=true | declined program_rule_violation rule au-gift-cards sentence Paid value may not end so early. | empty
  `,
    { currency: "AUD", presets: ["au-gift-cards"], validity: { years: 4 } }
  )
  const fromIssue = {
    subWallets: [
      { id: "gift", funding: "promotional", validity: { years: 4, from: "issue" } },
      { id: "main", funding: "paid" }
    ]
  }
  play(
    `
  au | where gifts end some years after the issue, money may go there with the card | | Load 10 subWallet=gift | approved gift 10 | gift:10
  au | and no more when too few of them are left | clock 2027-11-23T00:00:00Z | Load 10 subWallet=gift | ${early} | empty
  `,
    { currency: "AUD", presets: ["au-gift-cards"], more: fromIssue }
  )
  const own = {
    id: "house-rule",
    title: "Ours",
    jurisdiction: "here",
    currency: "CNY",
    kinds: ["bearer"],
    effectiveFrom: "2026-11-22",
    checkedOn: "2026-11-21",
    certainty: "low",
    sources: ["the owner"],
    rules: { balanceAtMost: 10, noCashFrom: 5 }
  }
  play(
    `
  - | one of the retailer's own | clock 2026-11-22T00:00:00Z | Load 11 tender=bankCard | declined balance_limit_exceeded limit house-rule room 10 | empty
  - | from its day on | | Load 11 tender=bankCard | approved main 11 | main:11
  - | nothing but money that leaves a trace | clock 2026-11-22T00:00:00Z | Load 5 | declined program_rule_violation rule house-rule sentence So much is not paid in cash. | empty
  - | less is cash | clock 2026-11-22T00:00:00Z | Load 4 | approved main 4 | main:4
  `,
    { presets: [own] }
  )
  it("one that is not there is a fault", () => {
    const read = readConfiguration(under({ presets: ["mars"] }))
    expect(Result.isFailure(read) && read.failure[0]).toMatchObject({ path: ["programs", 0, "presets", 0] })
  })
  it("each says where it comes from and when that was last read; versions of one do not overlap", () => {
    for (const { checkedOn, id, sources } of presets)
      expect([id, checkedOn, sources.length > 0]).toEqual([id, "2026-11-21", true])
    for (const versions of Map.groupBy(presets, ({ id }) => id).values())
      for (const [n, { effectiveTo }] of versions.entries())
        expect(
          n === versions.length - 1 || (effectiveTo ?? "9") < (versions[n + 1]?.effectiveFrom ?? "")
        ).toBe(true)
  })
})

describe("what laws will ask", () => {
  const programsOf = (terms: Terms) => Result.getOrThrow(readConfiguration(under(terms))).programs
  const told = (terms: Terms, from: string, to?: string) =>
    lawChanges(programsOf(terms), { from, ...(to !== undefined && { to }) }).map(({ fields, on, preset }) => [
      on,
      preset,
      ...fields.map(({ after, before, path }) =>
        [path.join("."), JSON.stringify(before), JSON.stringify(after)].join(" ")
      )
    ])
  const california = { currency: "USD", presets: ["us-california"] }
  it("is said of each day before it comes, rule by rule", () => {
    expect(told(california, "2026-01-01")).toEqual([
      ["2026-04-01", "us-california", "cashOut.below 1000 1500"]
    ])
    expect(told({ currency: "EUR", presets: ["eu-anonymous"] }, "2026-11-21")).toEqual([
      ["2027-07-10", "eu-anonymous", expect.stringContaining("caps ["), "notReloadable  true"]
    ])
  })
  it.each([
    ["2026-04-01", "2026-04-01", 1],
    ["2026-04-02", undefined, 0],
    ["2026-01-01", "2026-03-31", 0],
    ["2000-01-01", undefined, 2]
  ])("from %s to %s: %i", (from, to, count) => expect(told(california, from, to)).toHaveLength(count))
  it("so is the end of a law, and nothing where none is named", () => {
    const ours = {
      ...lawless,
      id: "ours",
      currency: "CNY",
      effectiveFrom: "2027-01-01",
      effectiveTo: "2027-12-31",
      checkedOn: "2026-11-21",
      certainty: "low",
      sources: ["the owner"],
      rules: { balanceAtMost: 10 }
    }
    expect(told({ presets: [ours] }, "2026-11-21")).toEqual([
      ["2027-01-01", "ours", "balanceAtMost  10"],
      ["2028-01-01", "ours", "balanceAtMost 10 "]
    ])
    expect(told({ presets: [] }, "2000-01-01")).toEqual([])
  })
})

describe("a law that bounds several things", () => {
  const caps = [
    { verb: "Redeem", per: "operation", amount: 70 },
    { verb: "Load", per: "month", amount: 100 },
    { verb: "Redeem", per: "month", amount: 80 },
    { verb: "Redeem", per: "month", amount: 50, channels: ["web"] }
  ]
  const several = {
    ...lawless,
    id: "several",
    checkedOn: "2026-01-01",
    certainty: "high",
    sources: ["none"],
    currency: "CNY",
    rules: { caps }
  }
  play(
    `
  several | each counts for itself | Load 90 | Redeem 70 | approved main 70 | main:20
  several | loads for loads | Load 90; Redeem 60 | Load 11 | declined limit_exceeded limit several room 10 resetsAt 2026-12-01T00:00Z | main:30
  several | spending for spending | Load 90; Redeem 60 | Redeem 21 | declined limit_exceeded limit several room 20 resetsAt 2026-12-01T00:00Z | main:30
  several | in a channel for that channel | Load 90; Redeem 30 channel=web | Redeem 20 channel=web | approved main 20 | main:40
  several | and no more there | Load 90; Redeem 30 channel=web | Redeem 21 channel=web | declined limit_exceeded limit several room 20 resetsAt 2026-12-01T00:00Z | main:60
  several | a reversal in part gives back to each | Load 90; Redeem 50 channel=web key=r; Reverse 10 originalKey=r; Redeem 40 | Redeem 1 | declined limit_exceeded limit several room 0 resetsAt 2026-12-01T00:00Z | main:10
  several | a hold that is opened again too | Load 90; Hold 50 key=h; Release holdKey=h key=v; Redeem 40 | Reverse originalKey=v | declined limit_exceeded limit several room 40 resetsAt 2026-12-01T00:00Z | main:50
  `,
    { presets: [several] }
  )
})
