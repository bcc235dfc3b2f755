/**
 * A dongle that knows a shared secret: a YubiKey or its like on HID, where no PIV key is to be had.
 *
 * @module
 */
import { createHmac } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { type Bytes, concat, isEqual } from "../crypto/bytes.ts"
import { type HidBus, type HidHandle, type HidWanted, isWanted } from "../hid/HidBus.ts"
import { Dongle, DongleNotTouched, type DongleFault, NoDongle, WrongDongle } from "../ports/Dongle.ts"
import { commandOf, filled, readAnswerOf, readReport, reportsOfFrame, reset } from "./otpFrames.ts"

export interface HmacOptions {
  /** Secrets of 20 bytes, by the name of the dongle. Whoever has one is that dongle: kept as one keeps a password. */
  readonly enrolled: Readonly<Record<string, Redacted.Redacted<Bytes>>>
  /** Where on the dongle the secret is. Absent: 2. */
  readonly place?: 1 | 2
  /** Absent: keyboards of Yubico. */
  readonly device?: HidWanted
  /** Milliseconds for somebody to touch it, where it wants that. Absent: 15,000. */
  readonly patience?: number
  /** Milliseconds between two looks whether it is there. Absent: 1,000. */
  readonly lookEvery?: number
}

const yubico: HidWanted = { vendorId: 0x1050, usagePage: 1, usage: 6 }

/** Milliseconds between two questions to the dongle, until it is at work, and until it has done what takes no touch. */
const [ask, settled, prompt] = [2, 50, 1_500]

const said = (handle: HidHandle) =>
  Effect.map(
    Effect.tryPromise({ try: () => handle.getFeature(0, 9), catch: () => new NoDongle() }),
    readReport
  )
const tell = (handle: HidHandle, report: Bytes) =>
  Effect.tryPromise({ try: () => handle.setFeature(report), catch: () => new NoDongle() })

/** Writes a frame, piece by piece, each when the one before was taken. */
const written = Effect.fnUntraced(function* (handle: HidHandle, reports: ReadonlyArray<Bytes>) {
  for (const report of reports) {
    for (let waited = 0; (yield* said(handle))._tag === "Busy"; waited += ask) {
      if (waited > prompt) return yield* new WrongDongle()
      yield* Effect.sleep(ask)
    }
    yield* tell(handle, report)
  }
})

/** More pieces than any answer has. */
const pieces = 32

/** Reads pieces in their order until they begin again. */
const heard = Effect.fnUntraced(function* (
  handle: HidHandle,
  patience: number
): Effect.fn.Return<Bytes, DongleFault> {
  let answer: Bytes = new Uint8Array(0)
  let [next, read, waited, isToBeTouched] = [0, 0, 0, false]
  while (read < pieces) {
    const now = yield* said(handle)
    if (now._tag === "Piece") {
      read += 1
      if (now.number === 0 && next > 0) return answer
      if (now.number !== next) continue
      answer = concat(answer, now.bytes)
      next += 1
      continue
    }
    isToBeTouched ||= now._tag === "WantsTouch"
    // Idle: it gave up waiting, or the place holds no secret.
    const isOver = now._tag === "Idle" && (isToBeTouched || waited > settled)
    if (isOver || waited > (isToBeTouched ? patience : prompt)) break
    yield* Effect.sleep(ask)
    waited += ask
  }
  return yield* isToBeTouched ? new DongleNotTouched() : new WrongDongle()
})

/** What the dongle makes of a challenge. */
const answered = (handle: HidHandle, place: 1 | 2, payload: Bytes, patience: number) =>
  written(handle, reportsOfFrame(commandOf(place), payload)).pipe(
    Effect.andThen(heard(handle, patience)),
    // However it ended, the next question finds it listening.
    Effect.ensuring(Effect.ignore(tell(handle, reset))),
    Effect.flatMap((answer) => Effect.fromNullishOr(readAnswerOf(answer))),
    Effect.catchTag("NoSuchElementError", () => Effect.fail(new WrongDongle()))
  )

const codeOf = (secret: Bytes, input: Bytes): Bytes =>
  Uint8Array.from(createHmac("sha1", secret).update(input).digest())

export const hmacDongle = (bus: HidBus, options: HmacOptions): Layer.Layer<Dongle> => {
  const { device = yubico, enrolled, lookEvery = 1_000, patience = 15_000, place = 2 } = options
  const found = Effect.promise(() =>
    bus.list().then(
      (all) => all.find((one) => isWanted(device, one)),
      () => undefined
    )
  )
  const opened = Effect.gen(function* () {
    const there = yield* found
    if (there === undefined) return yield* new NoDongle()
    return yield* Effect.tryPromise({ try: () => bus.open(there.path), catch: () => new NoDongle() })
  })
  const prove = Effect.fnUntraced(function* (challenge: Bytes) {
    if (challenge.length < 16 || challenge.length > 63)
      return yield* Effect.die(new RangeError("challenge: Expected 16–63 bytes"))
    const payload = filled(challenge)
    const answer = yield* Effect.acquireUseRelease(
      opened,
      (handle) => answered(handle, place, payload, patience),
      (handle) => Effect.promise(() => handle.close())
    )
    for (const [dongle, secret] of Object.entries(enrolled)) {
      const key = Redacted.value(secret)
      // A key of fixed length has taken the filling for a part of the challenge.
      if ([challenge, payload].some((input) => isEqual(codeOf(key, input), answer)))
        return { dongle, challenge, answer }
    }
    return yield* new WrongDongle()
  })
  return Layer.effect(
    Dongle,
    Effect.map(Semaphore.make(1), (oneAtATime) =>
      Dongle.of({
        // There is no word of a device that was plugged in or pulled: it is looked for.
        present: Stream.tick(lookEvery).pipe(
          Stream.mapEffect(() => found),
          Stream.map((there) => there !== undefined),
          Stream.changes
        ),
        prove: (challenge) => oneAtATime.withPermits(1)(prove(challenge))
      })
    )
  )
}
