/**
 * The person vault port: seals what is known of one person under a key of that person's own, which can be destroyed.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A sealed record, and its data key, wrapped under a key that no database holds. Without the one the other is noise. */
export interface Sealed {
  readonly dataKey: string
  readonly record: string
}

/** What is sealed does not open: it was changed, belongs to something else, or was sealed under another secret. */
export class SealBroken extends Schema.TaggedError<SealBroken>()("SealBroken", { bound: Schema.String }) {
  override get message() {
    return `what is sealed for ${this.bound} does not open: it was changed, or sealed under another secret`
  }
}

export class PersonVault extends Context.Service<
  PersonVault,
  {
    /** Seals a text under a data key that is used for nothing else. `bound` says what it is; it opens only as that. */
    readonly seal: (text: string, bound: string) => Effect.Effect<Sealed>
    readonly open: (sealed: Sealed, bound: string) => Effect.Effect<string, SealBroken>
  }
>()("@tessera/core/ports/PersonVault") {}
