/** What terminals sell is paid as far as a mandate of the office covers it; the rest is kept for a person, and never lost. */
import fc from "fast-check"
import * as Effect from "effect/Effect"
import { beforeEach, describe, expect, it } from "vitest"
import { perform } from "../../src/apdu/perform.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { readRow } from "../../src/journal/Row.ts"
import { type Claim, MandateBook } from "../../src/office/MandateBook.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import { commit } from "../../src/purse/Intent.ts"
import { hotlistOf, type Mandate } from "../../src/purse/Mandate.ts"
import { preparePurchase } from "../../src/purse/purchase.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { accessTo, asker, chanceOf, group, makeCard, noon, purseOf } from "../purse/shop.ts"
import { makeTerminal, mandateFor, seedOf, type Terminal } from "../purse/terminal.ts"
import { makeOffice, signedList, signedMandate } from "./ledger.ts"

const purse = purseOf(1)
const shop = 7
const sold = 700n

let office: ReturnType<typeof makeOffice>
let card: VirtualDesfire
let till: Terminal

const buy = (amount: bigint) => {
  const ended = till.run(till.purse.buy(till.reader.put(card), { amount }))
  till.reader.take()
  if (ended._tag !== "Done") throw new Error(ended._tag)
  return ended
}
const withheld = async () =>
  (await office.office()).withheld().map(({ amount, key, why }) => [key, amount, why])
const due = async (): Promise<bigint> =>
  (await office.trialBalance()).reduce(
    (sum, { account, amount }) => (account.kind === "merchantPayable" ? sum - amount : sum),
    0n
  )
const inLedger = async (): Promise<bigint> => (await office.balance(purse)).main
const run = <A, E>(use: (office: PurseOffice["Service"]) => Effect.Effect<A, E>) =>
  office.run(Effect.flatMap(PurseOffice, use))

beforeEach(async () => {
  office = makeOffice()
  card = makeCard(1)
  till = makeTerminal(shop)
  await office.open(purse, card.uid)
  const source = { kind: "paid", tender: { kind: "cash" } } as const
  const put = office.reader.put(card)
  await run(({ load }) =>
    office.reader.service.session(put, (session) =>
      load(session, purse, { sequence: 1, main: 20_000n, gift: 0n, source })
    )
  )
})

