/**
 * Bodies: one JSON object as it was sent, its fields its own.
 *
 * @module
 */
import * as Result from "effect/Result"
import { problem, type Problem } from "./api/Problem.ts"
import { readJson, textOf } from "./readJson.ts"

export type Sent = Record<string, unknown>

const malformed = (expected: string): Result.Result<never, Problem> =>
  Result.fail(problem("malformed", { members: { errors: [{ path: [], message: expected }] } }))

/** The object that a text is. */
export const readObject = (json: string): Result.Result<Sent, Problem> => {
  const read = readJson(json)
  if (Result.isFailure(read)) return malformed(read.failure)
  const { success } = read
  return typeof success !== "object" || success === null || Array.isArray(success)
    ? malformed("Expected an object")
    : Result.succeed(success as Sent)
}

/** The object that a body is. */
export const readBody = (body: Uint8Array): Result.Result<Sent, Problem> => {
  const text = textOf(body)
  return Result.isFailure(text) ? malformed(text.failure) : readObject(text.success)
}
