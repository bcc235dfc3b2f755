/**
 * A dongle with a PIV key (NIST SP 800-73-4): a YubiKey or any PIV card, on a reader or in a USB socket.
 *
 * @module
 */
import { type KeyObject, verify } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { perform } from "../apdu/perform.ts"
import { type PivRefusal, signPiv } from "../cards/piv/signPiv.ts"
import type { Bytes } from "../crypto/bytes.ts"
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
          .session(card, (session) => perform(signPiv(key, challenge, typed), session))
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
