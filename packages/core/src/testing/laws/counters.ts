/**
 * Laws of what is counted over many cards: limits of operators, outlets, owners and programs, and quotas. Told again from
 * the amounts of the operations alone.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { HoldMoved, LotMoved } from "../../journal/Entry.ts"
import { slicesOf } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import { networkOf, zoneAt } from "../../network/Network.ts"
import { type MovementLimit, windowOf } from "../../program/Limit.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { beginnings, law, onLedger } from "./Law.ts"

/** The card of an operation, or of the hold that it goes on with. */
const cardOf = ({ asked, original }: Operation, all: ReadonlyArray<Operation>): string | undefined => {
  const { card } = asked === "" ? {} : JSON.parse(asked)
  const placed = all.find(({ id, verb }) => id === original && verb === "Hold")
  return placed === undefined ? card : cardOf(placed, all)
}

/** Who an operation counts for; nobody, where it names none of the kind. */
const whoOf = (
  limit: MovementLimit,
  operation: Operation,
  all: ReadonlyArray<Operation>
): string | undefined => {
  const { operator, outlet, owner, terminal } = operation
  switch (limit.scope) {
    case "card":
      return cardOf(operation, all)
    case "terminal":
      return terminal
    case "operator":
      return operator
    case "outlet":
      return outlet
    case "owner":
      return owner
    default:
      return "everybody"
  }
}

/** What a hold reserves for one period of somebody's limit. */
interface Share {
  readonly place: string
  amount: bigint
}

interface Reserved {
  readonly shares: Array<Share>
  until: number
}

/** The counters of one limit, kept by hand. */
class Tally {
  private readonly consumed = new Map<string, bigint>()
  private readonly holds = new Map<string, Reserved>()

  total(place: string, at: number): bigint {
    let sum = this.consumed.get(place) ?? 0n
    for (const { shares, until } of this.holds.values())
      if (until > at) for (const share of shares) if (share.place === place) sum += share.amount
    return sum
  }

  consume(place: string | undefined, amount: bigint): void {
    if (place !== undefined) this.consumed.set(place, (this.consumed.get(place) ?? 0n) + amount)
  }

  reserve(hold: string, place: string | undefined, amount: bigint): void {
    const known = this.holds.get(hold) ?? { shares: [], until: 0 }
    known.shares.push({ place: place ?? "", amount })
    this.holds.set(hold, known)
  }

  /** Takes an amount out of what a hold reserves, oldest first, and counts it where it was reserved. */
  capture(hold: string, amount: bigint): void {
    let left = amount
    for (const share of this.holds.get(hold)?.shares ?? []) {
      const part = left < share.amount ? left : share.amount
      left -= part
      share.amount -= part
      this.consume(share.place, part)
    }
  }

  /** The hold lives until an instant from now on, or is over. */
  live(hold: string, until: number | undefined): void {
    const known = this.holds.get(hold)
    if (until === undefined) this.holds.delete(hold)
    else if (known !== undefined) known.until = until
  }
}

const sumOf = (
  { entry }: Operation,
  pick: (slice: LotMoved) => boolean,
  field: "held" | "remaining"
): bigint =>
  slicesOf(entry)
    .filter(pick)
    .reduce((sum, slice) => sum + slice[field], 0n)

const holdMoved = ({ entry }: Operation): HoldMoved | undefined =>
  entry.movements.find((movement): movement is HoldMoved => movement.kind === "hold")

const count = (tally: Tally, place: string | undefined, operation: Operation): void => {
  const hold = String(operation.original ?? operation.id)
  const moved = holdMoved(operation)
  switch (operation.verb) {
    case "Redeem":
      tally.consume(place, -sumOf(operation, () => true, "remaining"))
      break
    case "Hold":
    case "IncrementHold":
      tally.reserve(
        hold,
        place,
        sumOf(operation, () => true, "held")
      )
      break
    case "Capture":
      tally.capture(
        hold,
        -sumOf(operation, ({ held, remaining }) => held < 0n && remaining < 0n, "remaining")
      )
      tally.consume(
        place,
        -sumOf(operation, ({ held, remaining }) => held === 0n && remaining < 0n, "remaining")
      )
      break
    default:
      break
  }
  if (moved !== undefined) tally.live(hold, moved.after?.expiresAt)
}

/** What a declined operation says of a limit: which one, and the room that was left. */
export const roomSaid = (
  { approved, outcome }: Operation,
  code: string
): { limit: string; room: number } | undefined => {
  if (approved) return undefined
  const { decline } = JSON.parse(outcome)
  return decline?.code === code ? { limit: decline.limit, room: decline.room ?? decline.left } : undefined
}

/** What takes room: the end of a hold, which may be posted later than it counts, takes none. */
const taking = new Set(["Redeem", "Hold", "IncrementHold", "Capture"])

const checkLimit = (till: Till, limit: MovementLimit, operations: ReadonlyArray<Operation>): void => {
  const network = networkOf(till.configuration)
  const tally = new Tally()
  for (const operation of operations) {
    const outlet = operation.outlet === undefined ? undefined : network.outlets.get(operation.outlet)
    const who = whoOf(limit, operation, operations)
    const window = windowOf(limit.per, zoneAt(network, outlet), operation.effectiveAt).name
    const place = who === undefined ? undefined : `${who} ${window}`
    const said = roomSaid(operation, "limit_exceeded")
    if (said?.limit === limit.id && place !== undefined) {
      const total = tally.total(place, operation.effectiveAt)
      assert.equal(
        BigInt(said.room),
        total > limit.amount ? 0n : limit.amount - total,
        `${limit.id} ${place}`
      )
    }
    if (!operation.approved) continue
    count(tally, place, operation)
    if (place === undefined) continue
    const total = tally.total(place, operation.effectiveAt)
    assert.ok(
      !taking.has(operation.verb) || total <= limit.amount,
      `${limit.id} ${place}: ${total} of ${limit.amount}`
    )
  }
}

export const scopedLimitsHold = law(
  "scoped limits",
  "What one card, operator, terminal, outlet or owner spends, or all of a program do, over whatever cards, is within its limit at every approval, and what a decline says is left is exactly that; a hold counts until it ends.",
  fc.record({
    beginning: beginnings,
    configuration: configurations({ limited: "scoped", sized: false }),
    steps: histories({
      longest: 30,
      of: ["redeem", "redeem", "hold", "hold", "capture", "increment", "release", "extend", "wait", "load"]
    })
  }),
  (open, { beginning, configuration, steps }) =>
    onLedger(
      open,
      configuration,
      async (till) => {
        await playAll(till, steps)
        const operations = (await till.journal()).map(({ operation }) => operation)
        for (const limit of till.configuration.programs[0]?.limits ?? [])
          if ("verb" in limit) checkLimit(till, limit, operations)
      },
      beginning
    )
)
