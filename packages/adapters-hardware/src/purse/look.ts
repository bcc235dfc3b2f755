/**
 * Looking into a purse without changing it: what is in it, what it may still do alone, and its last transactions.
 *
 * @module
 */
import type { Script } from "../apdu/Script.ts"
import { readData, readRecords } from "../cards/desfire/commands.ts"
import { type Access, enter } from "./enter.ts"
import type { CardSeen, PurseRefusal } from "./Intent.ts"
import { file, recordLength, stateLength } from "./layout.ts"
import { type CardState, type LogRecord, readRecord, readState } from "./records.ts"
import { valueOf } from "./steps.ts"

export interface PurseContents extends Required<CardSeen> {
  readonly state: CardState
  /** Newest first. */
  readonly log: ReadonlyArray<LogRecord>
}

export function* look(access: Access): Script<PurseContents, PurseRefusal> {
  const course = yield* enter(access)
  const { identity, session, tmc } = course
  const main = yield* valueOf(course, file.main)
  const gift = yield* valueOf(course, file.gift)
  const amountLeft = yield* valueOf(course, file.amountLeft)
  const countLeft = yield* valueOf(course, file.countLeft)
  const state = readState(yield* readData(session, file.state, stateLength))
  // A log without any record is refused by the card, and a refusal ends the session: a purse that did nothing has none.
  const records = tmc === 0 ? [] : yield* readRecords(session, file.log, 0, recordLength)
  const log = records.map(readRecord).filter((record) => record !== undefined)
  return { uid: access.uid, identity, tmc, main, gift, amountLeft, countLeft, state, log }
}
