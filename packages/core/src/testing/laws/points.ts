/**
 * The law of points: what a sale earns stands as long as the sale does.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Wallet } from "../../account/Wallet.ts"
import { type Entry, type LotMoved, lotsMoved } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { Configuration } from "../../network/Configuration.ts"
import { type Network, networkOf } from "../../network/Network.ts"
import { plainDocument } from "../../network/Part.ts"
import { eventsOf } from "../../notice/eventsOf.ts"
import { least } from "../../values/Amount.ts"
import type { WalletId } from "../../values/Ids.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Sent, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** What paid a sale and has not gone back: per lot and line. */
class Sale {
  /** What was earned and not taken back, nor has ended: points that have ended are not taken twice. */
  points = 0n
  readonly left = new Map<string, { amount: bigint; readonly category: string | undefined }>()
  readonly operation: Operation
  /** How many times as much as the program said at first it earns. */
  readonly times: bigint
  constructor(operation: Operation, times: bigint) {
    this.operation = operation
    this.times = times
  }
}

const isSale = ({ approved, verb }: Operation): boolean =>
  approved && (verb === "Redeem" || verb === "Capture" || verb === "Reinstate")

/** What an entry did to the claim on points: value in lots, less what is owed. */
const claimed = ({ movements }: Entry, wallet: WalletId): bigint =>
  movements.reduce((sum, movement) => {
    if (movement.kind === "lot" && movement.wallet === wallet) return sum + movement.remaining
    return movement.kind === "receivable" && movement.wallet === wallet ? sum - movement.amount : sum
  }, 0n)

/** Points for what is left of a sale, reckoned in tenths: the rules of the law earn 1 for 10, and 3 for 10 on rooms. */
const due = (sale: Sale): bigint => {
  let tenths = 0n
  for (const { amount, category } of sale.left.values()) tenths += amount * (category === "room" ? 3n : 1n)
  return (tenths * sale.times) / 10n
}

/** A slice by what it drew and what it paid for. */
const nameOf = (lot: string | undefined, line: LotMoved["line"]): string =>
  `${lot} ${line?.number} ${line?.category}`

const spent = (sale: Sale, money: WalletId): void => {
  for (const { line, lot, remaining, wallet } of lotsMoved(sale.operation.entry)) {
    if (wallet !== money || remaining >= 0n || lot.funding !== "paid") continue
    const name = nameOf(lot.id, line)
    const before = sale.left.get(name)?.amount ?? 0n
    sale.left.set(name, { amount: before - remaining, category: line?.category })
  }
}

const givenBack = (sale: Sale, operation: Operation, money: WalletId): void => {
  for (const { line, lot, remaining, wallet } of lotsMoved(operation.entry)) {
    if (wallet !== money || remaining === 0n) continue
    const known = [lot.id, lot.restoredFrom].map((id) => sale.left.get(nameOf(id, line)))
    const one = known.find((found) => found !== undefined)
    if (one !== undefined) one.amount -= remaining
  }
}

/** Tells the whole story of an account again: after every operation each sale has the points that what is left of it earns. */
const retell = (
  operations: ReadonlyArray<Operation>,
  money: WalletId,
  points: WalletId,
  timesOf: (sale: Operation) => bigint
): bigint => {
  const sales = new Map<string, Sale>()
  const of = new Map<string, Sale>()
  const refunds = new Map<string, bigint>()
  let claim = 0n
  for (const operation of operations) {
    if (!operation.approved) continue
    claim += claimed(operation.entry, points)
    const original = operation.original === undefined ? undefined : of.get(operation.original)
    if (isSale(operation)) {
      const sale = new Sale(operation, timesOf(operation))
      spent(sale, money)
      sales.set(operation.id, sale)
      of.set(operation.id, sale)
      sale.points += claimed(operation.entry, points)
      assert.equal(sale.points, due(sale), `${operation.verb} ${operation.id} earns what it should`)
    } else if (original !== undefined) {
      of.set(operation.id, original)
      givenBack(original, operation, money)
      const moved = claimed(operation.entry, points)
      const had = original.points
      original.points += moved
      const undone = refunds.get(operation.original ?? "")
      // The reversal of a refund is its exact inverse; a point that rounding makes of that goes with the next refund.
      if (undone !== undefined)
        assert.equal(moved, -undone, `${operation.verb} ${operation.id} is the inverse`)
      else if (operation.verb !== "ExpireLot")
        assert.equal(
          original.points,
          least(had, due(original)),
          `${operation.verb} ${operation.id} leaves what is due`
        )
      if (operation.verb === "Refund") refunds.set(operation.id, moved)
    }
  }
  return claim
}

const has = (wallet: Wallet): bigint =>
  wallet.lots.reduce((sum, lot) => sum + lot.remaining, 0n) - wallet.receivable

const stars = { id: "stars", funding: "promotional" as const }

type Document = typeof Configuration.Encoded

/** What is earned, so many times as much. */
const earning = (times: number) => [
  { points: 3 * times, per: 10, categories: ["room"] },
  { points: times, per: 10 }
]

const withPoints = (
  configuration: Document,
  terms: Partial<Document["programs"][number]["points"]> = { subWallet: { ...stars, validity: { days: 2 } } }
): Document => ({
  ...configuration,
  programs: configuration.programs.map((program) => ({
    ...program,
    points: {
      asset: { code: "PTS", exponent: 0 },
      subWallet: stars,
      earn: earning(1),
      ...terms
    }
  }))
})

