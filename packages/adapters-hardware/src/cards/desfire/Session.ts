/**
 * A session with a DESFire EV2 or EV3 card: both sides prove that they have a key, and every message after that is
 * authenticated, and enciphered where the file wants it.
 *
 * @module
 */
import { readAnswer, wrapped } from "../../apdu/Apdu.ts"
import { type Effectuality, refuse, type Script, send } from "../../apdu/Script.ts"
import { statusName } from "../../apdu/StatusWord.ts"
import { Aes, noIv } from "../../crypto/Aes.ts"
import { bytes, type Bytes, concat, isEqual } from "../../crypto/bytes.ts"
import { messageMac, sessionIv, sessionKeys } from "./sessionKeys.ts"

/** Why a card session ended before it was done. Nothing that was pending on the card is done. */
export type CardFault =
  /** The card refused a command; `status` by name. */
  | { readonly _tag: "CardRefused"; readonly ins: number; readonly status: string }
  /** An answer was not authentic: a relay, a fault of the air, or no genuine card. */
  | { readonly _tag: "AnswerNotGenuine"; readonly ins: number }

/** Sixteen bytes of chance, new at each call. */
export type Chance = () => Bytes

export interface Session {
  readonly keyNo: number
  readonly ti: Bytes
  readonly enc: Aes
  readonly mac: Aes
  counter: number
}

const more = 0x91af
const ok = 0x9100

/** Sends one of DESFire's commands and collects the frames of its answer. */
export function* transceive(ins: number, data: Bytes, does: Effectuality): Script<Bytes, CardFault> {
  let collected: Bytes = bytes()
  let command = wrapped(ins, data)
  for (;;) {
    const answer = readAnswer(yield* send(command, does))
    if (answer === undefined) return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins })
    collected = collected.length === 0 ? answer.data : concat(collected, answer.data)
    if (answer.sw === ok) return collected
    if (answer.sw !== more)
      return yield* refuse<CardFault>({ _tag: "CardRefused", ins, status: statusName(answer.sw) })
    command = wrapped(0xaf)
  }
}

/** One exchange of an authentication, which says by its status that it goes on. */
function* asked(ins: number, data: Bytes, expected: number): Script<Bytes, CardFault> {
  const answer = readAnswer(yield* send(wrapped(ins, data)))
  if (answer === undefined) return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins })
  if (answer.sw !== expected)
    return yield* refuse<CardFault>({ _tag: "CardRefused", ins, status: statusName(answer.sw) })
  return answer.data
}

const rotated = (value: Bytes): Bytes => concat(value.subarray(1), value.subarray(0, 1))

function* proven(
  ins: number,
  request: Bytes,
  key: Aes,
  chance: Chance
): Script<{ readonly answer: Bytes; readonly rndA: Bytes; readonly rndB: Bytes }, CardFault> {
  const challenge = yield* asked(ins, request, more)
  if (challenge.length !== 16) return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins })
  const rndB = key.decrypt(noIv, challenge)
  const rndA = chance()
  const reply = yield* asked(0xaf, key.encrypt(noIv, concat(rndA, rotated(rndB))), ok)
  return { answer: reply.length % 16 === 0 ? key.decrypt(noIv, reply) : bytes(), rndA, rndB }
}

/** AuthenticateEV2First: a new session, with a transaction identifier of the card and its counter at zero. */
export function* authenticate(key: Aes, keyNo: number, chance: Chance): Script<Session, CardFault> {
  const { answer, rndA, rndB } = yield* proven(0x71, bytes(keyNo, 0), key, chance)
  if (answer.length !== 32 || !isEqual(answer.slice(4, 20), rotated(rndA)))
    return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins: 0x71 })
  const { enc, mac } = sessionKeys(key, rndA, rndB)
  return { keyNo, ti: answer.slice(0, 4), enc: new Aes(enc), mac: new Aes(mac), counter: 0 }
}

/** AuthenticateEV2NonFirst: another key in the same session. What is pending on the card is dropped. */
export function* authenticateAgain(
  session: Session,
  key: Aes,
  keyNo: number,
  chance: Chance
): Script<Session, CardFault> {
  const { answer, rndA, rndB } = yield* proven(0x77, bytes(keyNo), key, chance)
  if (answer.length !== 16 || !isEqual(answer, rotated(rndA)))
    return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins: 0x77 })
  const { enc, mac } = sessionKeys(key, rndA, rndB)
  return { ...session, keyNo, enc: new Aes(enc), mac: new Aes(mac) }
}

const padded = (clear: Bytes): Bytes => {
  const length = (Math.floor(clear.length / 16) + 1) * 16
  return concat(clear, [0x80], new Uint8Array(length - clear.length - 1))
}

/** Without its padding; nothing where there is none. */
const unpadded = (clear: Bytes): Bytes | undefined => {
  let end = clear.length - 1
  while (end >= 0 && clear[end] === 0) end -= 1
  return end >= 0 && clear[end] === 0x80 ? clear.slice(0, end) : undefined
}

export interface Exchange {
  readonly ins: number
  /** What is never enciphered: the number of the file, an offset. */
  readonly header?: Bytes
  readonly data?: Bytes
  /** Whether `data`, and what is answered, is enciphered. */
  readonly isEnciphered?: boolean
  readonly does?: Effectuality
  /** The command ends the session: its answer is not authenticated. */
  readonly isLast?: true
}

/** One authenticated exchange of a session. Returns what was answered, in clear. */
export function* exchange(session: Session, asked: Exchange): Script<Bytes, CardFault> {
  const { data = bytes(), does = "none", header = bytes(), ins, isEnciphered = false } = asked
  const iv = (direction: "command" | "response") =>
    sessionIv(session.enc, direction, session.ti, session.counter)
  const sent = isEnciphered && data.length > 0 ? session.enc.encrypt(iv("command"), padded(data)) : data
  const body = concat(header, sent)
  const received = yield* transceive(
    ins,
    concat(body, messageMac(session.mac, ins, session.counter, session.ti, body)),
    does
  )
  if (asked.isLast) return bytes()
  session.counter += 1
  const answered = received.slice(0, -8)
  const isGenuine =
    received.length >= 8 &&
    isEqual(received.slice(-8), messageMac(session.mac, 0x00, session.counter, session.ti, answered))
  if (!isGenuine) return yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins })
  if (!isEnciphered || answered.length === 0) return answered
  const clear =
    answered.length % 16 === 0 ? unpadded(session.enc.decrypt(iv("response"), answered)) : undefined
  return clear ?? (yield* refuse<CardFault>({ _tag: "AnswerNotGenuine", ins }))
}
