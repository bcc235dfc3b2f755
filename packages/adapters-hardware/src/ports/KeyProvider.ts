/**
 * The key provider port: the keys of a presented card, for whoever may have them. A terminal has `purchase` alone.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Bytes } from "../crypto/bytes.ts"
import { cardKey, type Group } from "../purse/keys.ts"
import type { Purpose } from "../purse/layout.ts"
import { KeyUnavailable } from "./faults.ts"

export class KeyProvider extends Context.Service<
  KeyProvider,
  {
    /** Generations of the group's keys that are good, newest first. */
    readonly groups: ReadonlyArray<Group>
    /** The key of one card. Whoever hears it forgets it when the conversation is over. */
    readonly cardKey: (
      purpose: Purpose,
      uid: Bytes,
      group: Group
    ) => Effect.Effect<Redacted.Redacted<Bytes>, KeyUnavailable>
  }
>()("@tessera/adapters-hardware/ports/KeyProvider") {
  /** Masters in memory, one set for each generation: for terminals that keep them wrapped, and unwrap them at start. */
  static masters(
    generations: ReadonlyArray<{
      readonly group: Group
      readonly masters: Partial<Readonly<Record<Purpose, Redacted.Redacted<Bytes>>>>
    }>
  ): Layer.Layer<KeyProvider> {
    return Layer.succeed(KeyProvider, {
      groups: generations.map(({ group }) => group),
      cardKey: (purpose, uid, group) => {
        const master = generations.find((one) => one.group === group)?.masters[purpose]
        return master === undefined
          ? Effect.fail(new KeyUnavailable({ purpose }))
          : Effect.sync(() => Redacted.make(cardKey(Redacted.value(master), purpose, uid, group)))
      }
    })
  }
}
