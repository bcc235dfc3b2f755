/**
 * Receipts, chains and assets: what stands on paper, what is linked to what, and how many digits a currency has.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { checkHolds } from "../../src/values/checkCharacter.ts"
import { inUnits } from "../../src/values/Asset.ts"
import { firstBreak } from "../../src/journal/hashChain.ts"
import { readCommand } from "../../src/command/Command.ts"
import { counter, sha256 } from "./counter.ts"
import { member, shop } from "./shop.ts"

const receiptOf = (till: ReturnType<typeof counter>, asked: string) => {
  const outcome = till.ask(asked)
  if (outcome.outcome !== "approved") throw new Error(JSON.stringify(outcome.outcome))
  return outcome.receipt
}

describe("a receipt", () => {
  it("says everything that a till must print", () => {
    const till = counter()
    till.tell("Load 100; Load 30 subWallet=gift tender=other; Load 20 subWallet=a1only tender=other; Hold 5")
    expect(receiptOf(till, "Redeem 60 outlet=B1 reference=R-1")).toEqual({
      operation: "op_000007",
      approvalCode: "000007",
      shard: 0,
      sequence: 7,
      card: "**NA",
      approved: 60n,
      drawn: [
        { subWallet: "gift", lot: "lot_000004_0", amount: 30n, line: 0 },
        { subWallet: "main", lot: "lot_000003_0", amount: 30n, line: 0 }
      ],
      currency: "CNY",
      balances: [
        { subWallet: "room", ledger: 0n, held: 0n, available: 0n },
        { subWallet: "a1only", ledger: 20n, held: 5n, available: 0n },
        { subWallet: "gift", ledger: 0n, held: 0n, available: 0n },
        { subWallet: "refund", ledger: 0n, held: 0n, available: 0n },
        { subWallet: "main", ledger: 70n, held: 0n, available: 70n }
      ],
      before: [
        { subWallet: "room", ledger: 0n, held: 0n, available: 0n },
        { subWallet: "a1only", ledger: 20n, held: 5n, available: 0n },
        { subWallet: "gift", ledger: 30n, held: 0n, available: 30n },
        { subWallet: "refund", ledger: 0n, held: 0n, available: 0n },
        { subWallet: "main", ledger: 100n, held: 0n, available: 100n }
      ],
      expiring: [{ subWallet: "main", amount: 70n, expiresAt: Date.parse("2031-11-22T00:00:00+08:00") }],
      businessDate: "2026-11-21",
      recordedAt: Date.parse("2026-11-21T02:00:00Z"),
      hash: till.walletOf().head
    })
  })
  it("says of what ends first, and how much of it, per sub-wallet", () => {
    const till = counter()
    till.tell(
      "Load 10 subWallet=gift; clock 1000; Load 20 subWallet=gift; clock 2026-11-22T10:00:00+08:00; Load 40 subWallet=gift"
    )
    expect(receiptOf(till, "Load 5").expiring).toEqual([
      { subWallet: "gift", amount: 30n, expiresAt: Date.parse("2027-05-22T00:00:00+08:00") },
      { subWallet: "main", amount: 5n, expiresAt: Date.parse("2031-11-23T00:00:00+08:00") }
    ])
    expect(receiptOf(till, "Hold 25").expiring[0]).toEqual({
      subWallet: "gift",
      amount: 5n,
      expiresAt: Date.parse("2027-05-22T00:00:00+08:00")
    })
  })
  it("names the lots of a load with their ends", () => {
    const till = counter()
    expect(receiptOf(till, "Load 100 offer=100+30").lots).toEqual([
      {
        subWallet: "main",
        lot: "lot_000003_0",
        amount: 100n,
        activeFrom: Date.parse("2026-11-21T02:00:00Z"),
        expiresAt: Date.parse("2031-11-22T00:00:00+08:00")
      },
      {
        subWallet: "gift",
        lot: "lot_000003_1",
        amount: 30n,
        activeFrom: Date.parse("2026-11-21T02:00:00Z"),
        expiresAt: Date.parse("2027-05-22T00:00:00+08:00")
      }
    ])
  })
  it("names the hold, its end, and the account and card of an issue", () => {
    const till = counter()
    till.tell("Load 100")
    expect(receiptOf(till, "Hold 25")).toMatchObject({
      hold: "hold_000004",
      expiresAt: Date.parse("2026-11-28T02:00:00Z"),
      approved: 25n
    })
    expect(receiptOf(till, "Issue card=NEWA")).toMatchObject({ account: "acc_000005", card: "**WA" })
    expect(receiptOf(till, "ExtendHold hold=hold_000004 expiresAt=2026-11-21T12:00:00+08:00")).toMatchObject({
      hold: "hold_000004",
      expiresAt: Date.parse("2026-11-21T04:00:00Z")
    })
    expect(receiptOf(till, "Capture 5 hold=hold_000004").hold).toBe("hold_000004")
  })
  it("names the new end of a lot, and that alone is written down", () => {
    const till = counter()
    till.tell("Load 100")
    const end = Date.parse("2027-01-01T00:00:00Z")
    expect(receiptOf(till, "ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00Z").expiresAt).toBe(
      end
    )
    expect(till.recorded.at(-1)?.operation.entry.movements.map(({ kind }) => kind)).toEqual(["expiry"])
  })
  it("names lots only where value was loaded", () => {
    const till = counter()
    expect(receiptOf(till, "Issue card=NEWA active=false")).not.toHaveProperty("lots")
    expect(receiptOf(till, "Activate card=NEWA")).not.toHaveProperty("lots")
  })
  it("shows an account's balances even where no value moved, the same before and after", () => {
    const till = counter()
    till.tell("Load 10")
    const { balances, before, currency } = receiptOf(till, "Block")
    expect(balances).toContainEqual({ subWallet: "main", ledger: 10n, held: 0n, available: 10n })
    expect(before).toEqual(balances)
    expect(currency).toBe("CNY")
  })
  it("shows nothing before an account was opened", () => {
    const { balances, before } = receiptOf(counter(), "Issue 50 card=NEWA")
    expect(balances).toContainEqual({ subWallet: "main", ledger: 50n, held: 0n, available: 50n })
    expect(before.map(({ ledger }) => ledger)).toEqual([0n, 0n, 0n, 0n, 0n])
  })
  it("names the account's card, masked, where none was presented", () =>
    expect(receiptOf(counter(), "Load 5 account=acc_000001").card).toBe("**NA"))
  it("says what ends first, whichever was loaded first", () => {
    const till = counter()
    till.tell("Load 10 subWallet=gift; Load 20 subWallet=gift")
    till.tell("ChangeExpiry lot=lot_000004_0 expiresAt=2026-12-31T00:00:00+08:00")
    expect(receiptOf(till, "Unfreeze").expiring).toEqual([
      { subWallet: "gift", amount: 20n, expiresAt: Date.parse("2026-12-31T00:00:00+08:00") }
    ])
  })
  it("has no balances where no account was touched", () => {
    const receipt = receiptOf(counter(), "Sweep")
    expect(receipt).toMatchObject({ balances: [], before: [], expiring: [] })
    expect(receipt.hash).toBe(undefined)
  })
})

describe("links", () => {
  it.each([
    ["Load 9; Hold 5 key=h", "Capture 5 holdKey=h", "op_000004"],
    ["Load 9; Hold 5 key=h", "Release holdKey=h", "op_000004"],
    ["Load 9; Hold 5 key=h", "IncrementHold 1 holdKey=h", "op_000004"],
    ["Load 9; Hold 5 key=h", "ExtendHold holdKey=h expiresAt=2026-11-22T00:00:00Z", "op_000004"],
    ["Load 9; Hold 5 key=h; clock 2026-11-28T10:00:00+08:00", "Reinstate 5 holdKey=h", "op_000004"],
    ["Load 9; Redeem 5 key=r", "Refund 5 originalKey=r", "op_000004"],
    ["Load 9; Redeem 5 key=r", "Reverse originalKey=r", "op_000004"],
    ["Load 9; Redeem 5 key=r", "Reverse 2 originalKey=r", "op_000004"],
    ["Load 9 key=l", "Clawback originalKey=l", "op_000003"],
    ["Load 9", "ChangeExpiry lot=lot_000003_0 expiresAt=2027-01-01T00:00:00Z", "op_000003"],
    ["Load 9", "Redeem 5", undefined],
    ["?Redeem 5 key=r", "Reverse originalKey=r", "op_000003"]
  ])("%s; %s names %s", (before, asked, original) => {
    const till = counter()
    till.tell(`${before}; ${asked}`)
    expect(till.recorded.at(-1)?.operation.original).toBe(original)
  })
  it("an operation that touches two wallets is linked into both chains", () => {
    const till = counter()
    till.tell("Load 9; Transfer 5 from=ANNA to=BELA")
    expect(till.recorded.at(-1)?.operation.links.map(({ version, wallet }) => [wallet, version])).toEqual([
      ["wal_000001_0", 3],
      ["wal_000002_0", 2]
    ])
    till.audit()
  })
  it("a verb that moves nothing is linked into the chain of the account's wallet", () => {
    const till = counter()
    const { head, sequence } = till.walletOf()
    till.tell("Block")
    expect(till.recorded.at(-1)?.operation.links).toEqual([
      {
        wallet: "wal_000001_0",
        version: 2,
        previous: head,
        follows: { shard: 0, sequence },
        hash: till.walletOf().head
      }
    ])
  })
  it("a decline is linked into none", () => {
    const till = counter()
    till.tell("?Redeem 5")
    expect(till.recorded.at(-1)?.operation).toMatchObject({
      approved: false,
      links: [],
      entry: { movements: [], postings: [] }
    })
  })

  const chain = () => {
    const till = counter()
    till.tell("Load 10; Redeem 1; Redeem 2; Redeem 3")
    return till.recorded.flatMap(({ operation, text }) =>
      operation.links
        .filter(({ wallet }) => wallet === "wal_000001_0")
        .map((link) => ({ link, operation, text }))
    )
  }
  it.each([
    ["an amount", 2, { text: (text: string) => text.replace('"amount":1', '"amount":2') }],
    ["a space", 3, { text: (text: string) => `${text} ` }]
  ])("case 121: %s altered in row %i is found there", (_, row, { text }) => {
    const entries = chain()
    const altered = entries.map((entry, n) => (n === row ? { ...entry, text: text(entry.text) } : entry))
    expect(altered).not.toEqual(entries)
    expect(firstBreak(sha256, altered)).toEqual({
      version: row + 1,
      operation: entries[row]?.operation.id,
      why: "it was altered"
    })
  })
  it("case 121: a row that was dropped, doubled or exchanged is found", () => {
    const entries = chain()
    const at = (order: ReadonlyArray<number>) =>
      firstBreak(
        sha256,
        order.flatMap((n) => entries[n] ?? [])
      )
    expect(at([0, 1, 2, 3, 4])).toBe(undefined)
    expect(at([])).toBe(undefined)
    expect(at([0, 2, 3, 4])).toMatchObject({ version: 2, why: "entry 2 is missing: entry 3 follows" })
    expect(at([1, 2])).toMatchObject({ version: 1, why: "entry 1 is missing: entry 2 follows" })
    expect(at([0, 0])).toMatchObject({ version: 2, why: "entry 2 is missing: entry 1 follows" })
    expect(at([0, 2, 1])).toMatchObject({ version: 2 })
  })
  it("case 121: a row with a new hash does not fit its successor", () => {
    const entries = chain()
    const forged = entries.map((entry, n) =>
      n === 2 ? { ...entry, link: { ...entry.link, previous: "0".repeat(64) } } : entry
    )
    expect(firstBreak(sha256, forged)).toMatchObject({
      version: 3,
      why: "it does not follow the entry before it"
    })
  })
  it.each([
    "id",
    "client",
    "key",
    "verb",
    "businessDate",
    "outlet",
    "owner",
    "account",
    "fingerprint",
    "asked"
  ])("case 121: the chain commits to the operation's %s", (field) => {
    const [first] = chain()
    if (first === undefined) throw new Error("no entry")
    const operation = { ...first.operation, [field]: "other" }
    expect(firstBreak(sha256, [{ ...first, operation }])).toMatchObject({ version: 1, why: "it was altered" })
  })
})

describe("case 115: assets of 0, 2, 3 and 4 digits", () => {
  it.each([
    ["JPY", 0, "100"],
    ["CNY", 2, "1.00"],
    ["KWD", 3, "0.100"],
    ["CLF", 4, "0.0100"]
  ])("%s with %i digits: 100 minor units are %s", (code, exponent, text) => {
    const till = counter(shop({ asset: { code, exponent } }))
    till.tell(`Load 100 currency=${code}; Redeem 1 currency=${code}`)
    expect(till.balances()).toBe("main:99")
    expect(till.posted()).toBe("Dr liability/main/paid 1, Cr merchantPayable/hq 1")
    expect(inUnits(100n, exponent)).toBe(text)
    expect(till.say("Redeem 1 currency=USD")).toBe(`declined currency_mismatch expected ${code}`)
  })
})

describe("case 114: fractions", () => {
  it.each([12.345, 0.1, 1e-9, 99.999])("%d is refused with its path, never rounded", (amount) => {
    const read = readCommand({
      type: "Redeem",
      key: "k",
      card: "ANNA",
      outlet: "A1",
      currency: "CNY",
      amount
    })
    expect(read).toMatchObject({
      failure: [{ path: ["amount"], message: "Expected a positive integer of minor units below 2^53" }]
    })
  })
})

describe("case 97: a card of another tenant", () => {
  it("has another index, so that it is unknown like any other", () => {
    const [one, other] = [counter(), counter({ ...shop(), tenant: "other" })]
    expect(one.card("ANNA")?.index).not.toBe(other.card("ANNA")?.index)
  })
})

describe("case 17: terms that change between hold and capture", () => {
  const terms = (version: number, outlet: string) => {
    const subWallets = member.subWallets.map((rule) =>
      rule.id === "a1only" ? { ...rule, rule: { outlets: [outlet] } } : rule
    )
    return shop({ version, subWallets })
  }
  it("what is pinned is captured as it was pinned; what comes after follows the new terms", () => {
    const till = counter(terms(1, "A1"))
    till.tell("Load 50 subWallet=a1only; Hold 20 key=h")
    till.terms(terms(2, "A2"))
    expect(till.say("Capture 20 holdKey=h")).toBe("approved a1only 20 released 0")
    expect(till.say("Redeem 5")).toBe("declined not_accepted lots [a1only outlets]")
    expect(till.say("Redeem 5 outlet=A2")).toBe("approved a1only 5")
  })
})

describe("minted numbers", () => {
  const minting = shop({ numbering: { prefix: "9902", length: 16, check: "luhn" } })
  it("follow the program's numbering, and are the same for the same key", () => {
    const [one, other] = [counter(minting), counter(minting)].map((till) => {
      const outcome = till.ask("Issue card=- key=mint")
      return outcome.outcome === "approved" ? outcome.receipt : undefined
    })
    expect(one?.card).toMatch(/^\*{12}\d{4}$/)
    expect(one?.minted).toEqual({
      program: "member",
      numbering: { prefix: "9902", length: 16, check: "luhn" },
      attempt: 0
    })
    expect(other).toEqual(one)
  })
  it("another key gets another number", () => {
    const till = counter(minting)
    till.tell("Issue card=- key=a; Issue card=- key=b")
    expect(till.ledger.cards.size).toBe(4)
  })
  it("a number of the program's shape whose check digit is wrong was misread", () => {
    const till = counter(minting)
    expect(checkHolds("digits", "luhn", "9902000000000001")).toBe(false)
    expect(till.say("Redeem 1 card=9902000000000001")).toBe("declined card_number_invalid")
    expect(till.say("Redeem 1 card=9902-0000-0000-0001")).toBe("declined card_number_invalid")
    expect(till.say("Redeem 1 card=9902000000000001 channel=web")).toBe("declined card_not_accepted")
    expect(till.say("Redeem 1 card=9861000000000001")).toBe("declined card_unknown")
    expect(till.say("Redeem 1 card=990200000000001")).toBe("declined card_unknown")
  })
  it("a replacement is minted too", () => {
    const till = counter(minting)
    till.tell("Load 5")
    expect(receiptOf(till, "Replace")).toMatchObject({ minted: { program: "member", attempt: 0 } })
    expect(till.card("ANNA")?.status).toBe("replaced")
  })
  it("without a check digit any digits are a number", () => {
    const till = counter(shop({ numbering: { prefix: "9902", length: 16, check: "none" } }))
    expect(till.say("Redeem 1 card=9902000000000001")).toBe("declined card_unknown")
  })
  it("a replacement is minted by its own program's numbering, whatever others mint", () => {
    const numbering = { prefix: "9902", length: 16, check: "luhn" } as const
    const other = { ...member, id: "other", numbering: { ...numbering, prefix: "1111" } }
    const till = counter(shop({}, { programs: [other, { ...member, numbering }] }))
    expect(receiptOf(till, "Replace").minted).toEqual({ program: "member", numbering, attempt: 0 })
  })
  it("a card that was named was not minted", () => {
    const till = counter(minting)
    expect(receiptOf(till, "Issue card=NEWA")).not.toHaveProperty("minted")
  })
  it("when all numbers are somebody's, says so", () => {
    const till = counter(minting)
    till.ledger.cards.has = () => true
    expect(till.say("Issue card=-")).toBe("declined duplicate_credential")
  })
  it("of another program a card is not minted", () => {
    const till = counter(shop({ ...member, numbering: { prefix: "9902", length: 16 } }))
    expect(till.say("Issue card=- program=bearer")).toMatch(/rule numbering/)
  })
})
