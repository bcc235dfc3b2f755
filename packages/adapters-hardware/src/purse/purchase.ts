/**
 * Buying with a purse: read it, decide, take from its values and its allowances, and be ready for the one command that
 * makes it last. Thirteen commands from one value, fifteen from two; the commit is one more.
 *
 * @module
 */
import * as Result from "effect/Result"
import { refuse, type Script } from "../apdu/Script.ts"
import { readData } from "../cards/desfire/commands.ts"
import { type Access, enter } from "./enter.ts"
import type { CardSeen, Prepared, PurseRefusal } from "./Intent.ts"
import { file, stateLength } from "./layout.ts"
import { type Asker, dayOf, minuteOf, readState } from "./records.ts"
import { ask, inputOf, logged, move, valueOf } from "./steps.ts"

/** Which values may pay. `giftFirst`: gift value as far as there is any, the rest from the main value. */
export type PayFrom = "main" | "gift" | "giftFirst"

export interface Purchase {
  readonly amount: bigint
  readonly from: PayFrom
  readonly asker: Asker
  /** Milliseconds since 1970, by the terminal's clock. */
  readonly at: number
  /** What the terminal says to this card: its mandate, its hotlist. Asked once, before anything changes. */
  readonly mayPay: (seen: CardSeen) => PurseRefusal | undefined
}

export interface Split {
  readonly main: bigint
  readonly gift: bigint
}

/** Which value pays how much. */
const splitOf = (
  { amount, from }: Pick<Purchase, "amount" | "from">,
  { gift = 0n, main = 0n }: { readonly main?: bigint; readonly gift?: bigint }
): Result.Result<Split, PurseRefusal> => {
  const ofGift = from === "main" ? 0n : from === "gift" || gift >= amount ? amount : gift
  const ofMain = amount - ofGift
  return ofGift <= gift && ofMain <= main
    ? Result.succeed({ main: ofMain, gift: ofGift })
    : Result.fail({ _tag: "InsufficientValue", main, gift, wanted: amount })
}

const maxValue = 0x7fffffffn

/** In the order of a cashier's questions: is it ours, may it, is there enough. */
const refusalOf = (asked: Purchase, seen: CardSeen): PurseRefusal | undefined => {
  const { expiresOn } = seen.identity
  if (dayOf(asked.at) > expiresOn && expiresOn !== 0xffff) return { _tag: "PurseExpired", expiresOn }
  const refused = asked.mayPay(seen)
  if (refused !== undefined) return refused
  const { amountLeft, countLeft } = seen
  return amountLeft < asked.amount || countLeft < 1n
    ? { _tag: "AllowanceUsedUp", amountLeft, countLeft }
    : undefined
}

/** Everything up to the commit. Until then the card has changed nothing, and taking it away costs nothing. */
export function* preparePurchase(access: Access, asked: Purchase): Script<Prepared, PurseRefusal> {
  if (asked.amount <= 0n || asked.amount > maxValue) throw new RangeError("amount: Expected 1 to 2^31 - 1")
  const course = yield* enter(access)
  const { identity, session, tmc } = course
  const main = asked.from === "gift" ? undefined : yield* valueOf(course, file.main)
  const gift = asked.from === "main" ? undefined : yield* valueOf(course, file.gift)
  const amountLeft = yield* valueOf(course, file.amountLeft)
  const countLeft = yield* valueOf(course, file.countLeft)
  const read = { ...(main !== undefined && { main }), ...(gift !== undefined && { gift }) }
  const refused = refusalOf(asked, { uid: access.uid, identity, tmc, ...read, amountLeft, countLeft })
  if (refused?._tag === "AllowanceUsedUp") {
    // A blocked card has no allowance left; only then is it worth a command to learn why.
    const { isBlocked } = readState(yield* readData(session, file.state, stateLength))
    return yield* refuse<PurseRefusal>(isBlocked ? { _tag: "PurseBlocked" } : refused)
  }
  if (refused !== undefined) return yield* refuse(refused)
  const split = splitOf(asked, read)
  if (Result.isFailure(split)) return yield* refuse(split.failure)

  yield* ask(course, asked.asker)
  yield* move(course, "debit", file.main, split.success.main)
  yield* move(course, "debit", file.gift, split.success.gift)
  yield* move(course, "debit", file.amountLeft, asked.amount)
  yield* move(course, "debit", file.countLeft, 1n)
  yield* logged(course, {
    kind: "purchase",
    ...split.success,
    after: (main ?? 0n) + (gift ?? 0n) - asked.amount,
    minute: minuteOf(asked.at),
    asker: asked.asker
  })
  const { asker } = asked
  const { purse } = identity
  return {
    session,
    intent: {
      kind: "purchase",
      uid: access.uid,
      purse,
      asker,
      tmcBefore: tmc,
      ...split.success,
      input: inputOf(course)
    }
  }
}
