/** From the card to the ledger and back: what purses do becomes operations, once, in whatever order it is heard. */
import * as Effect from "effect/Effect"
import { beforeEach, describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import type { LoadOrder } from "../../src/office/ledgerCommands.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import { exposureOf, isPast, restOf } from "../../src/office/reissue.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import { look } from "../../src/purse/look.ts"
import { hotlistOf } from "../../src/purse/Mandate.ts"
import { accessTo, chanceOf, contentsOf, group, makeCard, noon, purseOf } from "../purse/shop.ts"
import { makeTerminal, type Terminal } from "../purse/terminal.ts"
import { makeOffice, signedList } from "./ledger.ts"

const cash = { kind: "paid", tender: { kind: "cash" } } as const

let office: ReturnType<typeof makeOffice>
let card: VirtualDesfire
const purse = purseOf(1)
const [shop, franchise] = [7, 8]
let tills: { readonly [number: number]: Terminal }
let orders = 0

const load = async (
  main: bigint,
  gift: bigint,
  tear?: Tear,
  of = card,
  name = purse,
  source: LoadOrder["source"] = cash
) => {
  const order = { sequence: ++orders, main, gift, source }
  const put = office.reader.put(of, tear)
  const outcome = await office.run(
    Effect.flatMap(PurseOffice, ({ load }) =>
      office.reader.service.session(put, (session) => load(session, name, order))
    )
  )
  office.reader.take()
  return outcome
}

const buy = (terminal: number, amount: bigint, tear?: Tear) => {
  const till = tills[terminal]
  if (till === undefined) throw new Error("no such till")
  const outcome = till.run(till.purse.buy(till.reader.put(card, tear), { amount }))
  till.reader.take()
  return outcome
}

const tillOf = (terminal: number): Terminal => tills[terminal] ?? makeTerminal(terminal)
const onCard = (of = card) => {
  const { gift, main } = contentsOf(of)
  return { main, gift }
}
const book = async () => (await office.office()).book

beforeEach(async () => {
  orders = 0
  office = makeOffice()
  card = makeCard(1)
  tills = { [shop]: makeTerminal(shop), [franchise]: makeTerminal(franchise) }
  await office.open(purse, card.uid)
  for (const terminal of [shop, franchise]) await office.enrol(terminal)
})

describe("the office", () => {
  it("books a load when the card has proved it, and sales where they were", async () => {
    expect(await load(20_000n, 5_000n)).toMatchObject({ _tag: "Loaded", tmc: 1 })
    expect(await office.balance(purse)).toEqual({ main: 20_000n, gift: 5_000n })
    buy(shop, 6_000n)
    buy(franchise, 1_500n)
    for (const terminal of [franchise, shop]) await office.upload(tillOf(terminal))
    expect(onCard()).toEqual({ main: 17_500n, gift: 0n })
    expect(await office.balance(purse)).toEqual(onCard())
    const owed = (await office.trialBalance()).filter(({ account }) => account.kind === "merchantPayable")
    expect(owed.map(({ account, amount }) => ["owner" in account && account.owner, amount])).toEqual([
      ["fr1", -1_500n],
      ["hq", -6_000n]
    ])
  })

  it("takes the same lines again and again, and books them once", async () => {
    await load(20_000n, 0n)
    buy(shop, 100n)
    const first = await office.upload(tillOf(shop))
    const again = await office.upload(tillOf(shop))
    expect(first.verdicts.map(({ _tag }) => _tag)).toEqual(["accepted", "accepted"])
    expect(again.verdicts.map(({ _tag }) => _tag)).toEqual(["duplicate", "duplicate"])
    expect(first.acknowledged).toMatchObject({ sequence: 2 })
    const kept = office.kept.length
    office.restart()
    await office.run(Effect.flatMap(PurseOffice, ({ post }) => post))
    await office.upload(tillOf(shop), [{ text: "no line", signature: "" }])
    // Nothing is posted or kept again: what has its answer is known from the archive.
    expect((await office.upload(tillOf(shop))).verdicts.map(({ _tag }) => _tag)).toEqual([
      "duplicate",
      "duplicate"
    ])
    expect(office.kept.length).toBe(kept)
    expect(await office.balance(purse)).toEqual({ main: 19_900n, gift: 0n })
  })

  const gone = { type: "Adjust", amount: -20_000n, currency: "CNY", subWallet: "main", reason: "paid out" }
  it.each<readonly [string, ReadonlyArray<Readonly<Record<string, unknown>>>, bigint, ReadonlyArray<string>]>(
    [
      ["in order", [], 19_300n, []],
      ["blocked", [{ type: "Block", card: "40000001", reason: "theft" }], 19_300n, []],
      ["reported lost", [{ type: "ReportLost", card: "40000001", reason: "lost" }], 19_300n, []],
      ["frozen", [{ type: "Freeze", reason: "a doubt" }], 19_300n, ["account_frozen"]],
      [
        "in quarantine",
        [{ type: "Freeze", reason: "a doubt", quarantine: true }],
        20_000n,
        ["account_frozen", "account_quarantined", "overdrawn_offline"]
      ],
      ["emptied", [gone], 0n, ["overdrawn_offline"]],
      ["closed", [gone, { type: "Close", reason: "moved away" }], 0n, ["account_closed", "overdrawn_offline"]]
    ]
  )(
    "books a sale on an account that is %s by now, and says what to look at",
    async (_, acts, left, codes) => {
      await load(20_000n, 0n)
      buy(shop, 700n)
      for (const [at, act] of acts.entries()) {
        const whose = "card" in act ? {} : { account: office.accountOf(purse) }
        const ended = await office.submit({ key: `act-${at}`, ...whose, ...act })
        expect(ended).toMatchObject({ outcome: "approved" })
      }
      await office.upload(tillOf(shop))
      const { declined, excepted } = await office.office()
      expect(declined()).toEqual([])
      expect(excepted()).toEqual(codes.length === 0 ? [] : [{ key: `svp1:${purse}:2`, exceptions: codes }])
      const due = (await office.trialBalance()).filter(({ account }) => account.kind === "merchantPayable")
      expect(due.map(({ amount }) => amount)).toEqual([-700n])
      expect((await office.balance(purse)).main).toBe(left)
    }
  )

  it("believes a proof that comes before what it proves", async () => {
    await load(20_000n, 0n)
    buy(shop, 700n)
    await office.upload(tillOf(shop), tillOf(shop).lines.lines.toReversed())
    expect((await book()).purse(purse)?.known.map(({ by }) => by)).toEqual(["proof", "proof"])
    expect(await office.balance(purse)).toEqual({ main: 19_300n, gift: 0n })
  })

  it("settles a sale that no terminal knows the end of, by the card's next one elsewhere", async () => {
    await load(20_000n, 0n)
    const outcome = buy(shop, 700n, { command: 14, in: "answer", after: 3 })
    expect(outcome._tag).toBe("Unknown")
    await office.upload(tillOf(shop))
    expect((await book()).purse(purse)?.waiting.length).toBe(1)
    expect(await office.balance(purse)).toEqual({ main: 20_000n, gift: 0n })
    buy(franchise, 50n)
    await office.upload(tillOf(franchise))
    expect((await book()).purse(purse)?.waiting).toEqual([])
    expect(await office.balance(purse)).toEqual({ main: 19_250n, gift: 0n })
    expect(onCard()).toEqual({ main: 19_250n, gift: 0n })
  })

  it.each([
    ["done", 700n, { command: 14, in: "answer", after: 3 }],
    ["notDone", 0n, { command: 14, in: "command", after: 3 }]
  ] as const)(
    "tells a terminal what became of a sale whose card does not come back to it: %s",
    async (became, sold, tear) => {
      await load(20_000n, 0n)
      expect(buy(shop, 700n, tear)._tag).toBe("Unknown")
      expect((await office.upload(tillOf(shop))).ended).toEqual([])
      buy(franchise, 50n)
      await office.upload(tillOf(franchise))
      for (const restart of [false, true]) {
        if (restart) office.restart()
        const { ended } = await office.upload(tillOf(shop), [])
        expect(ended).toEqual([{ sequence: 1, became, tmc: 2 }])
      }
      const { journal, purse: till, run } = tillOf(shop)
      const { ended } = await office.upload(tillOf(shop), [])
      expect(run(till.hear(ended))).toEqual([{ sequence: 1, became }])
      const standing = run(journal.standing)
      expect([standing.open, standing.soldUnder("m7.1").amount]).toEqual([[], sold])
      const last = await office.upload(tillOf(shop))
      expect([last.ended, last.acknowledged?.sequence]).toEqual([[], 2])
      expect((await book()).incidents()).toEqual([])
      expect(await office.balance(purse)).toEqual(onCard())
    }
  )

  it("tells a terminal nothing of what it has ended itself, whichever line comes first", async () => {
    await load(20_000n, 0n)
    buy(shop, 700n)
    const [intent, done] = tillOf(shop).lines.lines
    if (intent === undefined || done === undefined) throw new Error("no lines")
    expect((await office.upload(tillOf(shop), [done])).ended).toEqual([])
    expect((await office.upload(tillOf(shop), [intent])).ended).toEqual([])
  })

  it("gives the money of a load back that the card never got, and keeps it where nobody knows", async () => {
    await load(1_000n, 0n)
    expect((await load(5_000n, 0n, { command: 15, in: "command", after: 3 }))._tag).toBe("Unknown")
    expect((await load(7_000n, 0n, { command: 5, in: "command", after: 3 }))._tag).toBe("CardLost")
    expect(await office.balance(purse)).toEqual({ main: 1_000n, gift: 0n })
    // 5,000 wait for the card to tell; 7,000 wait no longer.
    expect(await office.waiting(purse)).toBe(5_000n)
    expect((await book()).purse(purse)?.waiting.length).toBe(1)
    // The card comes to a till: that it spends as its second transaction shows that the load was none.
    buy(shop, 10n)
    await office.upload(tillOf(shop))
    expect((await book()).purse(purse)?.waiting).toEqual([])
    expect(await office.waiting(purse)).toBe(0n)
    expect(await office.balance(purse)).toEqual({ main: 990n, gift: 0n })
    expect(onCard()).toEqual({ main: 990n, gift: 0n })
  })

  it("books a load whose answer was lost when the card spends it, and the sale after it", async () => {
    await load(1_000n, 0n)
    expect((await load(5_000n, 300n, { command: 16, in: "answer", after: 5 }))._tag).toBe("Unknown")
    expect(await office.balance(purse)).toEqual({ main: 1_000n, gift: 0n })
    buy(shop, 5_500n)
    await office.upload(tillOf(shop))
    expect(await office.balance(purse)).toEqual({ main: 800n, gift: 0n })
    expect(onCard()).toEqual({ main: 800n, gift: 0n })
    expect((await office.office()).declined()).toEqual([])
  })

  it("does not ask the ledger for what a load put on the card before it is known that it did", async () => {
    await load(1_000n, 0n)
    expect((await load(5_000n, 0n, { command: 15, in: "answer", after: 5 }))._tag).toBe("Unknown")
    buy(shop, 10n)
    buy(franchise, 5_500n)
    await office.upload(tillOf(franchise))
    expect(await office.balance(purse)).toEqual({ main: 1_000n, gift: 0n })
    await office.upload(tillOf(shop))
    expect(await office.balance(purse)).toEqual({ main: 490n, gift: 0n })
    expect(onCard()).toEqual({ main: 490n, gift: 0n })
    expect((await office.office()).declined()).toEqual([])
  })

  it("undoes in the ledger what was voided on the card, whichever line comes first", async () => {
    await load(20_000n, 5_000n)
    const sold = buy(shop, 6_000n)
    const till = tillOf(shop)
    if (sold._tag !== "Done") throw new Error(sold._tag)
    expect(till.run(till.purse.undo(till.reader.put(card), sold.sequence))._tag).toBe("Done")
    await office.upload(till, till.lines.lines.toReversed())
    expect(onCard()).toEqual({ main: 20_000n, gift: 5_000n })
    expect(await office.balance(purse)).toEqual(onCard())
  })

  it("names the line of a burnt terminal that never came, and what it took", async () => {
    await load(20_000n, 0n)
    buy(shop, 700n)
    buy(franchise, 50n)
    await office.upload(tillOf(franchise))
    expect((await book()).missing()).toEqual([
      {
        purse,
        from: 2,
        to: 2,
        last: { group: 17, terminal: shop, epoch: 1, sequence: 1 },
        main: 700n,
        gift: 0n
      }
    ])
    expect(await office.balance(purse)).toEqual({ main: 19_950n, gift: 0n })
    expect((await book()).purse(purse)?.balances().main).toBe(onCard().main)
  })

  it("finds a card that was put back to what it was, pays both shops and charges the holder once", async () => {
    await load(20_000n, 0n)
    const copy = card.eeprom.snapshot()
    buy(shop, 700n)
    card.eeprom.restore(copy)
    buy(franchise, 900n)
    await office.upload(tillOf(shop))
    const { verdicts } = await office.upload(tillOf(franchise))
    expect(verdicts).toContainEqual({ _tag: "conflict", why: "clone" })
    expect((await book()).incidents()).toMatchObject([{ _tag: "Clone", purse, tmc: 2 }])
    expect((await book()).hotlisted).toEqual([purse])
    expect(await office.balance(purse)).toEqual({ main: 19_300n, gift: 0n })
    const sums = await office.trialBalance()
    expect(sums.filter(({ account }) => account.kind === "adjustment").length).toBe(1)
  })

  it("finds a card that was put back although the first line never came, by whom the next one names", async () => {
    await load(20_000n, 0n)
    const before = card.eeprom.snapshot()
    buy(shop, 700n)
    buy(shop, 10n)
    card.eeprom.restore(before)
    buy(franchise, 900n)
    const lines = tillOf(shop).lines.lines
    await office.upload(tillOf(shop), lines.slice(2))
    await office.upload(tillOf(franchise))
    expect((await book()).incidents().map(({ _tag }) => _tag)).toEqual(["RolledBack", "BalanceBroken"])
    expect((await book()).hotlisted).toEqual([purse])
  })

  it("re-issues a lost card: what is certain at once, the rest when every terminal is past the list", async () => {
    await load(60_000n, 0n)
    buy(shop, 1_000n)
    await office.upload(tillOf(shop))
    const lost = (await book()).purse(purse)
    if (lost === undefined) throw new Error("no book")
    const exposure = exposureOf(lost)
    // 49,000 of the allowance of 50,000 may be out.
    expect(exposure).toEqual({ certain: { main: 10_000n, gift: 0n }, exposed: 49_000n })
    buy(franchise, 2_500n)
    const successor = makeCard(2)
    const account = await office.open(purseOf(2), successor.uid)
    expect(account).toBeDefined()
    const certain = exposure?.certain ?? { main: 0n, gift: 0n }
    expect(
      (await load(certain.main, certain.gift, undefined, successor, purseOf(2), { kind: "carried" }))._tag
    ).toBe("Loaded")
    await office.upload(tillOf(franchise))
    expect(restOf(lost, certain)).toEqual({ main: 46_500n, gift: 0n })
    await load(46_500n, 0n, undefined, successor, purseOf(2), { kind: "carried" })
    expect(onCard(successor)).toEqual({ main: 56_500n, gift: 0n })
    expect(await office.balance(purse)).toEqual({ main: 56_500n, gift: 0n })
  })

  it.each([
    ["has used the list, and sent everything", { hotlist: 5, missing: [] }, 5, false, true],
    ["has used a later one", { hotlist: 6, missing: [] }, 5, false, true],
    ["has an older list", { hotlist: 4, missing: [] }, 5, false, false],
    ["has an older list, and its mandate has ended", { hotlist: 4, missing: [] }, 5, true, true],
    ["has used the list, and kept a line back", { hotlist: 5, missing: [3] }, 5, false, false],
    ["kept a line back, and its mandate has ended", { hotlist: 4, missing: [3] }, 5, true, false]
  ] as const)("a terminal that %s: %o, %i", (_, terminal, listedIn, hasEnded, is) => {
    expect(isPast(terminal, listedIn, hasEnded)).toBe(is)
  })

  it("loads nothing on a card that is on the newest list: that would give a blocked card its allowances back", async () => {
    await load(20_000n, 0n)
    const till = makeTerminal(shop, { terms: { hotlist: hotlistOf(group.group, 2, noon, [purse]) } })
    till.run(till.purse.buy(till.reader.put(card), { amount: 1n }))
    const before = card.eeprom.snapshot()
    await office.run(Effect.flatMap(PurseOffice, ({ list }) => list(signedList(2, [purse]))))
    expect(await load(100n, 0n)).toEqual({ _tag: "Refused", why: { _tag: "Hotlisted", version: 2 } })
    expect(card.eeprom.snapshot()).toEqual(before)
    expect([(await office.balance(purse)).main, await office.waiting(purse)]).toEqual([20_000n, 0n])
    // It was found again.
    await office.run(Effect.flatMap(PurseOffice, ({ list }) => list(signedList(3, []))))
    expect((await load(100n, 0n))._tag).toBe("Loaded")
    expect(contentsOf(card)).toMatchObject({
      main: 20_100n,
      amountLeft: 50_000n,
      state: { isBlocked: false }
    })
  })

  it("leaves a card alone that is not the one to be loaded", async () => {
    const other = makeCard(2)
    await office.open(purseOf(2), other.uid)
    expect(await load(500n, 0n, undefined, other, purse)).toMatchObject({
      _tag: "Refused",
      why: { _tag: "OtherCard" }
    })
    expect(await load(600_000n, 0n)).toMatchObject({ _tag: "Refused", why: { _tag: "ValueAboveCap" } })
    expect(runScript(look(accessTo(other, chanceOf("x"))), new Field(other).transmit)).toMatchObject({
      value: { tmc: 0 }
    })
    expect(await office.balance(purse)).toEqual({ main: 0n, gift: 0n })
  })
})
