/**
 * A swipe reader of the SureSwipe family on USB (HID, not as a keyboard).
 *
 * @module
 */
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { readSwipe, readSwipeReport, type SwipeRules } from "../identify/magstripe.ts"
import { Magstripe, type SwipeEvent } from "../ports/Magstripe.ts"
import type { HidBus, HidWanted } from "./HidBus.ts"
import { reportsOf } from "./reportsOf.ts"

export interface HidMagstripeOptions extends SwipeRules {
  /** Absent: the vendor's page with its first usage, of whatever vendor. */
  readonly device?: HidWanted
  /** Milliseconds. Absent: 1,000. */
  readonly lookEvery?: number
}

const swipeOf = (report: Uint8Array, rules: SwipeRules): SwipeEvent =>
  Result.match(
    Result.flatMap(readSwipeReport(report), (tracks) => readSwipe(tracks, rules)),
    {
      onSuccess: (track): SwipeEvent => ({ _tag: "Swipe", track }),
      onFailure: (why): SwipeEvent => ({ _tag: "Unusable", why })
    }
  )

/** The bytes of a swipe are wiped as soon as they were read. */
export const hidMagstripe = (bus: HidBus, options: HidMagstripeOptions): Layer.Layer<Magstripe> => {
  const device = options.device ?? { usagePage: 0xff00, usage: 1 }
  return Layer.succeed(Magstripe, {
    swipes: Stream.map(reportsOf(bus, device, options.lookEvery), (event): SwipeEvent => {
      if (event._tag !== "Report") return event
      const swipe = swipeOf(event.bytes, options)
      event.bytes.fill(0)
      return swipe
    })
  })
}
