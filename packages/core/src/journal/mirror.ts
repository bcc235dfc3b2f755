/**
 * Reversal of an entry: the same movements and postings, the other way round.
 *
 * @module
 */
import { isOfShift } from "../account/Shift.ts"
import { type Entry, isOfWallet, type Movement, type Posting, type WalletMovement } from "./Entry.ts"

const mirrored = (movement: WalletMovement): WalletMovement => {
  switch (movement.kind) {
    case "lot":
      return {
        ...movement,
        remaining: -movement.remaining,
        held: -movement.held,
        promised: -movement.promised
      }
    case "expiry":
      return { ...movement, from: movement.to, to: movement.from }
    case "hold":
      return { ...movement, before: movement.after, after: movement.before }
    case "pendingLoad":
      return { ...movement, before: movement.after, after: movement.before }
    case "progress":
      return { ...movement, before: movement.after, after: movement.before }
    case "inactivity":
      return { ...movement, before: movement.after, after: movement.before }
    case "use":
      return {
        ...movement,
        consumed: -movement.consumed,
        reserved: -movement.reserved,
        ...(movement.untilBefore !== undefined && {
          until: movement.untilBefore,
          untilBefore: movement.until
        })
      }
    case "receivable":
      return { ...movement, amount: -movement.amount }
  }
}

/** The posting on the other side. */
export const opposite = (posting: Posting): Posting => ({ ...posting, amount: -posting.amount })

/** An entry that moves wallets only. */
export interface Mirrored extends Entry {
  readonly movements: ReadonlyArray<WalletMovement>
}

/** A shift counts what was done in it: what is taken back later is done in another one, and counted there. */
const isMirrored = (movement: Movement): movement is WalletMovement =>
  isOfWallet(movement) && !(movement.kind === "use" && isOfShift(movement.wallet))

/**
 * The entry that takes another back, newest movement first. What it did to accounts and cards is not mirrored: whether
 * a card may return to an earlier state is for the verb to decide.
 */
export const mirror = (entry: Entry): Mirrored => ({
  movements: entry.movements.filter(isMirrored).toReversed().map(mirrored),
  postings: entry.postings.map(opposite)
})
