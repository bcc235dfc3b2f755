/**
 * A dongle with a PIV key (NIST SP 800-73-4): a YubiKey or any PIV card, on a reader or in a USB socket.
 *
 * @module
 */
import { createHash, type KeyObject, verify } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { apdu, readAnswer } from "../apdu/Apdu.ts"
import { perform } from "../apdu/perform.ts"
import { refuse, type Script, send } from "../apdu/Script.ts"
import { type Bytes, bytes, concat } from "../crypto/bytes.ts"
import { CardReader, type Inserted } from "../ports/CardReader.ts"
import { Dongle, type DongleFault, DonglePinRefused, NoDongle, WrongDongle } from "../ports/Dongle.ts"

export interface PivOptions {
  /** The reader's slot that the dongle is in. */
  readonly slot: string
  /** `9e`, the key of the card, needs no PIN; `9a`, the key of the person, does. Absent: `9e`. */
  readonly key?: "9a" | "9e"
  /** Six to eight digits; asked for `9a`. */
  readonly pin?: Effect.Effect<Redacted.Redacted>
  /** Public keys on P-256, by the name of the dongle. */
  readonly enrolled: Readonly<Record<string, KeyObject>>
}

const application = bytes(0xa0, 0x00, 0x00, 0x03, 0x08)
const p256 = 0x11

type PivRefusal = "foreign" | { readonly triesLeft?: number }

function* selected(): Script<void, PivRefusal> {
  const answer = readAnswer(yield* send(apdu([0x00, 0xa4, 0x04, 0x00], application)))
  if (answer?.sw !== 0x9000) yield* refuse<PivRefusal>("foreign")
}

function* unlocked(pin: string): Script<void, PivRefusal> {
  const typed = new TextEncoder().encode(pin)
  const padded = concat(typed, new Uint8Array(Math.max(0, 8 - typed.length)).fill(0xff))
  const sw = readAnswer(yield* send(apdu([0x00, 0x20, 0x00, 0x80], padded, null), "lasting"))?.sw ?? 0
  if (sw === 0x9000) return
  const isCounted = sw >> 4 === 0x63c
  yield* refuse<PivRefusal>(isCounted ? { triesLeft: sw & 0x0f } : sw === 0x6983 ? { triesLeft: 0 } : {})
}

/** The answer is `7c .. 82 .. signature`; lengths are of one byte, as a signature on P-256 has at most 72. */
const signatureIn = (data: Bytes): Bytes | undefined =>
  data[0] === 0x7c && data[2] === 0x82 ? data.slice(4, 4 + (data[3] ?? 0)) : undefined

/** The dongle's signature of the challenge's SHA-256. */
function* provePiv(key: "9a" | "9e", challenge: Bytes, pin?: string): Script<Bytes, PivRefusal> {
  yield* selected()
  if (pin !== undefined) yield* unlocked(pin)
  const digest = createHash("sha256").update(challenge).digest()
  const asked = concat([0x7c, 4 + digest.length, 0x82, 0x00, 0x81, digest.length], digest)
  const answer = readAnswer(yield* send(apdu([0x00, 0x87, p256, Number.parseInt(key, 16)], asked)))
  const signature = answer?.sw === 0x9000 ? signatureIn(answer.data) : undefined
  return signature ?? (yield* refuse<PivRefusal>("foreign"))
}

const faultOf = (why: PivRefusal): DongleFault =>
  why === "foreign" ? new WrongDongle() : new DonglePinRefused(why)

/** The dongle in a slot of the readers. Presence is what the reader says of that slot. */
export const pivDongle = ({
  enrolled,
  key = "9e",
  pin,
  slot
}: PivOptions): Layer.Layer<Dongle, never, CardReader> =>
  Layer.effect(
    Dongle,
    Effect.gen(function* () {
      const reader = yield* CardReader
      const ofSlot = Stream.filter(reader.presence, (event) => event.slot === slot)
      const there = yield* SubscriptionRef.make<Inserted | undefined>(undefined)
      yield* Effect.forkScoped(
        Stream.runForEach(ofSlot, (event) =>
          SubscriptionRef.set(there, event._tag === "Inserted" ? event : undefined)
        ),
        { startImmediately: true }
      )
      const prove = Effect.fnUntraced(function* (challenge: Bytes) {
        const card = yield* SubscriptionRef.get(there)
        if (card === undefined) return yield* new NoDongle()
        const typed = pin === undefined ? undefined : Redacted.value(yield* pin)
        const ended = yield* reader
          .session(card, (session) => perform(provePiv(key, challenge, typed), session))
          .pipe(
            Effect.catch((fault) => Effect.fail(fault._tag === "DriverUnavailable" ? fault : new NoDongle()))
          )
        if (ended._tag === "Broken") return yield* new NoDongle()
        if (ended._tag === "Refused") return yield* Effect.fail(faultOf(ended.why))
        const answer = ended.value
        for (const [dongle, publicKey] of Object.entries(enrolled))
          if (verify("sha256", challenge, publicKey, answer)) return { dongle, challenge, answer }
        return yield* new WrongDongle()
      })
      const present = Stream.map(SubscriptionRef.changes(there), (card) => card !== undefined)
      return Dongle.of({ present: Stream.changes(present), prove })
    })
  )
