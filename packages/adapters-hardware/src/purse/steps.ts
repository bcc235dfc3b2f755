/**
 * The steps of a transaction, each done on the card and written down for the card's MAC in one go.
 *
 * @module
 */
import { refuse, type Script } from "../apdu/Script.ts"
import * as card from "../cards/desfire/commands.ts"
import type { CardFault, Session } from "../cards/desfire/Session.ts"
import type { Bytes } from "../crypto/bytes.ts"
import { askerBytes, type Asker, type LogRecord, recordBytes } from "./records.ts"
import { file } from "./layout.ts"
import { inputBytes, type InputEntry } from "./TransactionInput.ts"

/** Where the steps are taken, and what was noted of them. */
export interface Course {
  readonly session: Session
  readonly input: Array<InputEntry>
}

type Taken<A> = Script<A, CardFault>

export function* valueOf({ input, session }: Course, number: number): Taken<bigint> {
  const amount = BigInt(yield* card.getValue(session, number))
  input.push({ kind: "value", file: number, amount })
  return amount
}

const changing = { debit: card.debit, credit: card.credit, limitedCredit: card.limitedCredit } as const

/** Nothing is sent for nothing. */
export function* move(
  { input, session }: Course,
  kind: keyof typeof changing,
  number: number,
  amount: bigint
): Taken<void> {
  if (amount === 0n) return
  yield* changing[kind](session, number, Number(amount))
  input.push({ kind, file: number, amount })
}

export function* ask({ input, session }: Course, asker: Asker): Taken<void> {
  const sent = askerBytes(asker)
  const before = yield* card.commitReaderId(session, sent)
  if (before.length !== 16) return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins: 0xc8 })
  input.push({ kind: "asker", asker: sent, before })
}

export function* logged({ input, session }: Course, record: LogRecord): Taken<void> {
  const data = recordBytes(record)
  yield* card.writeRecord(session, file.log, data)
  input.push({ kind: "record", file: file.log, data })
}

export function* stated({ input, session }: Course, data: Bytes): Taken<void> {
  yield* card.writeData(session, file.state, data, { isBackup: true })
  input.push({ kind: "write", file: file.state, data })
}

export const inputOf = ({ input }: Course): Bytes => inputBytes(input)
