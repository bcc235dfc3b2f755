/**
 * The waiting room of the public channels: a stranger who is refused hears it at the same moment, whatever was wrong with the card.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import { Overloaded } from "./Committer.ts"

/** How long strangers wait for a refusal. */
export interface StrangersOptions {
  /**
   * Milliseconds, from 1 on. On the channels `web`, `app` and `kiosk`, what is not approved is answered so long after it was
   * asked; if deciding takes longer, after twice as long, and so on. Longer than a decision takes at the busiest hour, PINs
   * and all, is what hides best. Absent: 1,000. 0: at once, and the time of a refusal tells what it was for.
   */
  readonly strangersWait?: number
}

const nanosPerMilli = 1_000_000n

/**
 * A timer runs for whole milliseconds, so it ends at the same part of one at which it was set: that tells how long deciding took.
 * It ends early, then, and for the rest the clock is looked at again and again, others going first. What is left on the clock
 * of a test is a whole number, and its timers are exact.
 */
const early = 2n

const until = (due: bigint): Effect.Effect<void> =>
  Effect.flatMap(Clock.monotonicTimeNanos, (now) => {
    if (now >= due) return Effect.void
    const [whole, part] = [(due - now) / nanosPerMilli, (due - now) % nanosPerMilli]
    const wait = part === 0n ? whole : whole - early
    return Effect.andThen(wait > 0n ? Effect.sleep(Number(wait)) : Effect.yieldNow, until(due))
  })

/** Lets strangers wait. Who waits holds a timer, and no place in a queue, nor a connection. */
export class Strangers {
  private waiting = 0
  private readonly every: bigint
  private readonly room: number

  constructor({ room, strangersWait = 1000 }: StrangersOptions & { readonly room: number }) {
    if (!Number.isSafeInteger(strangersWait) || strangersWait < 0)
      throw new RangeError("strangersWait: Expected a whole number of milliseconds, from 0 on")
    this.every = BigInt(strangersWait) * nanosPerMilli
    this.room = room
  }

  /** When somebody came, by a clock that never goes back; with the room full, nobody is looked at. */
  readonly arrive: Effect.Effect<bigint, Overloaded> = Effect.suspend(() =>
    this.waiting >= this.room
      ? Effect.fail(new Overloaded({ waiting: this.waiting }))
      : Clock.monotonicTimeNanos
  )

  /** Waits for the next moment at which somebody who came then may be answered. */
  leave(arrived: bigint): Effect.Effect<void> {
    const { every } = this
    if (every === 0n) return Effect.void
    return Effect.acquireUseRelease(
      Effect.map(Clock.monotonicTimeNanos, (now) => {
        this.waiting += 1
        return now
      }),
      (now) => until(arrived + ((now - arrived) / every + 1n) * every),
      () =>
        Effect.sync(() => {
          this.waiting -= 1
        })
    )
  }

  /** What is asked, answered at its moment unless the answer says itself what a stranger would look for in its time. */
  answer<A, E>(
    asked: Effect.Effect<A, E>,
    arrived: bigint,
    speaks: (answer: A) => boolean
  ): Effect.Effect<A, E> {
    const atItsMoment = (exit: Exit.Exit<A, E>): Effect.Effect<A, E> =>
      exit._tag === "Success" && speaks(exit.value) ? exit : Effect.andThen(this.leave(arrived), exit)
    return Effect.flatMap(Effect.exit(asked), atItsMoment)
  }
}