/** What each sale of one account did to the points of two: a refund, and the reversal of one, belong to the sale. */
const bySale = (
  operations: ReadonlyArray<Operation>,
  own: WalletId,
  theirs: WalletId
): ReadonlyMap<string, readonly [bigint, bigint]> => {
  const sales = new Map<string, string>()
  const sums = new Map<string, readonly [bigint, bigint]>()
  for (const operation of operations) {
    if (!operation.approved) continue
    const sale = sales.get(operation.original ?? "") ?? operation.id
    sales.set(operation.id, isSale(operation) ? operation.id : sale)
    const [mine, brought] = sums.get(sales.get(operation.id) ?? "") ?? [0n, 0n]
    sums.set(sales.get(operation.id) ?? "", [
      mine + claimed(operation.entry, own),
      brought + claimed(operation.entry, theirs)
    ])
  }
  return sums
}

/** The points that an operation tells whoever brought the holder of, less those that it tells them to be gone. */
const toldOfReferral = (network: Network, operation: Operation): bigint =>
  eventsOf(network, { operation }).reduce((sum, event) => {
    if (event.kind === "referralEarned") return sum + event.amount
    return event.kind === "referralTakenBack" ? sum - event.amount : sum
  }, 0n)

export const referrersFollowTheSale = law(
  "referrers",
  "Who brought a holder has, of each sale of that holder, the agreed part of the points that still stand, rounded down once, and is told of each point that came or went.",
  fc.record({
    configuration: configurations({ limited: false, giving: false }),
    percent: fc.constantFrom(1, 33, 50, 100),
    steps: histories({
      longest: 24,
      of: ["redeem", "redeem", "hold", "capture", "refund", "undo", "wait", "load"]
    })
  }),
  (open, { configuration, percent, steps }) =>
    onLedger(open, withPoints(configuration, { referral: { percent } }), async (till) => {
      const { cards } = await playAll(till, steps)
      const [own, theirs] = await Promise.all(
        cards.map(async (card) => (await till.walletsOf(card)).find(({ asset }) => asset === "PTS"))
      )
      assert.ok(own !== undefined && theirs !== undefined)
      const operations = (await till.journal()).map(({ operation }) => operation)
      const of = operations.filter(({ links }) => links.some(({ wallet }) => wallet === own.id))
      for (const [sale, [mine, brought]] of bySale(of, own.id, theirs.id))
        assert.equal(brought, (mine * BigInt(percent)) / 100n, sale)
      for (const operation of of.filter(({ approved }) => approved))
        assert.equal(
          toldOfReferral(networkOf(till.configuration), operation),
          claimed(operation.entry, theirs.id),
          operation.id
        )
    })
)

/** Newer terms of the program, under which a sale earns so many times as much; 0: there are no points any more. */
const newTerms = ({ configuration, network }: Till, times: number): Sent | undefined => {
  const id = configuration.programs[0]?.id
  const terms = id && network().programs.get(id)
  if (terms === undefined) return undefined
  const { points, ...others } = Object(plainDocument("program", terms))
  const to = {
    ...others,
    version: terms.version + 1,
    ...(times > 0 && { points: { ...points, earn: earning(times) } })
  }
  return { type: "ChangeProgram", key: "terms", to, version: terms.version, reason: "law" }
}

/** By how much more a sale earns than the first terms say: as many times as the newer ones say, once they are there. */
const timesAfter = (operations: ReadonlyArray<Operation>, times: number) => {
  const change = operations.findIndex(({ approved, verb }) => approved && verb === "ChangeProgram")
  const later = new Set(change < 0 ? [] : operations.slice(change))
  return (sale: Operation): bigint => (later.has(sale) ? BigInt(times) : 1n)
}

export const pointsFollowTheSale = law(
  "points",
  "A sale earns on what is left of it: a refund or reversal takes back what that sale earned by the terms of its time, spent or not, and what is missing is owed and paid by the next that are earned.",
  fc.record({
    configuration: configurations({ limited: false, sized: false, giving: false }).map((document) =>
      withPoints(document)
    ),
    change: fc.record({ step: fc.nat(24), times: fc.constantFrom(0, 1, 2) }),
    steps: histories({
      longest: 24,
      of: [
        "redeem",
        "redeem",
        "hold",
        "capture",
        "refund",
        "refund",
        "undo",
        "burn",
        "wait",
        "load",
        "reverse"
      ]
    })
  }),
  (open, { change, configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      let taken = 0
      const { cards } = await playAll(till, steps, async () => {
        taken += 1
        const terms = taken === change.step ? newTerms(till, change.times) : undefined
        if (terms !== undefined) await till.submit(terms, "law")
      })
      const operations = (await till.journal()).map(({ operation }) => operation)
      for (const card of cards) {
        const wallets = await till.walletsOf(card)
        const money = wallets.find(({ asset }) => asset === "CNY")
        const points = wallets.find(({ asset }) => asset === "PTS")
        assert.ok(money !== undefined && points !== undefined)
        const own = operations.filter(({ links }) =>
          links.some(({ wallet }) => wallet === money.id || wallet === points.id)
        )
        const claim = retell(own, money.id, points.id, timesAfter(operations, change.times))
        assert.equal(claim, has(points))
      }
    })
)
