/**
 * Questions over HTTP: their fields from the address and the body, their answer as JSON, text or lines.
 *
 * @module
 */
import {
  type Decline,
  type Fault,
  faultsOf,
  isDecline,
  type Overloaded,
  type Report,
  reportCsv,
  type Row
} from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { declineAnswer, documentAnswer, lines as ndjson, notAsExpected } from "../answers.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { type Asked, type Question, type QuestionName, questions } from "../api/questions.ts"
import { readBody, type Sent } from "../body.ts"
import { type Answer, header, type Hearing, type Served } from "../Exchange.ts"
import { fromQuery } from "../fromQuery.ts"
import { type Page, pageAnswer } from "../pages.ts"
import { plainReport, plainText } from "../plain.ts"
import { prefersCsv } from "../prefersCsv.ts"
import { isRefusal, type Reaching, type Refusal } from "../reach.ts"
import { failed, metBy } from "./commands.ts"
import { type Asking, expanding } from "./expanding.ts"
import type { Ground } from "./Ground.ts"

/** What a question is asked with, who asks, and on what it is answered. */
export interface Inquiry<Name extends QuestionName> {
  readonly asked: Asked<Name>
  readonly hearing: Hearing
  readonly ground: Ground
}

type Failing = Problem | StoreUnavailable | Overloaded

/** Answers one question. */
type Answering<Name extends QuestionName> = (inquiry: Inquiry<Name>) => Effect.Effect<Answer, Failing>

/** What happens to the fields as they were sent, before they are read: a refusal, or they may go on. */
export type Checking = (ground: Ground, hearing: Hearing, sent: Sent) => Reaching

/** Answers a question, and what is looked at before. */
interface Handled<Name extends QuestionName> {
  readonly check?: Checking
  readonly answer: Answering<Name>
}

/** The fields of a request: those of the path, and the others in the query or, where there is one, the body. */
export const fieldsSent = (
  asks: Question["asks"],
  hasBody: boolean
): ((hearing: Hearing) => Result.Result<Sent, Problem>) => {
  const ofQuery = fromQuery(asks.fields)
  return ({ asked, caller, inPath, query }) => {
    const fromAddress = Result.mapError(ofQuery(query), (faults) => notAsExpected(faults, caller.details))
    const sent = hasBody ? Result.flatMap(fromAddress, () => readBody(asked.body)) : fromAddress
    return Result.flatMap(sent, (fields) => {
      for (const name in inPath) {
        if (Object.hasOwn(fields, name))
          return Result.fail(
            notAsExpected([{ path: [name], message: "Expected it in the path alone" }], true)
          )
        fields[name] = inPath[name]
      }
      return Result.succeed(fields)
    })
  }
}

export const strict = { onExcessProperty: "error", errors: "all" } as const

/** An id in the path that is none names nothing, as one that is unknown does. */
export const unreadable = (faults: ReadonlyArray<Fault>, { caller, inPath }: Hearing): Problem =>
  faults.some(({ path: [name] }) => name !== undefined && Object.hasOwn(inPath, name))
    ? problem("not_found")
    : notAsExpected(faults, caller.details)

/** The same for somebody who has seen no version of it: what it names may be another one. */
const anew = (hearing: Hearing): Hearing => {
  const { asked } = hearing
  return { ...hearing, asked: { ...asked, headers: { ...asked.headers, "if-none-match": undefined } } }
}

