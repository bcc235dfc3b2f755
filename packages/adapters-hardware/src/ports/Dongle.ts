/**
 * The dongle port: something that an operator has and plugs in, and that proves itself without giving its key away.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { Bytes } from "../crypto/bytes.ts"
import type { DriverUnavailable } from "./faults.ts"

/** None is plugged in, or it was pulled while it was asked. */
export class NoDongle extends Schema.TaggedError<NoDongle>()("NoDongle", {}) {}

/** It proved nothing that any enrolled dongle could have proved. */
export class WrongDongle extends Schema.TaggedError<WrongDongle>()("WrongDongle", {}) {}

/** It does not take its PIN. `triesLeft`: 0 is blocked; absent where it did not say. */
export class DonglePinRefused extends Schema.TaggedError<DonglePinRefused>()("DonglePinRefused", {
  triesLeft: Schema.optional(Schema.Int)
}) {}

/** It wants to be touched, and nobody did. */
export class DongleNotTouched extends Schema.TaggedError<DongleNotTouched>()("DongleNotTouched", {}) {}

export type DongleFault = NoDongle | WrongDongle | DonglePinRefused | DongleNotTouched | DriverUnavailable

export interface DongleProof {
  /** As it was enrolled. */
  readonly dongle: string
  readonly challenge: Bytes
  /** What the dongle made of it: a signature (ECDSA, DER) or a code. */
  readonly answer: Bytes
}

export class Dongle extends Context.Service<
  Dongle,
  {
    /** Whether one is plugged in, now and after every change. Never fails. */
    readonly present: Stream.Stream<boolean>
    /** `challenge`: 16 to 63 bytes that were never used before. */
    readonly prove: (challenge: Bytes) => Effect.Effect<DongleProof, DongleFault>
  }
>()("@tessera/adapters-hardware/ports/Dongle") {}
