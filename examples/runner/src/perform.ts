/**
 * Performing a file: its lines are offered in order, committed many at once, and answered in the order of the file.
 *
 * @module
 */
import {
  type Command,
  type Failure,
  Ids,
  type Outcome,
  type Query,
  type StoredValue,
  type Submission
} from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Answered, Found } from "./Answered.ts"
import { fullBatch } from "./ledger.ts"
import type { Reading } from "./lineClock.ts"
import type { OutputClosed } from "./Output.ts"
import type { Line } from "./readLines.ts"
import { readRequest, refused } from "./readRequest.ts"

type Service = StoredValue["Service"]

/** A line that waits for the next commit. */
interface Sent extends Submission {
  readonly line: number
}
type Waiting = Answered | Sent

/** What later lines of a file may name by the key of the operation that said it: a manager's code, a voucher's lot. */
type Told = Map<string, string>

/** What performing needs: the service, the time of a line, and who takes the answers. */
export interface Performance {
  readonly service: Service
  /** Absent: the clock on the wall. */
  readonly clock: ((sent: number | undefined) => Reading) | undefined
  /** What was told so far. */
  readonly told: Told
  /** Takes answers that are final, in order. */
  readonly answer: (answered: ReadonlyArray<Answered>) => Effect.Effect<void, OutputClosed>
}

/** Whose keys a line uses: its terminal's, else those of files. */
const clientOf = ({ terminal }: Command): Ids.ClientId =>
  (terminal === undefined ? "file" : `terminal:${terminal}`) as Ids.ClientId

const ask = (service: Service, query: Query, at: number | undefined) => {
  switch (query.type) {
    case "Quote":
      return Effect.map(service.quote(query, at), (found): Found =>
        "_tag" in found ? { decline: found } : { plan: found }
      )
    case "Balance":
      return Effect.map(service.balance(query, at), (found): Found =>
        "_tag" in found ? { decline: found } : { wallets: found }
      )
    case "Statement":
      return Effect.map(service.statement(query, at), (found): Found =>
        "_tag" in found ? { decline: found } : { lines: found }
      )
  }
}

const tooFar = (line: number, key: string | undefined, from: number): Answered =>
  refused(
    line,
    key,
    ["at"],
    `Expected a time nearer to ${new Date(from).toISOString()}, where the ledger's time stands; --max-gap DAYS allows more`
  )

const remember = (told: Told, { key }: Command, { outcome }: { readonly outcome: Outcome }): void => {
  if (outcome.outcome !== "approved") return
  const { authorizationCode, vouchers } = outcome.receipt
  const one = authorizationCode ?? vouchers?.[0]?.lot
  if (one !== undefined) told.set(key, one)
}

/** Performs what is waiting and gives the answers in order; where the ledger fails, those that came before it. */
const performAll = Effect.fnUntraced(function* (
  { answer, service, told }: Performance,
  waiting: ReadonlyArray<Waiting>
) {
  const ended = yield* service.submitMany(waiting.filter((one) => "client" in one))
  const given: Array<Answered> = []
  let failure: Failure | undefined
  let next = 0
  for (const one of waiting) {
    if ("kind" in one) {
      given.push(one)
      continue
    }
    const end = ended[next++]
    if (end === undefined) break
    if (Result.isFailure(end)) {
      failure = end.failure
      break
    }
    remember(told, one.command, { outcome: end.success })
    given.push({ kind: "outcome", line: one.line, command: one.command, outcome: end.success })
  }
  if (given.length > 0) yield* answer(given)
  if (failure !== undefined) return yield* failure
})

const spoken = /"authorizationCode"\s*:\s*"@[^"]*"|"vouchers"\s*:\s*\[[^\]]*\]/g

/** A line in which `"@KEY"` is replaced by what the operation under that key told: its code, or its first voucher. */
const withTold = (line: Line, told: Told): Line =>
  "text" in line
    ? {
        ...line,
        text: line.text.replace(spoken, (field) =>
          field.replace(/"@([^"]*)"/g, (_, key) => `"${told.get(key) ?? "000000"}"`)
        )
      }
    : line

const names = (line: Line): boolean => "text" in line && line.text.includes('"@')

/** Performs some lines and gives all of their answers before it ends. */
export const perform = Effect.fnUntraced(function* (performance: Performance, lines: ReadonlyArray<Line>) {
  const { clock, service } = performance
  const waiting: Array<Waiting> = []
  const drain = Effect.suspend(() => performAll(performance, waiting.splice(0)))
  for (const line of lines) {
    if (waiting.length >= fullBatch) yield* drain
    if (names(line)) yield* drain
    const request = readRequest(withTold(line, performance.told))
    if (request.kind === "invalid") {
      waiting.push(request)
      continue
    }
    const asked =
      request.kind === "command" ? request.command : request.kind === "query" ? request.query : request.wanted
    const reading = clock?.(asked.at) ?? { at: undefined }
    if ("tooFarFrom" in reading) {
      waiting.push(tooFar(line.number, asked.key, reading.tooFarFrom))
    } else if (request.kind === "command") {
      const { command } = request
      waiting.push({
        line: line.number,
        client: clientOf(command),
        command,
        ...(reading.at !== undefined && { receivedAt: reading.at })
      })
    } else if (request.kind === "report") {
      yield* drain
      const { ask: askFor, ...wanted } = request.wanted
      const shown = yield* askFor(reading.at)
      waiting.push({ kind: "report", line: line.number, ...wanted, shown })
    } else {
      yield* drain
      const found = yield* ask(service, request.query, reading.at)
      waiting.push({ kind: "answer", line: line.number, query: request.query, found })
    }
  }
  yield* drain
})