const served = <Name extends QuestionName>(
  name: Name,
  { answer, check }: Handled<Name>,
  ground: Ground,
  asking: Asking
): Served => {
  const question: Question = questions[name]
  const decode = Schema.decodeUnknownResult(question.asks, strict)
  const fieldsOf = fieldsSent(question.asks, question.method !== "GET")
  return {
    name,
    method: question.method,
    path: question.path,
    needs: [question.scope],
    takes: question.method === "GET" ? "nothing" : "json",
    isCommand: false,
    handle: (hearing) => {
      const sent = fieldsOf(hearing)
      if (Result.isFailure(sent)) return Effect.fail(sent.failure)
      const allowed = (refused: Refusal | undefined): Effect.Effect<Answer, Problem> => {
        if (refused?._tag === "Problem") return Effect.fail(refused)
        if (refused !== undefined)
          return Effect.succeed(
            declineAnswer(refused, metBy(ground.ledger, hearing, sent.success, ground.types))
          )
        const read = decode(sent.success)
        if (Result.isFailure(read)) return Effect.fail(unreadable(faultsOf(read.failure.issue), hearing))
        // The schema of this very question has read it.
        const asked = read.success as Asked<Name>
        const answered = (by: Hearing) =>
          Effect.mapError(answer({ asked, hearing: by, ground }), (failure) =>
            failure._tag === "Problem" ? failure : failed(failure)
          )
        const { expand } = read.success as { readonly expand?: ReadonlyArray<string> }
        return expand === undefined
          ? answered(hearing)
          : Effect.flatMap(answered(anew(hearing)), (one) => expanding(one, expand, hearing, asking))
      }
      const reached = check?.(ground, hearing, sent.success)
      return reached === undefined || isRefusal(reached)
        ? allowed(reached)
        : Effect.flatMap(Effect.mapError(reached, failed), allowed)
    }
  }
}

/** The table of handlers: one for each question. */
export type Handlers = { readonly [Name in QuestionName]: Handled<Name> }

const names = Object.keys(questions) as ReadonlyArray<QuestionName>

/** The routes of all questions. */
export const questionsOn = (ground: Ground, handlers: Handlers): ReadonlyArray<Served> => {
  const servedBy = (name: QuestionName): Served =>
    served(name, handlers[name] as Handled<typeof name>, ground, asking)
  const expandables = new Map<QuestionName, Served>()
  const asking: Asking = (name) => {
    const known = expandables.get(name) ?? servedBy(name)
    expandables.set(name, known)
    return known
  }
  return names.map(servedBy)
}

/** One document. */
export const answered = (value: unknown, headers: Answer["headers"] = {}): Answer =>
  documentAnswer(plainText(value), { headers })

/** What was found, or the decline that the question met. */
export const found =
  <A extends object>(
    { ground, hearing }: Pick<Inquiry<never>, "ground" | "hearing">,
    sent: Sent,
    shown: (value: A) => unknown
  ) =>
  (value: A | Decline): Answer =>
    isDecline(value)
      ? declineAnswer(value, metBy(ground.ledger, hearing, sent, ground.types))
      : answered(shown(value))

/** A page of a list. */
export const paged = (page: Result.Result<Page, Problem>, hearing: Hearing): Effect.Effect<Answer, Problem> =>
  Effect.fromResult(Result.map(page, (some) => pageAnswer(some, hearing)))

/** A report, or what has one in it: as JSON, or the rows of the report as CSV, whichever the caller would rather have. */
export const tabled = <R extends Row>({ asked }: Hearing, report: Report<R>, told: () => unknown): Answer =>
  prefersCsv(header(asked, "accept")) ? texts(Stream.make(reportCsv(report)), "csv") : answered(told())

/** A report. */
export const reported =
  (hearing: Hearing) =>
  <R extends Row>(report: Report<R>): Answer =>
    tabled(hearing, report, () => plainReport(report))

export const notFound = Effect.fail(problem("not_found"))

const textTypes = { csv: "text/csv; charset=utf-8", plain: "text/plain; charset=utf-8" } as const

/** A text, piece by piece. */
export const texts = (
  pieces: Stream.Stream<string, StoreUnavailable>,
  kind: keyof typeof textTypes = "plain"
): Answer => ({
  status: 200,
  headers: { "content-type": textTypes[kind], "cache-control": "no-store" },
  body: Stream.toAsyncIterable(pieces)
})

/** Values, one a line. */
export const lines = (values: Stream.Stream<unknown, StoreUnavailable>): Answer => ({
  status: 200,
  headers: { "content-type": ndjson, "cache-control": "no-store" },
  body: Stream.toAsyncIterable(Stream.map(values, (value) => `${plainText(value)}\n`))
})
