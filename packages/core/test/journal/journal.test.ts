/**
 * The journal by itself: applying, mirroring and posting entries, adding the books up, and the text that is hashed.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Hold } from "../../src/account/Hold.ts"
import {
  compareLots,
  drawable,
  free,
  inDrawDownOrder,
  isDepleted,
  isExpired,
  type Lot
} from "../../src/account/Lot.ts"
import {
  balancesOf,
  emptyWallet,
  held,
  ledger,
  lotIn,
  nextDue,
  type Wallet
} from "../../src/account/Wallet.ts"
import type { PendingLoad } from "../../src/account/PendingLoad.ts"
import { apply, isSound } from "../../src/journal/apply.ts"
import { accountTitle, bookAccount, type LedgerAccount } from "../../src/journal/ChartOfAccounts.ts"
import { Entry, type LotMoved, type Movement, type Posting } from "../../src/journal/Entry.ts"
import { entryText, readEntry } from "../../src/journal/entryText.ts"
import { mirror, opposite } from "../../src/journal/mirror.ts"
import { against, expiredTo, feeTo, isBalanced, liabilityPostings, posted } from "../../src/journal/post.ts"
import { balanceTotals, outstandingLiability, trialBalance } from "../../src/journal/trialBalance.ts"
import type {
  AccountId,
  CardIndex,
  HoldId,
  LimitId,
  LotId,
  OperationId,
  OutletId,
  OwnerId,
  ProgramId,
  SubWalletId,
  WalletId
} from "../../src/values/Ids.ts"

const wal = "wal_1" as WalletId
const other = "wal_2" as WalletId
const program = "member" as ProgramId
const lot = (id: string, changes: Partial<Lot> = {}): Lot => ({
  id: `lot_${id}` as LotId,
  subWallet: "main" as SubWalletId,
  funding: "paid",
  funded: 100n,
  costBasis: 100n,
  fundedAt: 0,
  activeFrom: 0,
  expiresAt: undefined,
  loadedAt: { outlet: "A1" as OutletId, owner: "hq" as OwnerId },
  remaining: 100n,
  held: 0n,
  promised: 0n,
  ...changes
})
const moved = (of: Lot, remaining: bigint, held = 0n, promised = 0n): LotMoved => ({
  kind: "lot",
  wallet: wal,
  lot: of,
  remaining,
  held,
  promised
})
const hold = (id: string, changes: Partial<Hold> = {}): Hold => ({
  id: `hold_${id}` as HoldId,
  placedAt: 0,
  expiresAt: 1000,
  tolerancePercent: 0,
  asked: 5n,
  captured: 0n,
  lines: [{ amount: 5n }],
  pins: [],
  drawn: [],
  reserved: [],
  ...changes
})
const wallet = (changes: Partial<Wallet> = {}): Wallet => ({
  ...emptyWallet(wal, "acc_1" as AccountId, "CNY"),
  ...changes
})
const entry = (...movements: ReadonlyArray<Movement>): Entry => ({ movements, postings: [] })
const a = lot("a")
const b = lot("b")
const limit = "day" as LimitId

describe("applying", () => {
  it.each<readonly [string, Wallet, Entry, Partial<Wallet>]>([
    ["nothing", wallet({ lots: [a] }), entry(), { lots: [a] }],
    [
      "value leaves",
      wallet({ lots: [a, b] }),
      entry(moved(a, -30n)),
      { lots: [{ ...a, remaining: 70n }, b] }
    ],
    ["value is held", wallet({ lots: [a] }), entry(moved(a, 0n, 30n)), { lots: [{ ...a, held: 30n }] }],
    [
      "a promise vests",
      wallet({ lots: [lot("a", { remaining: 0n, promised: 9n })] }),
      entry(moved(a, 9n, 0n, -9n)),
      { lots: [lot("a", { remaining: 9n })] }
    ],
    ["a lot is used up and leaves", wallet({ lots: [a, b] }), entry(moved(a, -100n)), { lots: [b] }],
    [
      "a lot that only promises stays",
      wallet({ lots: [lot("a", { promised: 5n })] }),
      entry(moved(a, -100n)),
      { lots: [lot("a", { remaining: 0n, promised: 5n })] }
    ],
    [
      "a lot that is held stays",
      wallet({ lots: [lot("a", { held: 5n })] }),
      entry(moved(a, -100n)),
      { lots: [lot("a", { remaining: 0n, held: 5n })] }
    ],
    [
      "a new lot comes last",
      wallet({ lots: [a] }),
      entry(moved(b, 40n)),
      { lots: [a, { ...b, remaining: 40n }] }
    ],
    ["nothing of a lot that is gone", wallet({ lots: [a] }), entry(moved(b, 0n)), { lots: [a] }],
    [
      "another wallet's movement",
      wallet({ lots: [a] }),
      entry({ ...moved(a, -30n), wallet: other }),
      { lots: [a] }
    ],
    [
      "an expiry changes",
      wallet({ lots: [a, b] }),
      entry({ kind: "expiry", wallet: wal, lot: a.id, from: undefined, to: 7 }),
      { lots: [{ ...a, expiresAt: 7 }, b] }
    ],
    [
      "an expiry of a lot that is gone",
      wallet({ lots: [b] }),
      entry({ kind: "expiry", wallet: wal, lot: a.id, from: undefined, to: 7 }),
      { lots: [b] }
    ],
    [
      "a hold is placed",
      wallet({ holds: [hold("1")] }),
      entry({ kind: "hold", wallet: wal, after: hold("2") }),
      { holds: [hold("1"), hold("2")] }
    ],
    [
      "a hold changes",
      wallet({ holds: [hold("1"), hold("2")] }),
      entry({ kind: "hold", wallet: wal, before: hold("2"), after: hold("2", { asked: 9n }) }),
      { holds: [hold("1"), hold("2", { asked: 9n })] }
    ],
    [
      "a hold ends",
      wallet({ holds: [hold("1"), hold("2")] }),
      entry({ kind: "hold", wallet: wal, before: hold("1") }),
      { holds: [hold("2")] }
    ],
    [
      "no hold at all",
      wallet({ holds: [hold("1")] }),
      entry({ kind: "hold", wallet: wal }),
      { holds: [hold("1")] }
    ],
    [
      "a limit is used",
      wallet(),
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: 3n, reserved: 4n }),
      { uses: [{ limit, window: "w", consumed: 3n, reserved: 4n }] }
    ],
    [
      "a limit is used further",
      wallet({ uses: [{ limit, window: "w", consumed: 3n, reserved: 4n }] }),
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: 1n, reserved: -4n }),
      { uses: [{ limit, window: "w", consumed: 4n, reserved: 0n }] }
    ],
    [
      "a limit is not used any more",
      wallet({ uses: [{ limit, window: "w", consumed: 3n, reserved: 0n }] }),
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: -3n, reserved: 0n }),
      { uses: [] }
    ],
    [
      "only reserved",
      wallet({ uses: [{ limit, window: "w", consumed: 3n, reserved: 1n }] }),
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: -3n, reserved: 0n }),
      { uses: [{ limit, window: "w", consumed: 0n, reserved: 1n }] }
    ],
    [
      "another period",
      wallet({ uses: [{ limit, window: "v", consumed: 3n, reserved: 0n }] }),
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: 1n, reserved: 0n }),
      {
        uses: [
          { limit, window: "v", consumed: 3n, reserved: 0n },
          { limit, window: "w", consumed: 1n, reserved: 0n }
        ]
      }
    ],
    [
      "another limit",
      wallet({ uses: [{ limit, window: "w", consumed: 3n, reserved: 0n }] }),
      entry({ kind: "use", wallet: wal, limit: "x" as LimitId, window: "w", consumed: 1n, reserved: 0n }),
      {
        uses: [
          { limit, window: "w", consumed: 3n, reserved: 0n },
          { limit: "x" as LimitId, window: "w", consumed: 1n, reserved: 0n }
        ]
      }
    ],
    [
      "the holder owes",
      wallet({ receivable: 5n }),
      entry({ kind: "receivable", wallet: wal, amount: 7n }),
      { receivable: 12n }
    ],
    [
      "an account changes",
      wallet({ lots: [a] }),
      entry({
        kind: "account",
        after: { id: "acc_1" as AccountId, program, status: "closed", openedAt: 0, wallets: [], cards: [] }
      }),
      { lots: [a] }
    ]
  ])("%s", (_, before, change, after) => {
    const text = JSON.stringify(before, (_key, value: unknown) =>
      typeof value === "bigint" ? String(value) : value
    )
    expect(apply(before, change)).toEqual({ ...before, ...after })
    expect(
      JSON.stringify(before, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value))
    ).toBe(text)
  })

  it.each<readonly [string, Partial<Wallet>, boolean]>([
    ["nothing", {}, true],
    ["a full lot", { lots: [a] }, true],
    ["all held", { lots: [lot("a", { held: 100n })] }, true],
    ["more held than there is", { lots: [lot("a", { remaining: 99n, held: 100n })] }, false],
    ["less than nothing held", { lots: [lot("a", { held: -1n })] }, false],
    ["less than nothing left", { lots: [lot("a", { remaining: -1n })] }, false],
    ["more than was funded", { lots: [lot("a", { remaining: 101n })] }, false],
    ["promised and there", { lots: [lot("a", { remaining: 60n, promised: 41n })] }, false],
    [
      "promised and there, in all what was funded",
      { lots: [lot("a", { remaining: 60n, promised: 40n })] },
      true
    ],
    ["less than nothing promised", { lots: [lot("a", { promised: -1n })] }, false],
    ["a holder who is owed", { receivable: -1n }, false],
    ["a holder who owes", { receivable: 1n }, true],
    ["one bad lot among good ones", { lots: [a, lot("b", { remaining: -1n })] }, false]
  ])("a wallet with %s is sound: %s", (_, changes, is) => expect(isSound(wallet(changes))).toBe(is))
})

describe("mirroring", () => {
  const pending: PendingLoad = {
    load: "op_1" as OperationId,
    askedAt: 0,
    expiresAt: 9,
    loadedAt: {},
    terms: { subWallet: "main" as SubWalletId, amount: 5n, tender: "cash", funding: "paid" },
    reserved: []
  }
  it("turns every movement and posting round, newest first, states of cards and accounts apart", () => {
    const cash: Posting = { account: { kind: "cashClearing", tender: "cash" }, asset: "CNY", amount: 5n }
    expect(
      mirror({
        movements: [
          moved(a, 1n, 2n, -3n),
          { kind: "expiry", wallet: wal, lot: a.id, from: 1, to: 2 },
          { kind: "hold", wallet: wal, before: hold("1"), after: hold("1", { asked: 9n }) },
          { kind: "use", wallet: wal, limit, window: "w", consumed: 1n, reserved: -2n },
          {
            kind: "use",
            wallet: wal,
            limit,
            window: "w",
            consumed: 0n,
            reserved: 0n,
            until: 9,
            untilBefore: 7
          },
          {
            kind: "use",
            wallet: "wal_shift:1=CNY" as WalletId,
            limit,
            window: "w",
            consumed: 1n,
            reserved: 0n
          },
          { kind: "receivable", wallet: wal, amount: 4n },
          { kind: "inactivity", wallet: wal, before: { activeAt: 1, feeAt: 3 }, after: { activeAt: 2 } },
          {
            kind: "progress",
            wallet: wal,
            before: { spent: 1n, visits: 1 },
            after: { spent: 3n, visits: 2 }
          },
          { kind: "pendingLoad", wallet: wal, before: pending, after: undefined },
          {
            kind: "account",
            after: { id: "acc_1" as AccountId, program, status: "open", openedAt: 0, wallets: [], cards: [] }
          }
        ],
        postings: [cash]
      })
    ).toEqual({
      movements: [
        { kind: "pendingLoad", wallet: wal, before: undefined, after: pending },
        { kind: "progress", wallet: wal, before: { spent: 3n, visits: 2 }, after: { spent: 1n, visits: 1 } },
        { kind: "inactivity", wallet: wal, before: { activeAt: 2 }, after: { activeAt: 1, feeAt: 3 } },
        { kind: "receivable", wallet: wal, amount: -4n },
        {
          kind: "use",
          wallet: wal,
          limit,
          window: "w",
          consumed: 0n,
          reserved: 0n,
          until: 7,
          untilBefore: 9
        },
        { kind: "use", wallet: wal, limit, window: "w", consumed: -1n, reserved: 2n },
        { kind: "hold", wallet: wal, before: hold("1", { asked: 9n }), after: hold("1") },
        { kind: "expiry", wallet: wal, lot: a.id, from: 2, to: 1 },
        moved(a, -1n, -2n, 3n)
      ],
      postings: [{ ...cash, amount: -5n }]
    })
    expect(opposite(cash).amount).toBe(-5n)
    const [one] = mirror(
      entry({ kind: "use", wallet: wal, limit, window: "w", consumed: 1n, reserved: 0n })
    ).movements
    expect(one).not.toHaveProperty("until")
  })
})

describe("posting", () => {
  const liability = (subWallet: string, funding: Lot["funding"], of = wal): LedgerAccount => ({
    kind: "liability",
    wallet: of,
    program,
    subWallet: subWallet as SubWalletId,
    funding
  })
  const gift = lot("g", { subWallet: "gift" as SubWalletId, funding: "promotional" })
  it.each<readonly [string, ReadonlyArray<Movement>, ReadonlyArray<Posting>]>([
    ["nothing", [], []],
    ["value that is held or promised", [moved(a, 0n, 5n), moved(a, 0n, 0n, 5n)], []],
    [
      "value that enters is credited",
      [moved(a, 5n)],
      [{ account: liability("main", "paid"), asset: "CNY", amount: -5n }]
    ],
    [
      "value that leaves is debited",
      [moved(a, -5n)],
      [{ account: liability("main", "paid"), asset: "CNY", amount: 5n }]
    ],
    [
      "two lots of one class are one posting",
      [moved(a, -5n), moved(b, -7n)],
      [{ account: liability("main", "paid"), asset: "CNY", amount: 12n }]
    ],
    ["what goes in and out cancels", [moved(a, -5n), moved(b, 5n)], []],
    [
      "classes stand apart",
      [moved(a, -5n), moved(lot("b", { funding: "refund" }), -7n)],
      [
        { account: liability("main", "paid"), asset: "CNY", amount: 5n },
        { account: liability("main", "refund"), asset: "CNY", amount: 7n }
      ]
    ],
    [
      "sub-wallets stand apart",
      [moved(a, -5n), moved(gift, -7n)],
      [
        { account: liability("main", "paid"), asset: "CNY", amount: 5n },
        { account: liability("gift", "promotional"), asset: "CNY", amount: 7n }
      ]
    ],
    [
      "wallets stand apart",
      [moved(a, -5n), { ...moved(a, 5n), wallet: other }],
      [
        { account: liability("main", "paid"), asset: "CNY", amount: 5n },
        { account: liability("main", "paid", other), asset: "CNY", amount: -5n }
      ]
    ]
  ])("%s", (_, movements, postings) =>
    expect(liabilityPostings(movements, "CNY", () => program)).toEqual(postings)
  )

  const cash: LedgerAccount = { kind: "cashClearing", tender: "cash" }
  it("one account takes the other side", () => {
    const one = { account: liability("main", "paid"), asset: "CNY", amount: 5n }
    expect(against([one], cash, "CNY")).toEqual([one, { account: cash, asset: "CNY", amount: -5n }])
    expect(against([one, { ...one, amount: -5n }], cash, "CNY").length).toBe(2)
    expect(posted(cash, "CNY", 0n)).toEqual([])
    expect(posted(cash, "CNY", -1n)).toEqual([{ account: cash, asset: "CNY", amount: -1n }])
  })
  it.each([
    ["promotional", "promotionExpense"],
    ["paid", "breakageIncome"],
    ["refund", "breakageIncome"],
    ["compensation", "breakageIncome"],
    ["migrated", "breakageIncome"]
  ] as const)("%s value that ends goes to %s", (funding, kind) =>
    expect(expiredTo(funding, program)).toEqual({ kind, program })
  )

  it.each([
    ["promotional", "promotionExpense"],
    ["paid", "feeIncome"],
    ["refund", "feeIncome"],
    ["compensation", "feeIncome"],
    ["migrated", "feeIncome"]
  ] as const)("%s value that a fee takes goes to %s", (funding, kind) =>
    expect(feeTo(funding, program)).toEqual({ kind, program })
  )

  const sum = (...amounts: ReadonlyArray<readonly [bigint, string]>) =>
    amounts.map(([amount, asset]) => ({ account: cash, asset, amount }))
  it.each([
    ["nothing", [], true],
    ["one side", sum([1n, "CNY"]), false],
    ["both sides", sum([1n, "CNY"], [-1n, "CNY"]), true],
    ["one unit off", sum([2n, "CNY"], [-1n, "CNY"]), false],
    ["two assets, each even", sum([1n, "CNY"], [2n, "JPY"], [-1n, "CNY"], [-2n, "JPY"]), true],
    ["two assets that are even only together", sum([1n, "CNY"], [-1n, "JPY"]), false],
    ["of two assets the second one is off", sum([1n, "CNY"], [2n, "JPY"], [-1n, "CNY"]), false],
    ["of three the last", sum([1n, "CNY"], [2n, "JPY"], [-1n, "CNY"], [-2n, "JPY"], [3n, "EUR"]), false]
  ])("%s is balanced: %s", (_, postings, is) => expect(isBalanced(postings)).toBe(is))
})

describe("the books", () => {
  const at = (account: LedgerAccount, amount: bigint, asset = "CNY"): Posting => ({ account, asset, amount })
  const accounts: ReadonlyArray<readonly [LedgerAccount, string]> = [
    [
      { kind: "liability", wallet: wal, program, subWallet: "main" as SubWalletId, funding: "paid" },
      "Liability member main paid"
    ],
    [{ kind: "cashClearing", owner: "hq" as OwnerId, tender: "bankCard" }, "Cash clearing hq bankCard"],
    [{ kind: "cashClearing", tender: "cash" }, "Cash clearing cash"],
    [{ kind: "merchantPayable", owner: "fr1" as OwnerId }, "Merchant payable fr1"],
    [{ kind: "merchantPayable" }, "Merchant payable"],
    [{ kind: "promotionExpense", program }, "Promotion expense member"],
    [{ kind: "breakageIncome", program }, "Breakage income member"],
    [{ kind: "feeIncome", program }, "Fee income member"],
    [{ kind: "commissionIncome", program }, "Commission income member"],
    [{ kind: "escheatPayable", program }, "Escheat payable member"],
    [{ kind: "ownerSettlement", owner: "fr1" as OwnerId }, "Owner settlement fr1"],
    [{ kind: "fundsHeld", owner: "fr1" as OwnerId }, "Funds held fr1"],
    [{ kind: "remittance", owner: "fr1" as OwnerId }, "Remittance under way fr1"],
    [{ kind: "cashVariance", owner: "hq" as OwnerId }, "Cash over and short hq"],
    [{ kind: "cashVariance" }, "Cash over and short"],
    [{ kind: "bank" }, "Bank"],
    [{ kind: "receivable", wallet: wal }, "Receivable from holders"],
    [{ kind: "adjustment", program }, "Adjustments member"]
  ]
  it.each(accounts)("%j is called %s", (account, title) =>
    expect(accountTitle(bookAccount(account))).toBe(title)
  )
  it("shows no wallet", () => {
    for (const [account] of accounts) expect(Object.keys(bookAccount(account))).not.toContain("wallet")
  })
  it("does not take two accounts for one whose titles read alike", () => {
    const of = (program: string, subWallet: string) =>
      ({
        kind: "liability",
        wallet: wal,
        program: program as ProgramId,
        subWallet: subWallet as SubWalletId,
        funding: "paid"
      }) as const
    const [one, two] = [of("gift card", "main"), of("gift", "card main")]
    expect(accountTitle(bookAccount(one))).toBe(accountTitle(bookAccount(two)))
    expect(
      trialBalance([at(one, -1n), at(two, -2n)]).map(({ account, amount }) => [account.program, amount])
    ).toEqual([
      ["gift", -2n],
      ["gift card", -1n]
    ])
  })
  it("adds up per account and asset, in the order of their names", () => {
    const [liability, , cash, payable] = accounts.map(([account]) => account)
    if (liability === undefined || cash === undefined || payable === undefined) throw new Error("no account")
    const sums = trialBalance([
      at(liability, -100n),
      at(cash, 100n),
      at({ ...liability, wallet: other } as LedgerAccount, -50n),
      at(cash, 50n),
      at(liability, 30n),
      at(payable, -30n),
      at(cash, 7n, "JPY"),
      at(liability, -7n, "JPY")
    ])
    expect(sums.map(({ account, amount, asset }) => `${asset} ${accountTitle(account)} ${amount}`)).toEqual([
      "CNY Cash clearing cash 150",
      "CNY Liability member main paid -120",
      "CNY Merchant payable fr1 -30",
      "JPY Cash clearing cash 7",
      "JPY Liability member main paid -7"
    ])
    expect([...balanceTotals(sums)]).toEqual([
      ["CNY", 0n],
      ["JPY", 0n]
    ])
    expect([...outstandingLiability(sums)]).toEqual([
      ["CNY", 120n],
      ["JPY", 7n]
    ])
    expect([...balanceTotals(trialBalance([at(cash, 1n)]))]).toEqual([["CNY", 1n]])
  })
})

describe("the text of an entry", () => {
  const full: Entry = {
    movements: [
      {
        ...moved(lot("a", { expiresAt: 9, restoredFrom: b.id }), -1n, 2n, 3n),
        line: { number: 0, category: "room", sku: "s" }
      },
      { ...moved(lot("b", { loadedAt: {} }), 1n), why: "granted", voucher: "tea", spend: 3n },
      { kind: "expiry", wallet: wal, lot: a.id, from: 1, to: 2 },
      {
        kind: "hold",
        wallet: wal,
        after: hold("1", {
          pins: [{ lot: a.id, line: 0, amount: 5n }],
          basket: 7n,
          reserved: [{ limit, window: "w", amount: 5n }]
        })
      },
      { kind: "use", wallet: wal, limit, window: "w", consumed: 1n, reserved: 2n },
      { kind: "receivable", wallet: wal, amount: 4n }
    ],
    postings: [
      { account: { kind: "cashClearing", owner: "hq" as OwnerId, tender: "cash" }, asset: "CNY", amount: 5n },
      { account: { kind: "merchantPayable" }, asset: "CNY", amount: -9_007_199_254_740_991n }
    ],
    undoes: "Redeem",
    ofSale: { on: "2026-11-21", owner: "hq" as OwnerId },
    card: "card_1" as CardIndex
  }
  it("is read back as it was, and written again byte for byte", () => {
    expect(full).toMatchObject(readEntry(entryText(full)))
    expect(readEntry(entryText(full)).undoes).toBe("Redeem")
    expect(entryText(readEntry(entryText(full)))).toBe(entryText(full))
  })
  it("is what the schema would write, field by field, for any hold, any use of a limit and of a card", () => {
    const bySchema = Schema.encodeSync(Schema.fromJsonString(Entry))
    const read = Schema.decodeUnknownSync(Entry)
    const amount = fc.oneof(fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER), fc.nat(1000))
    const name = fc.stringMatching(/^[a-z]{1,4}$/)
    const id = (kind: string) => name.map((rest) => `${kind}_${rest}`)
    const some = <A>(one: fc.Arbitrary<A>) => fc.array(one, { maxLength: 3 })
    const held = fc.record(
      {
        id: id("hold"),
        placedAt: fc.nat(),
        expiresAt: fc.nat(),
        outlet: name,
        owner: name,
        tolerancePercent: fc.nat(100),
        asked: amount,
        captured: amount,
        basket: amount,
        lines: some(fc.record({ category: name, sku: name, amount }, { requiredKeys: ["amount"] })),
        pins: some(fc.record({ lot: id("lot"), line: fc.nat(9), amount })),
        drawn: some(fc.record({ subWallet: name, amount })),
        reserved: some(fc.record({ limit: name, window: name, amount }))
      },
      {
        requiredKeys: [
          "id",
          "placedAt",
          "expiresAt",
          "tolerancePercent",
          "asked",
          "captured",
          "lines",
          "pins",
          "drawn",
          "reserved"
        ]
      }
    )
    const used = fc.record({ activeAt: fc.nat(), feeAt: fc.nat() }, { requiredKeys: ["activeAt"] })
    const movement = fc.oneof(
      fc.record(
        { kind: fc.constant("hold"), wallet: id("wal"), before: held, after: held },
        { requiredKeys: ["kind", "wallet"] }
      ),
      fc.record({
        kind: fc.constant("use"),
        wallet: id("wal"),
        limit: name,
        window: name,
        consumed: amount,
        reserved: amount
      }),
      fc.record(
        { kind: fc.constant("inactivity"), wallet: id("wal"), before: used, after: used },
        { requiredKeys: ["kind", "wallet"] }
      )
    )
    fc.assert(
      fc.property(some(movement), (movements) => {
        const entry = read({ movements, postings: [] })
        expect(entryText(entry)).toBe(bySchema(entry))
        expect(readEntry(entryText(entry))).toEqual(entry)
      })
    )
  })
  it.each([
    ["[]", "the text of the entry has no movements"],
    ["null", "the text of the entry is no object"],
    ['"text"', "the text of the entry is no object"],
    ['{"postings":[]}', "the text of the entry has no movements"],
    ['{"movements":{},"postings":[]}', "the text of the entry has no movements"],
    ['{"movements":[]}', "the text of the entry has no postings"],
    ['{"movements":[{"kind":"lot"}],"postings":[]}', "the text of the entry has no lot"],
    ['{"movements":[{"kind":"lot","lot":null}],"postings":[]}', "the text of the entry has no lot"],
    ['{"movements":[{"kind":"use","consumed":"1"}],"postings":[]}', "the text of the entry has no consumed"],
    [
      '{"movements":[{"kind":"hold","after":{"asked":1}}],"postings":[]}',
      "the text of the entry has no captured"
    ],
    ['{"movements":[],"postings":[{"amount":1}]}', "the text of the entry has no account"],
    ['{"movements":[],"postings":[],"ofSale":{}}', "the text of the entry has no on"]
  ])("%s is none: %s", (text, message) => expect(() => readEntry(text)).toThrow(new TypeError(message)))
  it("nothing is read of what is not there", () => {
    const read = readEntry('{"movements":[],"postings":[],"ofSale":{"on":"2026-11-21"}}')
    expect(read).toStrictEqual({ movements: [], postings: [], ofSale: { on: "2026-11-21" } })
  })
  it("so it is of how a sale earned, whoever brought the holder and wherever it was paid, and it is read back", () => {
    const bySchema = Schema.encodeSync(Schema.fromJsonString(Entry))
    const read = Schema.decodeUnknownSync(Entry)
    const amount = fc.oneof(fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER), fc.nat(1000))
    const name = fc.stringMatching(/^[a-z]{1,4}$/)
    const part = fc.record({ category: name, sku: name, amount }, { requiredKeys: ["amount"] })
    const earned = fc.record(
      {
        wallet: fc.constant("wal_1"),
        subWallet: name,
        rates: fc.array(fc.record({ points: amount, per: amount }), { maxLength: 3 }),
        percent: fc.nat(500),
        rounding: fc.constantFrom("down", "halfUp", "up"),
        referrer: fc.record({ wallet: fc.constant("wal_2"), percent: fc.nat(100), had: amount }),
        paid: fc.array(part, { maxLength: 3 })
      },
      { requiredKeys: ["wallet", "subWallet", "rates", "percent", "rounding"] }
    )
    fc.assert(
      fc.property(earned, (how) => {
        const entry = read({ movements: [], postings: [], earned: how })
        expect(entryText(entry)).toBe(bySchema(entry))
        expect(readEntry(entryText(entry))).toEqual(entry)
      })
    )
  })
  it("says every movement of value in full", () => {
    expect(entryText({ movements: [moved(a, -1n)], postings: [] })).toBe(
      '{"movements":[{"kind":"lot","wallet":"wal_1","lot":{"id":"lot_a","subWallet":"main","funding":"paid","funded":100,"costBasis":100,"fundedAt":0,"activeFrom":0,"loadedAt":{"outlet":"A1","owner":"hq"}},"remaining":-1,"held":0,"promised":0}],"postings":[]}'
    )
  })
})

describe("lots and wallets", () => {
  it.each([
    [undefined, 5, false],
    [5, 4, false],
    [5, 5, true],
    [5, 6, true]
  ])("a lot that ends at %s has ended at %i: %s", (expiresAt, now, is) =>
    expect(isExpired({ expiresAt }, now)).toBe(is)
  )
  it.each([
    [lot("a"), 100n, 100n, false],
    [lot("a", { held: 30n }), 70n, 70n, false],
    [lot("a", { expiresAt: 5 }), 100n, 0n, false],
    [lot("a", { expiresAt: 6 }), 100n, 100n, false],
    [lot("a", { activeFrom: 6 }), 100n, 0n, false],
    [lot("a", { activeFrom: 5 }), 100n, 100n, false],
    [lot("a", { remaining: 0n }), 0n, 0n, true],
    [lot("a", { remaining: 0n, promised: 1n }), 0n, 0n, false],
    [lot("a", { remaining: 0n, held: 1n }), -1n, -1n, false]
  ])("%#: free, drawable at 5, used up", (of, freeOf, drawableOf, gone) => {
    expect([free(of), drawable(of, 5), isDepleted(of)]).toEqual([freeOf, drawableOf, gone])
  })
  it.each([
    [{}, { subWallet: "gift" as SubWalletId }, 1],
    [{ expiresAt: 5 }, { expiresAt: 6 }, -1],
    [{ expiresAt: 5 }, {}, -1],
    [{}, { expiresAt: 5 }, 1],
    [{ fundedAt: 2 }, { fundedAt: 1 }, 1],
    [{ expiresAt: 5, fundedAt: 2 }, { expiresAt: 6, fundedAt: 1 }, -1],
    [{}, {}, -1]
  ])("%#: a before b or after", (one, two, sign) => {
    const priority = ({ subWallet }: Lot) => (subWallet === "gift" ? 10 : 90)
    const [first, second] = [lot("a", one), lot("b", two)]
    expect(Math.sign(compareLots(priority, first, second))).toBe(sign)
    expect(Math.sign(compareLots(priority, second, first))).toBe(-sign)
    const order = sign < 0 ? ["lot_a", "lot_b"] : ["lot_b", "lot_a"]
    expect(inDrawDownOrder([first, second], priority).map(({ id }) => id)).toEqual(order)
    expect(inDrawDownOrder([second, first], priority).map(({ id }) => id)).toEqual(order)
  })
  it("lots that are in order already are left as they are", () => {
    const lots = [a, b]
    expect(inDrawDownOrder(lots, () => 1)).toBe(lots)
    expect(compareLots(() => 1, a, a)).toBe(0)
  })
  it.each<readonly [string, Partial<Wallet>, number | undefined]>([
    ["nothing", {}, undefined],
    ["value without end", { lots: [a] }, undefined],
    ["a lot that ends", { lots: [lot("a", { expiresAt: 7 })] }, 7],
    ["a lot that ends and is wholly held", { lots: [lot("a", { expiresAt: 7, held: 100n })] }, undefined],
    ["a promise", { lots: [lot("a", { remaining: 0n, promised: 5n, activeFrom: 3, expiresAt: 2 })] }, 3],
    ["a hold", { holds: [hold("1", { expiresAt: 9 }), hold("2", { expiresAt: 4 })] }, 4],
    [
      "all of them",
      {
        lots: [lot("a", { expiresAt: 7 }), lot("b", { promised: 1n, activeFrom: 5 })],
        holds: [hold("1", { expiresAt: 9 })]
      },
      5
    ]
  ])("next due with %s: %s", (_, changes, due) => expect(nextDue(wallet(changes))).toBe(due))
  it("sums", () => {
    const of = wallet({ lots: [lot("a", { held: 30n }), lot("b", { remaining: 50n, held: 1n })] })
    expect([ledger(of), held(of), lotIn(of, b.id)?.remaining, lotIn(of, "lot_c" as LotId)]).toEqual([
      150n,
      31n,
      50n,
      undefined
    ])
  })
  it("shows each sub-wallet's balances, in the order asked for", () => {
    const gift = "gift" as SubWalletId
    const of = wallet({
      lots: [
        lot("a", { held: 30n }),
        lot("b", { expiresAt: 5, held: 10n }),
        lot("c", { subWallet: gift, remaining: 40n }),
        lot("d", { subWallet: gift, remaining: 0n, promised: 7n, activeFrom: 9 }),
        lot("e", { subWallet: gift, remaining: 3n, activeFrom: 9 })
      ]
    })
    const shown = (accepts: (one: Lot) => boolean) =>
      balancesOf(of, [gift, "main" as SubWalletId, "none" as SubWalletId], 5, accepts)
    expect(shown(() => true)).toEqual([
      { subWallet: "gift", ledger: 43n, held: 0n, available: 40n, scheduled: 7n, expiredUnposted: 0n },
      { subWallet: "main", ledger: 200n, held: 40n, available: 70n, scheduled: 0n, expiredUnposted: 90n },
      { subWallet: "none", ledger: 0n, held: 0n, available: 0n, scheduled: 0n, expiredUnposted: 0n }
    ])
    expect(shown(({ subWallet }) => subWallet !== "main").map(({ available }) => available)).toEqual([
      40n,
      0n,
      0n
    ])
  })
})
