/**
 * The text of an entry: one line of JSON, always the same for the same entry, which is hashed and stored.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { plainHold } from "../account/Hold.ts"
import {
  Entry,
  type HoldMoved,
  type InactivityMoved,
  type LotMoved,
  Movement,
  type Posting,
  type UseMoved
} from "./Entry.ts"

const encodeMovement = Schema.encodeSync(Movement)

/** Written out by hand, at a fifth of what the schema costs, in the order of the schema. */
const plainLot = ({ held, line, lot, promised, remaining, voucher, wallet, why }: LotMoved): object => ({
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
  voucher
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

/** The entry as text. Amounts are whole numbers below 2^53, so every JSON reader gets them back exactly. */
export const entryText = ({ movements, postings, undoes }: Entry): string =>
  JSON.stringify({ movements: movements.map(plainMovement), postings: postings.map(plainPosting), undoes })

/** Reads the text of an entry back. */
export const readEntry: (text: string) => Entry = Schema.decodeUnknownSync(Schema.fromJsonString(Entry))
