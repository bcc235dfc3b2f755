/**
 * How a command of the CLI ends where it does not do what was asked: in a sentence, and with a number for scripts.
 *
 * @module
 */
import type { ProblemDocument } from "@tessera/http/api"
import * as Schema from "effect/Schema"

/** Exit codes. 0 is done. */
export const codes = {
  /** The ledger declined it, or the server refused it: nothing was done. */
  refused: 1,
  /** The words, a file or the key cannot be used: nothing was sent. */
  unusable: 2,
  /** There was no answer, or none that says: whether it was done is not known. */
  notKnown: 3
} as const

export class Ended extends Schema.TaggedError<Ended>()("Ended", {
  how: Schema.Literals(["refused", "unusable", "notKnown"]),
  message: Schema.String,
  /** What the server said, for `--json`. */
  problem: Schema.optionalKey(Schema.Unknown),
  /** With `--json` all of it was printed before. Absent: nothing was. */
  isTold: Schema.optionalKey(Schema.Boolean)
}) {}

/** The same end in other words. */
export const inWords = ({ how, problem }: Ended, message: string): Ended =>
  new Ended({ how, message, ...(problem !== undefined && { problem }) })

/** The code of what the server said, where it said something. */
export const codeIn = ({ problem }: Ended): unknown =>
  typeof problem === "object" && problem !== null ? Reflect.get(problem, "code") : undefined

export const unusable = (message: string): Ended => new Ended({ how: "unusable", message })

export const notKnown = (message: string, problem?: ProblemDocument): Ended =>
  new Ended({ how: "notKnown", message, ...(problem !== undefined && { problem }) })

interface Fault {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
}

/** Where something is wrong in what was sent, and what was expected there. */
export const faultText = ({ message, path }: Fault): string =>
  `${path.length === 0 ? "the document" : path.join(".")}: ${message}`

/** What the server said, for a person: its sentence, and below it where something is wrong, or what is needed. */
const problemText = (problem: ProblemDocument): string => {
  const { errors = [], needs = [] } = problem as {
    errors?: ReadonlyArray<Fault>
    needs?: ReadonlyArray<string>
  }
  return [
    problem.detail,
    ...errors.map((fault) => `  ${faultText(fault)}`),
    ...(needs.length > 0 ? [`  the key needs ${needs.join(" or ")}`] : [])
  ].join("\n")
}

export const refused = (problem: ProblemDocument): Ended =>
  new Ended({ how: "refused", message: problemText(problem), problem })