describe("a sale of a terminal", () => {
  /** The terminal goes by its own idea of the mandate, the office by what it signed. */
  const enrolledWith = async (change: Partial<Mandate> | undefined) => {
    await run(({ enrol }) => enrol(shop, 1, signingKeys(seedOf(shop)).publicKey))
    if (change !== undefined) await run(({ give }) => give(signedMandate({ ...mandateFor(shop), ...change })))
  }

  it.each<readonly [name: string, change: Partial<Mandate> | undefined, why: string]>([
    ["under a mandate that the office never gave", undefined, "mandateUnknown"],
    ["under another terminal's", { terminal: 8 }, "mandateOfAnother"],
    ["under that of an epoch before", { epoch: 0 }, "mandateOfAnother"],
    ["before it began", { from: noon + 1 }, "mandateNotYet"],
    ["at the moment it ended", { until: noon }, "mandateExpired"],
    ["of more than one may be", { perPurchase: 699n }, "perPurchase"],
    ["of more than all may be", { total: 699n }, "totalUsedUp"],
    ["of one more than there may be", { count: 0 }, "countUsedUp"],
    ["of more than a card may spend on a day", { perCardPerDay: 699n }, "perCardUsedUp"]
  ])("%s waits for a person, who pays it or does not", async (_, change, why) => {
    await enrolledWith(change)
    buy(sold)
    const { verdicts } = await office.upload(till)
    expect(verdicts.map(({ _tag }) => _tag)).toEqual(["accepted", "accepted"])
    const key = `svp1:${purse}:2`
    for (const restart of [false, true]) {
      if (restart) office.restart()
      expect(await withheld()).toEqual([[key, sold, why]])
      expect([await inLedger(), await due()]).toEqual([20_000n, 0n])
      // The card has paid, and the office knows it.
      expect((await office.office()).book.purse(purse)?.balances().main).toBe(19_300n)
    }
    await run(({ rule }) => rule(key, "pay", "A. Owner"))
    expect(await withheld()).toEqual([])
    expect([await inLedger(), await due()]).toEqual([19_300n, sold])
    office.restart()
    await run(({ post }) => post)
    expect([await inLedger(), await due()]).toEqual([19_300n, sold])
  })

  it("that a person refused stays the holder's, and so does what is undone of it later", async () => {
    await enrolledWith({ until: noon })
    const { sequence } = buy(sold)
    await office.upload(till)
    await run(({ rule }) => rule(`svp1:${purse}:2`, "refuse", "A. Owner"))
    till.run(till.purse.undo(till.reader.put(card), sequence))
    await office.upload(till)
    office.restart()
    await office.upload(till)
    expect([await withheld(), await inLedger(), await due()]).toEqual([[], 20_000n, 0n])
    expect((await office.office()).declined()).toEqual([])
  })

  it.each([
    [{}, 700n],
    [{ perPurchase: 50_000n }, 700n],
    [{ until: noon + 1, from: noon, total: 700n, count: 1, perCardPerDay: 700n, perPurchase: 700n }, 700n]
  ])("that a mandate covers to the last unit is paid at once: %o", async (change, amount) => {
    await enrolledWith(change)
    buy(amount)
    await office.upload(till)
    expect([await withheld(), await due()]).toEqual([[], amount])
  })

  it("that came before its mandate is paid when the mandate comes", async () => {
    await enrolledWith(undefined)
    buy(sold)
    await office.upload(till)
    expect((await withheld()).length).toBe(1)
    await run(({ give }) => give(signedMandate(mandateFor(shop))))
    expect([await withheld(), await inLedger(), await due()]).toEqual([[], 19_300n, sold])
  })

  it("that comes in after its mandate was revoked waits, and what came in before stays paid", async () => {
    await enrolledWith({})
    buy(sold)
    await office.upload(till)
    buy(200n)
    await run(({ revoke }) => revoke(mandateFor(shop).id))
    await office.upload(till)
    expect(await withheld()).toEqual([[`svp1:${purse}:3`, 200n, "mandateRevoked"]])
    office.restart()
    expect([(await withheld()).length, await due()]).toEqual([1, sold])
  })

  it("of a line that says that the clock stood behind an earlier one waits, and a line says so whoever sold", async () => {
    await enrolledWith({})
    buy(1n)
    // It sells without looking at its clock.
    till.current.terms = { ...till.current.terms, mandate: mandateFor(shop) }
    const blind = makeTerminal(shop, { lines: till.lines })
    till = blind
    till.setTime(noon - 1)
    const put = till.reader.put(card)
    const sale = preparePurchase(accessTo(card, chanceOf("blind")), {
      amount: sold,
      from: "main",
      asker: asker(shop, 3),
      at: noon - 1,
      mayPay: () => undefined
    })
    const ended = await Effect.runPromise(
      till.reader.service.session(put, (session) =>
        Effect.gen(function* () {
          const prepared = yield* perform(sale, session)
          if (prepared._tag !== "Completed") throw new Error(prepared._tag)
          const { uid, input, asker: _, ...intent } = prepared.value.intent
          const named = { currency: "CNY", mandate: mandateFor(shop).id, hotlist: 1 }
          const { kind: __, ...rest } = intent
          till.run(
            till.journal.append({
              kind: "intent",
              of: "purchase",
              uid: toHex(uid),
              input: toHex(input),
              ...rest,
              ...named
            })
          )
          return yield* perform(commit(prepared.value), session)
        })
      )
    )
    if (ended._tag !== "Completed") throw new Error(ended._tag)
    const { tmc, tmv } = ended.value
    till.run(till.journal.append({ kind: "done", sequence: 3, tmc, tmv: toHex(tmv) }))
    expect(till.lines.lines.map(({ text }) => readRow(text)?.clock)).toEqual([
      "good",
      "good",
      "suspect",
      "suspect"
    ])
    await office.upload(till)
    expect([await withheld(), await due()]).toEqual([[[`svp1:${purse}:3`, sold, "clockWentBack"]], 1n])
  })

  it("whose terminal's clock stood behind an earlier line waits", () => {
    const book = new MandateBook<string>()
    book.give(mandateFor(shop))
    expect(book.sold({ ...claimOf(1, 5n), isClockSuspect: true }, ["sale"])).toEqual([])
    expect(book.withheld.map(({ why }) => why)).toEqual(["clockWentBack"])
  })
})

