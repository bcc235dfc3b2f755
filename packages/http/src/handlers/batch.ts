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
  type Submission,
  type Verb,
  verbs
} from "@tessera/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { documentAnswer, lines, notAsExpected } from "../answers.ts"
import { type FaultCode, faults, problem, type Problem } from "../api/Problem.ts"
import { commandRoutes } from "../api/routes.ts"
import { asBefore } from "../asBefore.ts"
import { readBody, readObject, type Sent } from "../body.ts"
import type { Caller } from "../Caller.ts"
import { declineText } from "@tessera/core"
import { type Answer, header, type Hearing, type Served } from "../Exchange.ts"
import { linesIn } from "../linesIn.ts"
import { isRefusal, reaching, type Refusal } from "../reach.ts"
import { cardNamed, lookUps } from "../rate/limits.ts"
import { stillHeard } from "../still.ts"
import type { Ground } from "./Ground.ts"

/** How many commands one document may have, and how many of a stream are performed together. */
const [most, group] = [1_000, 256]

/** The longest line of a stream, in characters. */
const longestLine = 65_536

/** A command that may be performed, or what is answered without performing it. */
type Prepared = Command | Refused

interface Refused {
  readonly answer: string
}

const invalid = (sent: unknown, errors: ReadonlyArray<Fault>): Prepared => {
  const key: unknown = typeof sent === "object" && sent !== null ? Reflect.get(sent, "key") : undefined
  const outcome: Invalid = { outcome: "invalid", errors, ...(typeof key === "string" && { key }) }
  return { answer: outcomeText(outcome) }
}

const mayPerform = ({ scopes }: Caller, verb: Verb): boolean =>
  scopes === "all" || scopes.has(commandRoutes[verb].scope)

const isObject = (one: unknown): one is Sent => typeof one === "object" && one !== null && !Array.isArray(one)

const isVerb = (type: unknown): type is Verb => typeof type === "string" && Object.hasOwn(verbs, type)

/** What is answered for a command that was not done. */
const notDone = (key: unknown, code: FaultCode, needs?: string): Refused => ({
  answer: JSON.stringify({
    key,
    outcome: "notDone",
    code,
    retry: faults[code].retry,
    ...(needs && { needs })
  })
})

const refusedAs = ({ caller: { details } }: Hearing, sent: Sent, refused: Refusal): Prepared => {
  if (refused._tag !== "Problem")
    return {
      answer: JSON.stringify({ key: sent["key"], outcome: "declined", decline: declineText(refused) })
    }
  const { errors = [] } = refused.members as { errors?: ReadonlyArray<Fault> }
  return refused.code === "invalid"
    ? invalid(sent, details ? errors : [])
    : notDone(sent["key"], refused.code)
}

/** A command, or what is answered to it; where something has to be looked up for that, how. */
type Preparing = Prepared | Effect.Effect<Prepared>

const prepared = (ground: Ground, hearing: Hearing, sent: unknown): Preparing => {
  const { caller, counts } = hearing
  if (!isObject(sent)) return invalid(sent, [{ path: [], message: "Expected a command" }])
  const read = (refused: Refusal | undefined): Prepared => {
    if (refused !== undefined) return refusedAs(hearing, sent, refused)
    const command = readCommand(sent)
    return Result.isFailure(command) ? invalid(sent, caller.details ? command.failure : []) : command.success
  }
  const { key, type } = sent
  if (!isVerb(type)) return read(undefined)
  if (!mayPerform(caller, type)) return notDone(key, "forbidden", commandRoutes[type].scope)
  const reached = reaching(ground, caller, type, sent)
  const asked =
    reached === undefined || isRefusal(reached)
      ? read(reached)
      : Effect.match(reached, { onSuccess: read, onFailure: () => notDone(key, "unavailable") })
  if (counts === undefined || !isLookUp.has(type)) return asked
  // Where somebody finds out about a card, it counts like a request of its own.
  return Effect.matchEffect(counts(type, cardNamed(sent)), {
    onSuccess: () => (Effect.isEffect(asked) ? asked : Effect.succeed(asked)),
    onFailure: ({ code }) => Effect.succeed(notDone(key, code))
  })
}

const isLookUp: ReadonlySet<string> = new Set(lookUps)

