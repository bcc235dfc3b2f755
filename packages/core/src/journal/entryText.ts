/**
 * The text of an entry: one line of JSON, always the same for the same entry, which is hashed and stored.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { plainHold } from "../account/Hold.ts"
import {
  type Earned,
  type Entry,
  type HoldMoved,
  type InactivityMoved,
  type LotMoved,
  Movement,
  type OfSale,
  type Posting,
  type UseMoved
} from "./Entry.ts"
import type { CardIndex, OwnerId, ProgramId } from "../values/Ids.ts"

const encodeMovement = Schema.encodeSync(Movement)

/** Written out by hand, at a fifth of what the schema costs, in the order of the schema. */
const plainLot = ({
  held,
  line,
  lot,
  promised,
  remaining,
  spend,
  voucher,
  wallet,
  why
}: LotMoved): object => ({
  kind: "lot",
  wallet,
  lot: {
    id: lot.id,
    subWallet: lot.subWallet,
    funding: lot.funding,
    funded: Number(lot.funded),
    costBasis: Number(lot.costBasis),
    fundedAt: lot.fundedAt,
    activeFrom: lot.activeFrom,
    expiresAt: lot.expiresAt,
    loadedAt: lot.loadedAt,
    restoredFrom: lot.restoredFrom
  },
  remaining: Number(remaining),
  held: Number(held),
  promised: Number(promised),
  line,
  why,
  voucher,
  spend: spend === undefined ? undefined : Number(spend)
})

const plainUse = (use: UseMoved): object => ({
  kind: "use",
  wallet: use.wallet,
  limit: use.limit,
  window: use.window,
  consumed: Number(use.consumed),
  reserved: Number(use.reserved),
  hold: use.hold,
  until: use.until,
  untilBefore: use.untilBefore
})

const plainHoldMoved = ({ after, before, wallet }: HoldMoved): object => ({
  kind: "hold",
  wallet,
  before: before && plainHold(before),
  after: after && plainHold(after)
})

/** Of few fields, none of which is encoded. */
const plainInactivityMoved = ({ after, before, kind, wallet }: InactivityMoved): object => ({
  kind,
  wallet,
  before: before && { activeAt: before.activeAt, feeAt: before.feeAt },
  after: after && { activeAt: after.activeAt, feeAt: after.feeAt }
})

/** What moves in most entries is written out by hand; the rest, which is rare, by its schema. */
const plainMovement = (movement: Movement): object => {
  switch (movement.kind) {
    case "lot":
      return plainLot(movement)
    case "use":
      return plainUse(movement)
    case "hold":
      return plainHoldMoved(movement)
    case "inactivity":
      return plainInactivityMoved(movement)
    default:
      return encodeMovement(movement)
  }
}

const plainPosting = ({ account, amount, asset }: Posting): object => ({
  account,
  asset,
  amount: Number(amount)
})

const plainEarned = ({ paid, percent, rates, referrer, rounding, subWallet, wallet }: Earned): object => ({
  wallet,
  subWallet,
  rates: rates.map(({ per, points }) => ({ points: Number(points), per: Number(per) })),
  percent,
  rounding,
  referrer: referrer && { wallet: referrer.wallet, percent: referrer.percent, had: Number(referrer.had) },
  paid: paid?.map(({ amount, category, sku }) => ({ category, sku, amount: Number(amount) }))
})

/** The entry as text. Amounts are whole numbers below 2^53, so every JSON reader gets them back exactly. */
export const entryText = ({ card, earned, movements, ofSale, postings, undoes }: Entry): string =>
  JSON.stringify({
    movements: movements.map(plainMovement),
    postings: postings.map(plainPosting),
    undoes,
    earned: earned && plainEarned(earned),
    ofSale: ofSale && { on: ofSale.on, owner: ofSale.owner, program: ofSale.program },
    card
  })

const decodeMovement = Schema.decodeUnknownSync(Movement)

/** A part of a document as JSON gives it. */
type Plain = Record<string, unknown>

const isPlain = (value: unknown): value is Plain => typeof value === "object" && value !== null

const plainIn = (from: Plain, name: string): Plain => {
  const part = from[name]
  if (!isPlain(part)) throw new TypeError(`the text of the entry has no ${name}`)
  return part
}

const listIn = (from: Plain, name: string): ReadonlyArray<Plain> => {
  const list = from[name]
  if (!Array.isArray(list)) throw new TypeError(`the text of the entry has no ${name}`)
  return list
}

/** Makes minor units of the whole numbers in these fields, in their place. */
const setMinor = (part: Plain, ...names: ReadonlyArray<string>): void => {
  for (const name of names) {
    const amount = part[name]
    if (typeof amount !== "number") throw new TypeError(`the text of the entry has no ${name}`)
    part[name] = BigInt(amount)
  }
}

const setHold = (hold: unknown): void => {
  if (!isPlain(hold)) return
  setMinor(hold, "asked", "captured")
  if (hold["basket"] !== undefined) setMinor(hold, "basket")
  for (const list of ["lines", "pins", "drawn", "reserved"])
    for (const part of listIn(hold, list)) setMinor(part, "amount")
}

/** What moves in most entries is read by hand, at a tenth of what the schema costs; the rest, which is rare, by its schema. */
const readMovement = (movement: Plain): Movement => {
  switch (movement["kind"]) {
    case "lot":
      setMinor(plainIn(movement, "lot"), "funded", "costBasis")
      setMinor(movement, "remaining", "held", "promised")
      if (movement["spend"] !== undefined) setMinor(movement, "spend")
      return movement as unknown as LotMoved
    case "use":
      setMinor(movement, "consumed", "reserved")
      return movement as unknown as UseMoved
    case "hold":
      setHold(movement["before"])
      setHold(movement["after"])
      return movement as unknown as HoldMoved
    case "inactivity":
      return movement as unknown as InactivityMoved
    default:
      return decodeMovement(movement)
  }
}

const readPosting = (posting: Plain): Posting => {
  setMinor(posting, "amount")
  plainIn(posting, "account")
  return posting as unknown as Posting
}

const readEarned = (earned: Plain): Earned => {
  for (const rate of listIn(earned, "rates")) setMinor(rate, "points", "per")
  if (earned["referrer"] !== undefined) setMinor(plainIn(earned, "referrer"), "had")
  if (earned["paid"] !== undefined) for (const part of listIn(earned, "paid")) setMinor(part, "amount")
  return earned as unknown as Earned
}

const readOfSale = ({ on, owner, program }: Plain): OfSale => {
  if (typeof on !== "string") throw new TypeError("the text of the entry has no on")
  return {
    on,
    ...(typeof owner === "string" && { owner: owner as OwnerId }),
    ...(typeof program === "string" && { program: program as ProgramId })
  }
}

/** Reads the text of an entry back; what was never written by `entryText` throws, or is for its hash to find. */
export const readEntry = (text: string): Entry => {
  const plain: unknown = JSON.parse(text)
  if (!isPlain(plain)) throw new TypeError("the text of the entry is no object")
  const movements = listIn(plain, "movements").map((movement) => readMovement(movement))
  const postings = listIn(plain, "postings").map((posting) => readPosting(posting))
  const { card, earned, ofSale, undoes } = plain
  return {
    movements,
    postings,
    ...(typeof undoes === "string" && { undoes }),
    ...(isPlain(earned) && { earned: readEarned(earned) }),
    ...(isPlain(ofSale) && { ofSale: readOfSale(ofSale) }),
    ...(typeof card === "string" && { card: card as CardIndex })
  }
}