describe("a mandate", () => {
  const refusals = {
    forged: signedMandate(mandateFor(shop), signingKeys(seedOf(66))),
    changed: {
      ...signedMandate(mandateFor(shop)),
      text: signedMandate({ ...mandateFor(shop), total: 2n ** 51n }).text
    },
    ofAnother: signedMandate({ ...mandateFor(shop), group: group.group + 1 }),
    ofAnotherCurrency: signedMandate({ ...mandateFor(shop), currency: "EUR" }),
    idTaken: signedMandate({ ...mandateFor(shop), until: noon + 1 })
  }
  it.each([
    ["forged", "forged"],
    ["changed", "forged"],
    ["ofAnother", "ofAnother"],
    ["ofAnotherCurrency", "ofAnother"],
    ["idTaken", "idTaken"]
  ] as const)("that is %s is not taken: %s", async (name, why) => {
    await office.enrol(shop)
    const kept = office.kept.length
    const ended = await run(({ give }) => Effect.flip(give(refusals[name])))
    expect(ended).toMatchObject({ _tag: "MandateRefused", why })
    // The same one again is nothing new.
    await run(({ give }) => give(signedMandate(mandateFor(shop))))
    expect(office.kept.length).toBe(kept)
  })
})

const claimOf = (sequence: number, amount: bigint, purse = "p", day = 0): Claim => ({
  key: `k${sequence}`,
  purse,
  asker: { group: group.group, terminal: shop, epoch: 1, sequence },
  at: noon + day * 86_400_000,
  isClockSuspect: false,
  isClassic: false,
  isFloatEnded: false,
  mandate: mandateFor(shop).id,
  hotlist: 1,
  amount
})

describe("the list that a sale was made by", () => {
  const hour = 3_600_000
  const signer = signingKeys(seedOf(99))
  const signed = (what: object) => {
    const text = JSON.stringify(what)
    return { text, signature: signer.sign(text) }
  }
  const listed = (version: number, at: number, purses: ReadonlyArray<string> = []) =>
    signedList(version, purses, at)
  const give = (list: ReturnType<typeof listed>) => run(({ list: take }) => take(list))
  /** What the terminal goes by; the office has lists of its own. */
  const sellBy = async (version: number, at = noon) => {
    till.current.terms = { ...till.current.terms, hotlist: hotlistOf(group.group, version, at, []) }
    buy(sold)
    await office.upload(till)
  }
  const whys = async () => (await withheld()).map(([, , why]) => why)

  it.each<
    readonly [
      name: string,
      lists: ReadonlyArray<readonly [version: number, at: number, purses?: ReadonlyArray<string>]>,
      used: number,
      why: string | undefined
    ]
  >([
    ["none was ever given", [], 3, undefined],
    ["is as old as it may be", [[3, noon - 24 * hour]], 3, undefined],
    ["is older than it may be", [[3, noon - 24 * hour - 1]], 3, "hotlistTooOld"],
    [
      "was followed by one that is too old itself",
      [
        [3, noon - 25 * hour],
        [4, noon]
      ],
      2,
      "hotlistTooOld"
    ],
    [
      "is not known, and the next one is new enough",
      [
        [1, 0],
        [4, noon - hour]
      ],
      3,
      undefined
    ],
    ["is still to come", [[3, noon]], 4, "hotlistUnknown"],
    ["has the card on it", [[3, noon, [purse]]], 3, "hotlisted"],
    [
      "had the card on it no more",
      [
        [2, noon, [purse]],
        [3, noon]
      ],
      3,
      undefined
    ],
    [
      "had the card on it, and the newest has not",
      [
        [2, noon, [purse]],
        [3, noon]
      ],
      2,
      "hotlisted"
    ],
    [
      "did not have the card on it yet",
      [
        [2, noon],
        [3, noon, [purse]]
      ],
      2,
      undefined
    ]
  ])("%s", async (_, lists, used, why) => {
    await office.enrol(shop)
    for (const [version, at, purses] of lists) await give(listed(version, at, purses))
    await sellBy(used)
    for (const restart of [false, true]) {
      if (restart) office.restart()
      expect(await whys()).toEqual(why === undefined ? [] : [why])
      expect(await due()).toBe(why === undefined ? sold : 0n)
    }
    if (why === undefined) return
    await run(({ rule }) => rule(`svp1:${purse}:2`, "pay", "A. Owner"))
    expect([await whys(), await due()]).toEqual([[], sold])
  })

  it("comes after the sale: what waited for it is paid, or waits for a person", async () => {
    await office.enrol(shop)
    await give(listed(1, noon))
    await sellBy(2)
    await sellBy(3)
    expect(await whys()).toEqual(["hotlistUnknown", "hotlistUnknown"])
    await give(listed(2, noon))
    expect([await whys(), await due()]).toEqual([["hotlistUnknown"], sold])
    const change = { type: "hotlistChange", group: group.group, from: 2, version: 3, at: noon, removed: [] }
    await give(signed({ ...change, added: [purse.slice(-10)] }))
    expect([await whys(), await due()]).toEqual([["hotlisted"], sold])
  })

  it.each([
    ["forged", "forged", { ...listed(3, noon), text: listed(3, noon + 1).text }],
    ["of another group", "ofAnother", signed(hotlistOf(group.group + 1, 3, noon, []))],
    ["older than the newest", "notNewer", listed(1, noon)],
    ["another one under its version", "notNewer", listed(2, noon, [purse])],
    [
      "a change of another version",
      "notNext",
      signed({
        type: "hotlistChange",
        group: group.group,
        from: 1,
        version: 3,
        at: noon,
        added: [],
        removed: []
      })
    ]
  ])("is not taken where it is %s", async (_, why, list) => {
    await give(listed(2, noon))
    const kept = office.kept.length
    expect(await run(({ list: take }) => Effect.flip(take(list)))).toMatchObject({
      _tag: "HotlistRefused",
      why
    })
    await give(listed(2, noon))
    expect(office.kept.length).toBe(kept)
  })
})

