/**
 * Voiding the last sale on the same card, right away: the card itself gives back no more than that sale took, and once.
 *
 * @module
 */
import { refuse, type Script } from "../apdu/Script.ts"
import { readRecords } from "../cards/desfire/commands.ts"
import { authenticateAgain } from "../cards/desfire/Session.ts"
import { Aes } from "../crypto/Aes.ts"
import { type Bytes, isEqual } from "../crypto/bytes.ts"
import { type Access, enter } from "./enter.ts"
import type { Intent, Prepared, PurseRefusal } from "./Intent.ts"
import { file, keyNo, recordLength } from "./layout.ts"
import { askerBytes, type Asker } from "./records.ts"
import { ask, inputOf, move, valueOf } from "./steps.ts"

export interface VoidAccess extends Access {
  /** The card's void key: on terminals of supervisors alone, and on none by default. */
  readonly voidKey: Bytes
}

export interface VoidSale {
  /** The sale, which must be the last thing that the card did. */
  readonly sale: Pick<Intent, "uid" | "asker" | "tmcBefore" | "main" | "gift">
  readonly asker: Asker
}

/**
 * Everything up to the commit: values and allowances are as before the sale. The key for voids may not write the log, so
 * a void is no line in it; the card's counter and its MAC show that it was.
 */
export function* prepareVoid(access: VoidAccess, { asker, sale }: VoidSale): Script<Prepared, PurseRefusal> {
  if (!isEqual(access.uid, sale.uid)) return yield* refuse<PurseRefusal>({ _tag: "OtherCard" })
  const entered = yield* enter(access)
  const [newest] = yield* readRecords(entered.session, file.log, 1, recordLength)
  const isLast = newest !== undefined && isEqual(newest.slice(16), askerBytes(sale.asker))
  if (!isLast || entered.tmc !== sale.tmcBefore + 1)
    return yield* refuse<PurseRefusal>({ _tag: "NotTheLastSale" })

  const session = yield* authenticateAgain(
    entered.session,
    new Aes(access.voidKey),
    keyNo.void,
    access.chance
  )
  const course = { session, input: [] }
  yield* valueOf(course, file.main)
  yield* valueOf(course, file.gift)
  yield* ask(course, asker)
  yield* move(course, "limitedCredit", file.main, sale.main)
  yield* move(course, "limitedCredit", file.gift, sale.gift)
  yield* move(course, "limitedCredit", file.amountLeft, sale.main + sale.gift)
  yield* move(course, "limitedCredit", file.countLeft, 1n)
  const { gift, main, uid } = sale
  const { purse } = entered.identity
  return {
    session,
    intent: { kind: "void", uid, purse, asker, tmcBefore: entered.tmc, main, gift, input: inputOf(course) }
  }
}
