/**
 * Many commands at once: what a till did while it was offline, or an import; each with an outcome of its own.
 *
 * @module
 */
import {
  type Command,
  type Ended,
  type Fault,
  type Invalid,
  outcomeText,
  readCommand,
  type StoredValue,
  type Submission,
  type Verb
} from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { documentAnswer, lines, notAsExpected } from "../answers.ts"
import { problem } from "../api/Problem.ts"
import { commandRoutes } from "../api/routes.ts"
import { readBody, readObject, type Sent } from "../body.ts"
import type { Caller } from "../Caller.ts"
import { declineText } from "@tessera/core"
import { type Answer, header, type Hearing, type Served } from "../Exchange.ts"
import { withinRows } from "../withinRows.ts"
import type { Ground } from "./Ground.ts"

/** How many commands one document may have, and how many of a stream are performed together. */
const [most, group] = [1_000, 256]

/** The longest line of a stream, in characters. */
const longestLine = 65_536

/** A command that may be performed, or what is answered without performing it. */
type Prepared = Command | { readonly answer: string }

const invalid = (sent: unknown, errors: ReadonlyArray<Fault>): Prepared => {
  const key: unknown = typeof sent === "object" && sent !== null ? Reflect.get(sent, "key") : undefined
  const outcome: Invalid = { outcome: "invalid", errors, ...(typeof key === "string" && { key }) }
  return { answer: outcomeText(outcome) }
}

const mayPerform = ({ scopes }: Caller, verb: Verb): boolean =>
  scopes === "all" || scopes.has(commandRoutes[verb].scope)

const isObject = (one: unknown): one is Sent => typeof one === "object" && one !== null && !Array.isArray(one)

const prepared = ({ network }: StoredValue["Service"], { caller }: Hearing, sent: unknown): Prepared => {
  if (!isObject(sent)) return invalid(sent, [{ path: [], message: "Expected a command" }])
  const foreign = withinRows(network, caller, sent)
  if (foreign !== undefined)
    return {
      answer: JSON.stringify({ key: sent["key"], outcome: "declined", decline: declineText(foreign) })
    }
  const read = readCommand(sent)
  if (Result.isFailure(read)) return invalid(sent, caller.details ? read.failure : [])
  return mayPerform(caller, read.success.type)
    ? read.success
    : {
        answer: JSON.stringify({
          key: read.success.key,
          outcome: "notDone",
          code: "forbidden",
          retry: "never",
          needs: commandRoutes[read.success.type].scope
        })
      }
}

const endText = ({ key }: Command, end: Ended | undefined): string => {
  if (end !== undefined && Result.isSuccess(end)) return outcomeText(end.success)
  const code = end?.failure._tag === "Overloaded" ? "overloaded" : "unavailable"
  return JSON.stringify({ key, outcome: "notDone", code, retry: "sameKey" })
}

/** What each of these is answered, in their order. */
const performed = (
  { ledger }: Ground,
  hearing: Hearing,
  all: ReadonlyArray<Prepared>
): Effect.Effect<ReadonlyArray<string>> => {
  const { client } = hearing.caller
  const commands = all.flatMap((one): ReadonlyArray<Submission> =>
    "answer" in one ? [] : [{ client, command: one }]
  )
  return Effect.map(ledger.submitMany(commands), (ends) => {
    let n = 0
    return all.map((one) => ("answer" in one ? one.answer : endText(one, ends[n++])))
  })
}

const inDocument = (ground: Ground, hearing: Hearing) => {
  const body = readBody(hearing.asked.body)
  if (Result.isFailure(body)) return Effect.fail(body.failure)
  const { commands, ...rest } = body.success
  if (!Array.isArray(commands) || commands.length > most || Object.keys(rest).length > 0)
    return Effect.fail(
      notAsExpected(
        [{ path: ["commands"], message: `Expected nothing but a list of at most ${most} commands` }],
        true
      )
    )
  const all = commands.map((sent: unknown) => prepared(ground.ledger, hearing, sent))
  return Effect.map(performed(ground, hearing, all), (texts) =>
    documentAnswer(`{"outcomes":[${texts.join(",")}]}`)
  )
}

const lineOf = (ground: Ground, hearing: Hearing, line: string): Prepared => {
  const read = line.length > longestLine ? undefined : readObject(line)
  if (read === undefined) return invalid(undefined, [{ path: [], message: "Expected a shorter line" }])
  return Result.isFailure(read)
    ? invalid(undefined, [{ path: [], message: "Expected a command as one line of JSON" }])
    : prepared(ground.ledger, hearing, read.success)
}

/** The lines of a body as it comes. A line that does not end is cut off, and refused as too long. */
async function* linesIn(stream: AsyncIterable<Uint8Array>): AsyncIterable<ReadonlyArray<string>> {
  const decoder = new TextDecoder()
  let rest = ""
  for await (const chunk of stream) {
    const found = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = (found.pop() ?? "").slice(0, longestLine + 1)
    yield found
  }
  if (rest !== "") yield [rest]
}

/** Answers lines as they come, in groups, in their order. */
async function* answering(
  ground: Ground,
  hearing: Hearing,
  stream: AsyncIterable<Uint8Array>
): AsyncIterable<string> {
  for await (const some of linesIn(stream)) {
    const said = some.filter((line) => line.trim() !== "")
    for (let from = 0; from < said.length; from += group) {
      const all = said.slice(from, from + group).map((line) => lineOf(ground, hearing, line))
      const texts = await Effect.runPromise(performed(ground, hearing, all))
      yield texts.map((text) => `${text}\n`).join("")
    }
  }
}

const inLines = (ground: Ground, hearing: Hearing): Answer => ({
  status: 200,
  headers: { "content-type": lines, "cache-control": "no-store" },
  body: answering(ground, hearing, hearing.asked.stream ?? (async function* () {})())
})

/** `commands:batch`: as one document, or as lines of JSON in and out. */
export const batchOn = (ground: Ground): Served => ({
  name: "batch",
  method: "POST",
  path: "/v1/commands:batch",
  needs: [],
  takes: "jsonOrLines",
  isCommand: true,
  handle: (hearing) => {
    if (header(hearing.asked, "idempotency-key") !== undefined)
      return Effect.fail(
        notAsExpected(
          [{ path: ["Idempotency-Key"], message: "Expected none: every command has its own key" }],
          true
        )
      )
    if (hearing.asked.stream !== undefined) return Effect.succeed(inLines(ground, hearing))
    return hearing.asked.body.length === 0 ? Effect.fail(problem("malformed")) : inDocument(ground, hearing)
  }
})