/** Amounts that were paid and not given back, by what a book let through. */
class Paid {
  readonly amounts = new Map<string, bigint>()
  add(texts: ReadonlyArray<readonly [key: string, amount: bigint]>): void {
    for (const [key, amount] of texts) this.amounts.set(key, (this.amounts.get(key) ?? 0n) + amount)
  }
  get all(): ReadonlyArray<bigint> {
    return [...this.amounts.values()].filter((amount) => amount !== 0n)
  }
}

const sum = (amounts: ReadonlyArray<bigint>): bigint => amounts.reduce((so, amount) => so + amount, 0n)
type Act = "sell" | "undo" | "give" | "revoke"

describe("what counts under a mandate", () => {
  const bookWith = (change: Partial<Mandate>) => {
    const book = new MandateBook<string>()
    book.give({ ...mandateFor(shop), ...change })
    return {
      book,
      sell: (n: number, amount: bigint) => book.sold(claimOf(n, amount), [`sale ${n}`]),
      undo: (n: number, amount: bigint, back = amount) =>
        book.undone(claimOf(n, amount), { main: back, gift: 0n }, [`undo ${n}`])
    }
  }

  it("is no sale that was undone, also where there may be no more sales", () => {
    const { book, sell, undo } = bookWith({ count: 1 })
    expect([sell(1, 5n), sell(2, 6n)]).toEqual([["sale 1"], []])
    expect(undo(2, 6n)).toEqual(["sale 2", "undo 2"])
    expect([sell(3, 7n), undo(1, 5n)]).toEqual([[], ["undo 1", "sale 3"]])
    expect(book.withheld).toEqual([])
  })

  it("is also what a person paid, until it is undone", () => {
    const { book, sell, undo } = bookWith({ total: 100n, perPurchase: 60n })
    expect([sell(1, 61n), sell(2, 39n)]).toEqual([[], ["sale 2"]])
    expect([book.rule("k1", "pay"), book.rule("k1", "pay")]).toEqual([["sale 1"], []])
    expect(sell(3, 1n)).toEqual([])
    expect(undo(1, 61n)).toEqual(["undo 1", "sale 3"])
    expect(sell(4, 60n)).toEqual(["sale 4"])
    expect(sell(5, 1n)).toEqual([])
  })

  it("is what was not undone of it, and it is still one sale", () => {
    const { book, sell, undo } = bookWith({ total: 100n, count: 3 })
    expect([sell(1, 100n), undo(1, 100n, 30n)]).toEqual([["sale 1"], ["undo 1"]])
    expect([sell(2, 31n), sell(3, 30n)]).toEqual([[], ["sale 3"]])
    expect(undo(2, 31n, 1n)).toEqual([])
    expect(undo(3, 30n)).toEqual(["undo 3", "sale 2", "undo 2"])
    expect([sell(4, 1n), undo(2, 31n)]).toEqual([[], ["undo 2", "sale 4"]])
    expect(book.withheld).toEqual([])
  })

  it("is nothing under a mandate that was revoked before it was given", () => {
    const book = new MandateBook<string>()
    book.revoke(mandateFor(shop).id)
    expect(book.sold(claimOf(1, 5n), ["sale 1"])).toEqual([])
    expect(book.give(mandateFor(shop))).toEqual([])
    expect(book.withheld.map(({ why }) => why)).toEqual(["mandateRevoked"])
  })

  it("is not a second mandate with its id", () => {
    const { book, sell } = bookWith({ total: 5n })
    book.give({ ...mandateFor(shop), total: 500n })
    expect(sell(1, 6n)).toEqual([])
  })
})

