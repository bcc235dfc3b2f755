/**
 * Loading a purse: the office speaks with the card through the terminal, which hands bytes on and has none of the keys.
 *
 * @module
 */
import { refuse, type Script } from "../apdu/Script.ts"
import { authenticateAgain } from "../cards/desfire/Session.ts"
import { Aes } from "../crypto/Aes.ts"
import type { Bytes } from "../crypto/bytes.ts"
import { type Access, enter } from "./enter.ts"
import type { Prepared, PurseRefusal } from "./Intent.ts"
import { type Caps, file, keyNo } from "./layout.ts"
import { type Asker, dayOf, minuteOf, stateBytes } from "./records.ts"
import { ask, inputOf, logged, move, stated, valueOf } from "./steps.ts"

export interface OfficeAccess extends Access {
  /** The card's credit key: at the office alone. */
  readonly creditKey: Bytes
}

export interface Load {
  /** What is added to each value; both 0 to give the allowances back alone. */
  readonly main: bigint
  readonly gift: bigint
  /** What the card may hold, and its allowances, which are filled up again. */
  readonly caps: Caps
  readonly asker: Asker
  readonly at: number
  /** The purse that is to be loaded. */
  readonly purse: string
}

const above = (value: "main" | "gift", amount: bigint, room: bigint): PurseRefusal | undefined =>
  amount > room ? { _tag: "ValueAboveCap", value, room } : undefined

const rest = (cap: bigint, left: bigint): bigint => (cap > left ? cap - left : 0n)

/** Everything up to the commit. The office writes the intent down before it sends that. */
export function* prepareLoad(access: OfficeAccess, load: Load): Script<Prepared, PurseRefusal> {
  const entered = yield* enter(access)
  if (entered.identity.purse !== load.purse) return yield* refuse<PurseRefusal>({ _tag: "OtherCard" })
  const key = new Aes(access.creditKey)
  const session = yield* authenticateAgain(entered.session, key, keyNo.credit, access.chance)
  // Another key begins another transaction: what was read before is not in its MAC.
  const course = { session, input: [] }
  const main = yield* valueOf(course, file.main)
  const gift = yield* valueOf(course, file.gift)
  const amountLeft = yield* valueOf(course, file.amountLeft)
  const countLeft = yield* valueOf(course, file.countLeft)
  const { caps } = load
  const refused =
    above("main", load.main, rest(caps.balance, main)) ?? above("gift", load.gift, rest(caps.balance, gift))
  if (refused !== undefined) return yield* refuse(refused)

  yield* ask(course, load.asker)
  yield* move(course, "credit", file.main, load.main)
  yield* move(course, "credit", file.gift, load.gift)
  yield* move(course, "credit", file.amountLeft, rest(caps.amount, amountLeft))
  yield* move(course, "credit", file.countLeft, rest(caps.count, countLeft))
  yield* logged(course, {
    kind: "load",
    main: load.main,
    gift: load.gift,
    after: main + gift + load.main + load.gift,
    minute: minuteOf(load.at),
    asker: load.asker
  })
  yield* stated(course, stateBytes({ isBlocked: false, onlineOn: dayOf(load.at) }))
  const { asker, purse } = load
  return {
    session,
    intent: {
      kind: "load",
      uid: access.uid,
      purse,
      asker,
      tmcBefore: entered.tmc,
      main: load.main,
      gift: load.gift,
      input: inputOf(course)
    }
  }
}
