/**
 * Reading a question for a report: it is answered, or told what is wrong with it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { faultsOf } from "../network/Configuration.ts"
import { type Answer, unreadable } from "./answers.ts"

const strict = { onExcessProperty: "error", errors: "all" } as const

/** Reads a question, and answers it or says what is wrong with it. */
export const reading = <Q, A extends object, E>(
  shape: Schema.Decoder<Q>,
  answer: (question: Q) => Effect.Effect<A, E>
): ((question: unknown) => Effect.Effect<Answer<A>, E>) => {
  const decode = Schema.decodeUnknownResult(shape, strict)
  return (question = {}) => {
    const read = decode(question)
    return Result.isSuccess(read)
      ? Effect.map(answer(read.success), (found) => ({ outcome: "answered", ...found }))
      : Effect.succeed(unreadable(question, faultsOf(read.failure.issue)))
  }
}