/** All of them in their order; what needs no look is there at once. */
const allPrepared = (all: ReadonlyArray<Preparing>): Effect.Effect<ReadonlyArray<Prepared>> =>
  Effect.forEach(all, (one) => (Effect.isEffect(one) ? one : Effect.succeed(one)))

const endText = ({ key }: Command, end: Ended | undefined): string => {
  if (end !== undefined && Result.isSuccess(end)) return outcomeText(end.success)
  const code = end?.failure._tag === "Overloaded" ? "overloaded" : "unavailable"
  return JSON.stringify({ key, outcome: "notDone", code, retry: "sameKey" })
}

/** What each of these is answered, in their order. */
const performed = (
  ground: Ground,
  hearing: Hearing,
  preparing: ReadonlyArray<Preparing>
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.flatMap(allPrepared(preparing), (all) => submitted(ground, hearing, all))

const submitted = (
  ground: Ground,
  { caller }: Hearing,
  all: ReadonlyArray<Prepared>
): Effect.Effect<ReadonlyArray<string>> => {
  const commands = all.flatMap((one): ReadonlyArray<Submission> =>
    "answer" in one ? [] : [{ client: caller.client, command: one }]
  )
  const asked = ground.ledger.submitMany(commands)
  const ended = Effect.flatMap(asked, (ends) =>
    Effect.forEach(ends, (end, n) => {
      const command = commands[n]?.command
      return Result.isFailure(end) || command === undefined
        ? Effect.succeed(end)
        : Effect.result(asBefore(ground, caller, command, end.success))
    })
  )
  return Effect.map(ended, (ends) => {
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
  const all = commands.map((sent: unknown) => prepared(ground, hearing, sent))
  return Effect.map(performed(ground, hearing, all), (texts) =>
    documentAnswer(`{"outcomes":[${texts.join(",")}]}`)
  )
}

const lineOf = (ground: Ground, hearing: Hearing, line: string): Preparing => {
  const read = line.length > longestLine ? undefined : readObject(line)
  if (read === undefined) return invalid(undefined, [{ path: [], message: "Expected a shorter line" }])
  return Result.isFailure(read)
    ? invalid(undefined, [{ path: [], message: "Expected a command as one line of JSON" }])
    : prepared(ground, hearing, read.success)
}

/** Answers lines as they come, in groups, in their order. */
async function* answering(
  stream: AsyncIterable<Uint8Array>,
  answered: (some: ReadonlyArray<string>) => Promise<ReadonlyArray<string>>
): AsyncIterable<string> {
  for await (const some of linesIn(stream, longestLine)) {
    const said = some.filter((line) => line.trim() !== "")
    for (let from = 0; from < said.length; from += group) {
      const texts = await answered(said.slice(from, from + group))
      yield texts.map((text) => `${text}\n`).join("")
    }
  }
}

/** A line of who is let in no more: it is answered like any other, and not done. */
const notLetIn = (line: string, { code }: Problem): string => {
  const read = readObject(line)
  return notDone(Result.isSuccess(read) ? read.success["key"] : undefined, code).answer
}

/** What each of these lines is answered, in their order. */
export const performLines = (
  ground: Ground,
  hearing: Hearing,
  some: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<string>> =>
  performed(
    ground,
    hearing,
    some.map((line) => lineOf(ground, hearing, line))
  )

/** Lines may come for hours: their caller is looked at again and again, and their clock is that of the service. */
const inLines = (
  ground: Ground,
  hearing: Hearing,
  stream: AsyncIterable<Uint8Array>
): Effect.Effect<Answer> =>
  Effect.gen(function* () {
    const clock = yield* Effect.service(Clock.Clock)
    const still = yield* stillHeard(hearing)
    const answered = (some: ReadonlyArray<string>) =>
      Effect.matchEffect(still, {
        onSuccess: (now) => performLines(ground, now, some),
        onFailure: (refused) => Effect.succeed(some.map((line) => notLetIn(line, refused)))
      }).pipe(Effect.provideService(Clock.Clock, clock), Effect.runPromise)
    return {
      status: 200,
      headers: { "content-type": lines, "cache-control": "no-store" },
      body: answering(stream, answered)
    }
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
    if (hearing.asked.stream !== undefined) return inLines(ground, hearing, hearing.asked.stream)
    return hearing.asked.body.length === 0 ? Effect.fail(problem("malformed")) : inDocument(ground, hearing)
  }
})
