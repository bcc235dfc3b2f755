/**
 * What a reader typed on a keyboard, told from what a person typed there.
 *
 * @module
 */
import * as Stream from "effect/Stream"
import { type Typed, Wedge } from "../identify/Wedge.ts"
import type { Keyboard } from "./Keyboard.ts"

export interface WedgeOptions {
  /** Called with each key that a person typed. Absent: those are dropped. */
  readonly person?: (key: string) => void
}

type Read = Extract<Typed, { readonly _tag: "Read" }>
type Forgotten = Extract<Typed, { readonly _tag: "Forgotten" }>
type TypedEvent = Read | Forgotten | { readonly _tag: "Attached" | "Detached" }

/** Of a keyboard that a person types on too, what came slowly is a person's, and nothing that was forgotten. */
export const typedOn = (
  { isOwn, keys }: Keyboard,
  as: "tracks" | "code",
  { person }: WedgeOptions
): Stream.Stream<TypedEvent> =>
  Stream.suspend(() => {
    const begun = () => new Wedge(isOwn ? as : undefined)
    let wedge = begun()
    return Stream.flatMap(keys, (event): Stream.Stream<TypedEvent> => {
      if (event._tag !== "Key") {
        // What was begun before it went is not what comes after it is back.
        wedge = begun()
        return Stream.succeed(event)
      }
      const typed = wedge.take(event.key, event.at)
      if (typed._tag === "Person") person?.(event.key)
      if (typed._tag === "Read" && typed.as === as) return Stream.succeed(typed)
      return typed._tag === "Forgotten" && (isOwn || typed.why !== "late")
        ? Stream.succeed(typed)
        : Stream.empty
    })
  })
