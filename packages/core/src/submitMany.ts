/**
 * Submitting many commands: in order, a full batch at once, each with its own end.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { serialsFrom } from "./allotting.ts"
import type { Command } from "./command/Command.ts"
import type { Outcome } from "./command/Outcome.ts"
import { prepare, type Preparation } from "./command/prepare.ts"
import type { Request } from "./command/Request.ts"
import { type Committer, hopeless, notTried, type Overloaded } from "./Committer.ts"
import { isForAll, isPublic } from "./decide/channel.ts"
import { endOf } from "./endOf.ts"
import type { StoreUnavailable } from "./ports/Store.ts"
import type { Strangers } from "./Strangers.ts"
import { isSlow } from "./verifyHolder.ts"
import { needsJournal } from "./workedOut.ts"
import type { withKept } from "./withKept.ts"
import type { ClientId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** Why there is no outcome: nothing was done, and the same key may be sent again. */
export type Failure = Overloaded | StoreUnavailable

/** How one command of many ended. */
export type Ended = Result.Result<Outcome, Failure>

/** One command of many. */
export interface Submission {
  readonly client: ClientId
  readonly command: Command
  /** Replays a recorded time, as with `submit`. */
  readonly receivedAt?: Instant
}

/** What many commands go through. */
interface Way {
  readonly preparation: Preparation
  readonly committer: Committer
  /** The places of new cards in the secret orders of their numbers. */
  readonly serialsFor: ReturnType<typeof serialsFrom>
  readonly kept: ReturnType<typeof withKept>
  /** How many are prepared and offered together. */
  readonly groupSize: number
  readonly strangers: Strangers
  /** For what waits for something else than the next commit: it is performed alone, after all before it. */
  readonly alone: (
    client: ClientId,
    command: Command,
    receivedAt?: Instant
  ) => Effect.Effect<Outcome, Failure>
}

const performGroup = (
  { committer, preparation }: Way,
  requests: ReadonlyArray<Request>
): Effect.Effect<ReadonlyArray<Ended>> =>
  Effect.match(Effect.flatten(committer.offerMany(requests.map((request) => ({ request })))), {
    onFailure: (overloaded) => requests.map(() => Result.fail(overloaded)),
    onSuccess: (answers) =>
      answers.flatMap((answered, n): ReadonlyArray<Ended> => {
        const request = requests[n]
        return request === undefined ? [] : [endOf(answered, preparation, request)]
      })
  })

/** Whether nobody knows how something ended. */
const isUnknown = (end: Ended): boolean => Result.isSuccess(end) && end.success.outcome === "inDoubt"

/** Why what follows a group is not tried: the last of it were not done, or of some of it nobody knows, and it may build on them. */
const obstacle = (ends: ReadonlyArray<Ended>): Ended | undefined => {
  if (ends.some(isUnknown)) return Result.fail(notTried)
  const last = ends.slice(-hopeless)
  return last.every((end) => Result.isFailure(end)) ? last.at(-1) : undefined
}

/** A sweep, a cut-off and what counts earlier look at what is committed, and a PIN or one-time code is compared between two commits. */
const isAlone = (way: Way, command: Command): boolean =>
  command.type === "Sweep" || needsJournal(command) || isSlow(way.preparation.network, command)

/** Whether the time of an end may be heard: it was approved and says so, or no stranger listens. */
const mayBeTimed = ({ command, receivedAt }: Submission, end: Ended | undefined): boolean =>
  receivedAt !== undefined ||
  !isPublic(command.channel) ||
  (end !== undefined && Result.isSuccess(end) && end.success.outcome === "approved" && !isForAll(command))

/** Submits commands in order. With a stranger's refusal among them, all are answered when strangers are. */
export const submitMany = (
  way: Way
): ((all: ReadonlyArray<Submission>) => Effect.Effect<ReadonlyArray<Ended>>) => {
  const perform = performingMany(way)
  return (all) =>
    Effect.flatMap(Clock.monotonicTimeNanos, (arrived) =>
      way.strangers.answer(perform(all), arrived, (ends) => all.every((one, n) => mayBeTimed(one, ends[n])))
    )
}

const performingMany = (
  way: Way
): ((all: ReadonlyArray<Submission>) => Effect.Effect<ReadonlyArray<Ended>>) =>
  Effect.fnUntraced(function* (all) {
    const now = yield* Clock.currentTimeMillis
    const ended: Array<Ended> = []
    const group: Array<Request> = []
    let stopped: Ended | undefined
    const keep = (ends: ReadonlyArray<Ended>): void => {
      for (const end of ends) ended.push(end)
      stopped = obstacle(ends)
    }
    const perform = Effect.suspend(() =>
      group.length === 0 ? Effect.void : Effect.map(performGroup(way, group.splice(0)), keep)
    )
    for (const { client, command, receivedAt } of all) {
      const alone = isAlone(way, command)
      if (alone) yield* perform
      if (stopped !== undefined) break
      if (alone) keep([yield* Effect.result(way.alone(client, command, receivedAt))])
      else {
        const at = receivedAt ?? now
        const prepared = yield* Effect.result(
          Effect.flatMap(way.serialsFor(command, at), (serials) =>
            way.kept(prepare(way.preparation, client, command, at, serials))
          )
        )
        if (Result.isSuccess(prepared)) group.push(prepared.success)
        else {
          yield* perform
          if (stopped !== undefined) break
          keep([yield* Effect.result(way.alone(client, command, receivedAt))])
        }
      }
      if (group.length === way.groupSize) yield* perform
    }
    yield* perform
    const rest = stopped
    return rest === undefined ? ended : all.map((_, n) => ended[n] ?? rest)
  })