describe("laws of mandates", () => {
  const limits: Mandate = {
    ...mandateFor(shop),
    total: 100n,
    count: 6,
    perPurchase: 40n,
    perCardPerDay: 60n,
    until: noon + 5 * 86_400_000
  }

  it("whatever terminals write, no more is paid without a person than the mandate says", () => {
    const act = fc.record({
      act: fc.constantFrom<Act>("sell", "sell", "sell", "sell", "undo", "give", "revoke"),
      sequence: fc.integer({ min: 1, max: 12 }),
      amount: fc.bigInt(1n, 50n),
      part: fc.constantFrom(1n, 2n, 7n, undefined),
      purse: fc.constantFrom("p", "q", "r"),
      day: fc.constantFrom(-1, 0, 0, 0, 1, 4, 5)
    })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const book = new MandateBook<readonly [string, bigint]>()
        const paid = new Paid()
        const claims = new Map<number, Claim>()
        const undone = new Set<number>()
        for (const { act, amount, day, part, purse, sequence } of acts) {
          const claim = claims.get(sequence)
          if (act === "give") paid.add(book.give(limits))
          else if (act === "revoke") book.revoke(limits.id)
          else if (act === "sell" && claim === undefined) {
            const made = claimOf(sequence, amount, purse, day)
            claims.set(sequence, made)
            paid.add(book.sold(made, [[made.key, amount]]))
          } else if (act === "undo" && claim !== undefined && !undone.has(sequence)) {
            undone.add(sequence)
            const back = part !== undefined && part < claim.amount ? part : claim.amount
            paid.add(book.undone(claim, { main: back, gift: 0n }, [[claim.key, -back]]))
          }
          const stands = [...claims.values()].filter(({ key }) => (paid.amounts.get(key) ?? 0n) !== 0n)
          expect(paid.all.every((amount) => amount > 0n && amount <= limits.perPurchase)).toBe(true)
          expect(sum(paid.all) <= limits.total).toBe(true)
          expect(paid.all.length <= limits.count).toBe(true)
          expect(stands.every(({ at }) => at >= limits.from && at < limits.until)).toBe(true)
          for (const { at, purse } of stands) {
            const sameDay = stands.filter((one) => one.purse === purse && one.at === at)
            const paidThen = sameDay.map(({ key }) => paid.amounts.get(key) ?? 0n)
            expect(sum(paidThen) <= limits.perCardPerDay).toBe(true)
          }
        }
      }),
      { numRuns: 300 }
    )
  })

  it("everything that a terminal sold within its mandate is paid in the end, in whatever order it comes", () => {
    const sale = fc.record({
      amount: fc.bigInt(1n, 40n),
      purse: fc.constantFrom("p", "q", "r"),
      day: fc.integer({ min: 0, max: 4 }),
      isUndone: fc.boolean(),
      order: fc.nat(1_000),
      later: fc.nat(1_000)
    })
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 15 }), fc.nat(1_000), (sales, given) => {
        // What the terminal itself lets through, and undoes at once.
        const model = { total: 0n, count: 0, toCards: new Map<string, bigint>() }
        const events: Array<readonly [order: number, run: (paid: Paid) => void]> = []
        const book = new MandateBook<readonly [string, bigint]>()
        let wanted = 0n
        for (const [at, { amount, day, isUndone, later, order, purse }] of sales.entries()) {
          const name = `${purse}:${day}`
          const toCard = (model.toCards.get(name) ?? 0n) + amount
          const isWithin =
            model.total + amount <= limits.total &&
            model.count < limits.count &&
            toCard <= limits.perCardPerDay
          if (!isWithin) continue
          const claim = claimOf(at + 1, amount, purse, day)
          events.push([order, (paid) => paid.add(book.sold(claim, [[claim.key, amount]]))])
          // The office looks at an undoing when it knows the sale.
          if (isUndone)
            events.push([
              order + later,
              (paid) => paid.add(book.undone(claim, { main: amount, gift: 0n }, [[claim.key, -amount]]))
            ])
          else {
            wanted += amount
            model.total += amount
            model.count += 1
            model.toCards.set(name, toCard)
          }
        }
        events.push([given, (paid) => paid.add(book.give(limits))])
        const paid = new Paid()
        for (const [, run] of events.sort(([a], [b]) => a - b)) run(paid)
        expect(book.withheld).toEqual([])
        expect(sum(paid.all)).toBe(wanted)
      }),
      { numRuns: 300 }
    )
  })
})
