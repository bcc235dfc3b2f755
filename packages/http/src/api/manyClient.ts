/**
 * Methods of the typed client for much at once: many commands in one request, and exports of any length.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { jobRoutes } from "./jobRoutes.ts"
import type { ProblemDocument } from "./problemText.ts"
import { type QuestionInput, questions } from "./questions.ts"
import {
  type Heard,
  heardIn,
  jsonText,
  NoAnswer,
  placed,
  problemIn,
  queryOf,
  type Sent,
  type Wire
} from "./wire.ts"

/** What became of one command of many, as it stands in its line of the answer. */
export interface BatchOutcome {
  /** `notDone`: it was not performed, and `code` says why. */
  readonly outcome: "approved" | "declined" | "invalid" | "notDone" | "inDoubt"
  /** Absent where it could not be read. */
  readonly key?: string
  /** The key was used before: nothing was done this time. */
  readonly replayed?: boolean
  readonly [member: string]: unknown
}

/** How many commands end: an outcome for each, in their order. `inDoubt`: send the same again until it is known. */
export type BatchAnswer =
  | { readonly outcome: "answered"; readonly outcomes: ReadonlyArray<BatchOutcome> }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }
  | { readonly outcome: "inDoubt"; readonly problem?: ProblemDocument }

/** Exports: questions whose answer may be of any length. */
export type ExportName = "entries" | "journal"

/** How an export begins. What breaks off in the middle fails where it is read. */
export type ExportAnswer =
  | { readonly outcome: "answered"; readonly body: ReadableStream<Uint8Array> }
  | { readonly outcome: "refused"; readonly problem: ProblemDocument }

type Way = "effect" | "promise"

/** The methods, with Effect or with promises. */
export interface ManyOf<Kind extends Way> {
  /**
   * Performs commands, each with its `type` and `key`, in their order: as objects, or as lines of JSON that are sent as they are.
   * What has no answer is sent again as a whole, under the same keys.
   */
  readonly batch: (
    commands: ReadonlyArray<object | string>
  ) => Kind extends "effect" ? Effect.Effect<BatchAnswer> : Promise<BatchAnswer>
  readonly exports: {
    readonly [Name in ExportName]: (
      asked: QuestionInput<Name>
    ) => Kind extends "effect" ? Effect.Effect<ExportAnswer, NoAnswer> : Promise<ExportAnswer>
  } & {
    /** What a job has written: an export that the server has gone on with by itself. */
    readonly file: (asked: {
      readonly export: string
    }) => Kind extends "effect" ? Effect.Effect<ExportAnswer, NoAnswer> : Promise<ExportAnswer>
  }
}

const batchWire = (commands: ReadonlyArray<object | string>): Wire => ({
  method: "POST",
  path: "/v1/commands:batch",
  headers: { "content-type": "application/x-ndjson" },
  body: commands.map((one) => (typeof one === "string" ? one : jsonText(one))).join("\n")
})

/** The outcomes of an answer; none where it is somebody else's, such as a page to sign in at. */
const outcomesIn = (text: string): ReadonlyArray<BatchOutcome> => {
  try {
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
  } catch {
    return []
  }
}

const batchAnswer = (sent: number, heard: Heard): BatchAnswer => {
  if (heard.status === 200) {
    const outcomes = outcomesIn(heard.text)
    return outcomes.length === sent ? { outcome: "answered", outcomes } : { outcome: "inDoubt" }
  }
  const problem = problemIn(heard)
  return problem === undefined || problem.status >= 500 || heard.isAfterDoubt === true
    ? { outcome: "inDoubt", ...(problem !== undefined && { problem }) }
    : { outcome: "refused", problem }
}

const exportAnswer = (answer: Response): Effect.Effect<ExportAnswer, NoAnswer> => {
  if (answer.status === 200 && answer.body !== null)
    return Effect.succeed({ outcome: "answered", body: answer.body })
  const heard = Effect.tryPromise({ try: () => heardIn(answer), catch: () => new NoAnswer() })
  return Effect.flatMap(heard, (one) => {
    const problem = problemIn(one)
    return problem === undefined
      ? Effect.fail(new NoAnswer())
      : Effect.succeed<ExportAnswer>({ outcome: "refused", problem })
  })
}

/** The methods on a wire: `send` asks until it is known, `open` once. */
export const many = (
  send: (wire: Wire) => Effect.Effect<Heard, NoAnswer>,
  open: (wire: Wire) => Effect.Effect<Response, NoAnswer>
): ManyOf<"effect"> => {
  const opened = (path: string) => Effect.flatMap(open({ method: "GET", path, headers: {} }), exportAnswer)
  const exported = (name: ExportName) => (asked: Sent) => opened(questions[name].path + queryOf(asked))
  return {
    batch: (commands) =>
      Effect.match(send(batchWire(commands)), {
        onSuccess: (heard) => batchAnswer(commands.length, heard),
        onFailure: (): BatchAnswer => ({ outcome: "inDoubt" })
      }),
    exports: {
      entries: exported("entries"),
      journal: exported("journal"),
      file: (asked) => opened(placed(jobRoutes.exportFile.path, asked)[0])
    }
  }
}
