/**
 * The PIN hasher port: slow, peppered hashes of PINs, so that a stolen database gives none of them away.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

export class PinHasher extends Context.Service<
  PinHasher,
  {
    /** A hash of a PIN with a salt of its own, as text that names its parameters. */
    readonly hash: (pin: Redacted.Redacted) => Effect.Effect<string>
    /** Whether a PIN is the one that was hashed. Takes as long for a hash that is none. */
    readonly compare: (pin: Redacted.Redacted, hash: string) => Effect.Effect<boolean>
    /** Whether a hash is under an older secret, and better made anew from the next right PIN. Absent: none is. */
    readonly isOutdated?: (hash: string) => boolean
  }
>()("@tessera/core/ports/PinHasher") {}
