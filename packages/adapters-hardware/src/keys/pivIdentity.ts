/**
 * A terminal that is who it is by a PIV card in a reader of its own: what it writes down is signed there, and the key cannot be
 * copied.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { perform } from "../apdu/perform.ts"
import { type PivKey, signPiv } from "../cards/piv/signPiv.ts"
import { verifier } from "../crypto/Signed.ts"
import { CardReader, type Inserted } from "../ports/CardReader.ts"
import { IdentityMissing } from "../ports/faults.ts"
import { type Enrolment, TerminalIdentity } from "../ports/TerminalIdentity.ts"

export interface PivIdentityOptions {
  readonly enrolment: Enrolment
  /** The card's public key on P-256: SubjectPublicKeyInfo in DER, as base64, as the office was told it. */
  readonly publicKey: string
  /** The reader's slot that the card is in. Never one that customers' cards are put on: it is held while they are spoken to. */
  readonly slot: string
  /** `9e` needs no PIN. Absent: `9e`. */
  readonly key?: PivKey
  /** Six to eight digits. Asked for at each signature where it is said; a wrong one once, until the card is put there again. */
  readonly pin?: Effect.Effect<Redacted.Redacted>
}

const pinRefused = "its card does not take the PIN"
const missing = (detail: string) => new IdentityMissing({ detail })

/**
 * Signs as long as the card is there. Without it nothing is written down, so that nothing is sold: a sale fails with
 * `IdentityMissing` before its card is told to commit.
 */
export const pivIdentity = ({
  enrolment,
  key = "9e",
  pin,
  publicKey,
  slot
}: PivIdentityOptions): Layer.Layer<TerminalIdentity, never, CardReader> =>
  Layer.effect(
    TerminalIdentity,
    Effect.gen(function* () {
      const reader = yield* CardReader
      const isSigned = verifier(publicKey)
      let there: Inserted | undefined
      /** It did not take its PIN: asked again for every line, it would be blocked at the third. */
      let refusing: Inserted | undefined
      yield* Effect.forkScoped(
        Stream.runForEach(reader.presence, (event) =>
          Effect.sync(() => {
            if (event.slot === slot) there = event._tag === "Inserted" ? event : undefined
          })
        ),
        { startImmediately: true }
      )
      const sign = Effect.fnUntraced(function* (text: string) {
        const card = there
        if (card === undefined) return yield* missing("its card is not there")
        if (card === refusing) return yield* missing(pinRefused)
        const typed = pin === undefined ? undefined : Redacted.value(yield* pin)
        const ended = yield* reader
          .session(card, (session) => perform(signPiv(key, new TextEncoder().encode(text), typed), session))
          .pipe(Effect.mapError(({ _tag }) => missing(`its card cannot be asked: ${_tag}`)))
        if (ended._tag === "Broken") return yield* missing("its card was taken away")
        if (ended._tag === "Refused") {
          if (ended.why === "foreign") return yield* missing("the card there does not sign")
          refusing = card
          return yield* missing(pinRefused)
        }
        const signature = Buffer.from(ended.value).toString("base64")
        return isSigned({ text, signature }) ? signature : yield* missing("the card there is another one")
      })
      return TerminalIdentity.of({ enrolment, publicKey, sign })
    })
  )
