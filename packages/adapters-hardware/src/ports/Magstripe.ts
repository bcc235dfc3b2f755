/**
 * The swipe reader port: what was swiped, or why it is of no use.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Stream from "effect/Stream"
import type { SwipeFault, Track } from "../identify/magstripe.ts"

export type SwipeEvent =
  | { readonly _tag: "Swipe"; readonly track: Track }
  /** Nothing of the card is in it. */
  | { readonly _tag: "Unusable"; readonly why: SwipeFault }
  | { readonly _tag: "Attached" | "Detached" }

export class Magstripe extends Context.Service<
  Magstripe,
  {
    /** Never fails: a reader that went is an event, and it is heard again when it is back. */
    readonly swipes: Stream.Stream<SwipeEvent>
  }
>()("@tessera/adapters-hardware/ports/Magstripe") {}
