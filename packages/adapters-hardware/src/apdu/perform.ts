/**
 * Runs a conversation on a card that is on a reader.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { CardSession } from "../ports/CardReader.ts"
import type { TransmitFault } from "../ports/faults.ts"
import { readAnswer } from "./Apdu.ts"
import type { Ending, Script } from "./Script.ts"

/** What the reader said where a conversation broke; nothing where it said nothing wrong, and the answer was none. */
export type Performed<A, E> = Ending<A, E> & { readonly fault?: TransmitFault }

/**
 * Always ends with an `Ending`: what a reader fails with is a break in the conversation, and `does` says what is uncertain
 * after it.
 */
export const perform = <A, E>(
  script: Script<A, E>,
  { transmit }: CardSession
): Effect.Effect<Performed<A, E>> =>
  Effect.gen(function* () {
    let sent = 0
    let step = script.next(new Uint8Array(0))
    while (step.done !== true) {
      const next = step.value
      if (next.kind === "refuse") {
        script.return(undefined as never)
        return { _tag: "Refused" as const, why: next.why, sent }
      }
      sent += 1
      const received = yield* Effect.result(transmit(next.command, next.does))
      if (received._tag === "Failure" || readAnswer(received.success) === undefined) {
        script.return(undefined as never)
        const fault = received._tag === "Failure" ? { fault: received.failure } : {}
        return { _tag: "Broken" as const, does: next.does, sent, ...fault }
      }
      step = script.next(received.success)
    }
    return { _tag: "Completed" as const, value: step.value, sent }
  })
