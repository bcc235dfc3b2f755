/**
 * Blocking a purse that is on the hotlist: its allowances are taken away, so that no terminal can sell on it any more, also
 * one whose list is old. The values stay: they are the holder's.
 *
 * @module
 */
import type { Script } from "../apdu/Script.ts"
import { type Access, enter } from "./enter.ts"
import type { Prepared, PurseRefusal } from "./Intent.ts"
import { file } from "./layout.ts"
import { type Asker, dayOf, minuteOf, stateBytes } from "./records.ts"
import { ask, inputOf, logged, move, stated, valueOf } from "./steps.ts"

export function* prepareBlock(
  access: Access,
  { asker, at }: { readonly asker: Asker; readonly at: number }
): Script<Prepared, PurseRefusal> {
  const course = yield* enter(access)
  const amountLeft = yield* valueOf(course, file.amountLeft)
  const countLeft = yield* valueOf(course, file.countLeft)
  yield* ask(course, asker)
  yield* move(course, "debit", file.amountLeft, amountLeft)
  yield* move(course, "debit", file.countLeft, countLeft)
  yield* logged(course, { kind: "block", main: 0n, gift: 0n, after: 0n, minute: minuteOf(at), asker })
  yield* stated(course, stateBytes({ isBlocked: true, onlineOn: dayOf(at) }))
  const { purse } = course.identity
  const intent = {
    kind: "block",
    uid: access.uid,
    purse,
    asker,
    tmcBefore: course.tmc,
    main: 0n,
    gift: 0n
  } as const
  return { session: course.session, intent: { ...intent, input: inputOf(course) } }
}
