/**
 * The PIN pad port: digits that a customer types, kept from everything that is written down.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** The customer did not want to. */
export class PinCancelled extends Schema.TaggedError<PinCancelled>()("PinCancelled", {}) {}

/** Nothing was typed for so long. */
export class PinTimeout extends Schema.TaggedError<PinTimeout>()("PinTimeout", { millis: Schema.Int }) {}

/** The pad is not there, or went while it was typed on. */
export class PinPadGone extends Schema.TaggedError<PinPadGone>()("PinPadGone", {}) {}

export interface PinWish {
  /** Fewest and most digits. Absent: 4 to 12. */
  readonly digits?: readonly [fewest: number, most: number]
  /** Milliseconds without a key after which it is given up. Absent: 30,000. */
  readonly patience?: number
  /** How many digits there are now, for stars on a screen. */
  readonly typed?: (digits: number) => void
}

export class PinPad extends Context.Service<
  PinPad,
  {
    readonly requestPin: (
      wish: PinWish
    ) => Effect.Effect<Redacted.Redacted, PinCancelled | PinTimeout | PinPadGone>
  }
>()("@tessera/adapters-hardware/ports/PinPad") {}
