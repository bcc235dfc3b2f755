/**
 * A swipe reader that types what it read.
 *
 * @module
 */
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { readSwipe, splitTracks, type SwipeRules } from "../identify/magstripe.ts"
import { Magstripe, type SwipeEvent } from "../ports/Magstripe.ts"
import type { Keyboard } from "./Keyboard.ts"
import { typedOn, type WedgeOptions } from "./typedOn.ts"

export interface WedgeMagstripeOptions extends SwipeRules, WedgeOptions {}

const unreadable = (why: "unreadable" | "tooLong"): SwipeEvent => ({
  _tag: "Unusable",
  why: { _tag: "BadSwipe", why }
})

/**
 * Set the reader to end with Enter. On a keyboard of its own its sentinels may be missing; where a person types too, they tell a
 * swipe from typing. Letters of a stripe are capital ones, whatever Caps Lock does.
 */
export const wedgeMagstripe = (keyboard: Keyboard, options: WedgeMagstripeOptions): Layer.Layer<Magstripe> =>
  Layer.succeed(Magstripe, {
    swipes: Stream.map(typedOn(keyboard, "tracks", options), (event): SwipeEvent => {
      if (event._tag === "Forgotten") return unreadable(event.why === "tooLong" ? "tooLong" : "unreadable")
      if (event._tag !== "Read") return event
      return Result.match(readSwipe(splitTracks(event.text.toUpperCase()), options), {
        onSuccess: (track): SwipeEvent => ({ _tag: "Swipe", track }),
        onFailure: (why): SwipeEvent => ({ _tag: "Unusable", why })
      })
    })
  })
