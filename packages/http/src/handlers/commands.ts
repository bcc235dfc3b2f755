/**
 * Commands over HTTP: the verb's own fields in the body, its key in a header, its outcome as the answer.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Overloaded, readCommand, type StoredValue, type Verb, verbs } from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import { asBefore } from "../asBefore.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { commandRoutes } from "../api/routes.ts"
import { type Met, notAsExpected, declineAnswer, outcomeAnswers } from "../answers.ts"
import { readBody, type Sent } from "../body.ts"
import { type Answer, type Handler, header, type Hearing, type Served } from "../Exchange.ts"
import { isRefusal, type ReachGround, reaching, type Refusal } from "../reach.ts"

/** What commands are performed on. */
export interface CommandGround extends ReachGround {
  /** Where the pages of problems are. */
  readonly types: string | undefined
}

const keyShape = /^(?:"([A-Za-z0-9._:-]{1,255})"|([A-Za-z0-9._:-]{1,255}))$/

/** The key of a command: bare, or in quotation marks as the draft of the header has it. */
const keyOf = (hearing: Pick<Hearing, "asked">): Result.Result<string, Problem> => {
  const sent = header(hearing.asked, "idempotency-key")
  if (sent === undefined || sent === "") return Result.fail(problem("idempotency_key_missing"))
  const found = keyShape.exec(sent)
  const key = found?.[1] ?? found?.[2]
  return key === undefined
    ? Result.fail(notAsExpected([{ path: ["Idempotency-Key"], message: expectedKey }], true))
    : Result.succeed(key)
}

const expectedKey = "Expected 1–255 characters of A-Z a-z 0-9 . _ : -, bare or in quotation marks"

/** What the ledger could not do: nothing was done, and the same key may be sent again. */
export const failed = (failure: Overloaded | StoreUnavailable): Problem =>
  problem(failure._tag === "Overloaded" ? "overloaded" : "unavailable", { headers: { "retry-after": "1" } })

const elsewhere: ReadonlyArray<readonly [field: string, where: string]> = [
  ["type", "Expected no type: the address says it"],
  ["key", "Expected the key in the header Idempotency-Key"]
]

/** Of what is configured: the id stands in the document too. */
const idInPath = "id"

/** The command of a request: what stands in its address, in its headers and in its body, each in one place alone. */
const assemble = (verb: Verb, hearing: Hearing, key: string, sent: Sent): Problem | undefined => {
  for (const [field, message] of elsewhere)
    if (Object.hasOwn(sent, field)) return notAsExpected([{ path: [field], message }], true)
  for (const name in hearing.inPath) {
    if (name === idInPath) continue
    if (Object.hasOwn(sent, name))
      return notAsExpected([{ path: [name], message: `Expected no ${name}: it stands in the address` }], true)
    sent[name] = hearing.inPath[name]
  }
  sent["type"] = verb
  sent["key"] = key
  return undefined
}

/** What changes before a command is read, by verb: of what is configured, the version. */
export type Adapt = (hearing: Hearing, sent: Sent) => Problem | undefined

const asIs: Adapt = () => undefined

/** Performs one verb at one of its paths. */
const performing = (ground: CommandGround, verb: Verb, path: string, adapt: Adapt = asIs): Handler => {
  const answer = outcomeAnswers(path)
  const { ledger, types } = ground
  return (hearing) => {
    const key = keyOf(hearing)
    if (Result.isFailure(key)) return Effect.fail(key.failure)
    const body = readBody(hearing.asked.body)
    if (Result.isFailure(body)) return Effect.fail(body.failure)
    const sent = body.success
    const misplaced = adapt(hearing, sent) ?? assemble(verb, hearing, key.success, sent)
    if (misplaced !== undefined) return Effect.fail(misplaced)
    const met = (): Met => metBy(ledger, hearing, sent, types)
    const submitted = (refused: Refusal | undefined): Effect.Effect<Answer, Problem> => {
      if (refused !== undefined) return refusedBy(refused, met)
      const read = readCommand(sent)
      if (Result.isFailure(read)) return Effect.fail(notAsExpected(read.failure, hearing.caller.details))
      const { caller } = hearing
      return Effect.flatMap(ledger.submit(caller.client, read.success), (outcome) =>
        asBefore(ground, caller, read.success, outcome)
      ).pipe(Effect.mapBoth({ onSuccess: (outcome) => answer(outcome, met), onFailure: failed }))
    }
    const reached = reaching(ground, hearing.caller, verb, sent)
    return reached === undefined || isRefusal(reached)
      ? submitted(reached)
      : Effect.flatMap(Effect.mapError(reached, failed), submitted)
  }
}

/** What is out of reach is answered as what there is not. */
const refusedBy = (refused: Refusal, met: () => Met): Effect.Effect<Answer, Problem> =>
  refused._tag === "Problem" ? Effect.fail(refused) : Effect.succeed(declineAnswer(refused, met()))

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** What the numbers of a decline are shown in. */
export const metBy = (
  { network }: StoredValue["Service"],
  { language }: Pick<Hearing, "language">,
  sent: Sent,
  types: string | undefined
): Met => ({ network, language, types, currency: text(sent["currency"]), outlet: text(sent["outlet"]) })

const verbsInOrder = Object.keys(verbs) as ReadonlyArray<Verb>

/** The routes of all verbs, but for those that `adapted` gives something to do before. */
export const commandsOn = (
  ground: CommandGround,
  adapted: Readonly<Partial<Record<Verb, Adapt>>>
): ReadonlyArray<Served> =>
  verbsInOrder.flatMap((verb) => {
    const { method, paths, scope } = commandRoutes[verb]
    return paths.map((path): Served => ({
      name: verb,
      method,
      path,
      needs: [scope],
      takes: "json",
      isCommand: true,
      handle: performing(ground, verb, path, adapted[verb])
    }))
  })
