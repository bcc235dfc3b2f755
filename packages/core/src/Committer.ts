/**
 * The committer: takes what is waiting, decides it as one batch, commits once, and answers everybody.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { type Answer, decideBatch, type Facts, type Task } from "./decide/decideBatch.ts"
import { FaultPoint } from "./ports/FaultPoint.ts"
import { type CommitUnknown, Store, StoreUnavailable } from "./ports/Store.ts"

/** More is waiting than the queue holds: nothing was done, send it again later under the same key. */
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", { waiting: Schema.Int }) {}

/** How much may wait, and how much is committed at once. */
export interface CommitterOptions {
  /** Absent: 8,192 commands. */
  readonly capacity?: number
  /** Absent: 256 commands. */
  readonly batch?: number
}

type Failure = StoreUnavailable | CommitUnknown

interface Waiting {
  readonly task: Task
  readonly answer: Deferred.Deferred<Answer, Failure>
}

/** Puts a task into the queue; the effect inside waits for its answer. */
export type Offer = (task: Task) => Effect.Effect<Effect.Effect<Answer, Failure>, Overloaded>

/**
 * Starts a committer for the life of the scope. It never waits for a batch to fill: what gathers while one commit is
 * under way is the next batch. A caller that goes away does not stop the commit.
 */
export const makeCommitter = Effect.fnUntraced(function* (facts: Facts, options: CommitterOptions = {}) {
  const store = yield* Store
  const reach = yield* FaultPoint
  const capacity = options.capacity ?? 8192
  const queue = yield* Effect.acquireRelease(Queue.bounded<Waiting>(capacity), Queue.shutdown)

  const commit = (waiting: ReadonlyArray<Waiting>) => {
    const tasks = waiting.map(({ task }) => task)
    return store.commit(tasks, (view) => decideBatch(facts, view, tasks))
  }

  const answerAll = (waiting: ReadonlyArray<Waiting>, answers: ReadonlyArray<Answer>) => {
    reach("committer.answering")
    waiting.forEach(({ answer }, n) => {
      const given = answers[n]
      if (given !== undefined) Deferred.doneUnsafe(answer, Effect.succeed(given))
    })
  }

  const failAll = (waiting: ReadonlyArray<Waiting>, cause: Cause.Cause<Failure>) => {
    const failure = Cause.squash(cause)
    const known = isFailure(failure) ? failure : new StoreUnavailable({ cause: failure })
    for (const { answer } of waiting) Deferred.doneUnsafe(answer, Effect.fail(known))
  }

  /** A batch that could not be decided or written is tried one by one, so that one bad command stops only itself. */
  const attempt = (waiting: ReadonlyArray<Waiting>): Effect.Effect<void> =>
    Effect.matchCauseEffect(
      Effect.suspend(() => commit(waiting)),
      {
        onSuccess: ({ answers }) => Effect.sync(() => answerAll(waiting, answers)),
        onFailure: (cause) =>
          waiting.length > 1 && !isInDoubt(cause)
            ? Effect.forEach(waiting, (one) => attempt([one]), { discard: true })
            : Effect.sync(() => failAll(waiting, cause))
      }
    )

  yield* Queue.takeBetween(queue, 1, options.batch ?? 256).pipe(
    Effect.tap(() => Effect.sync(() => reach("committer.taken"))),
    Effect.flatMap((waiting) => Effect.uninterruptible(attempt(waiting))),
    Effect.forever,
    Effect.forkScoped
  )

  const offer: Offer = (task) =>
    Effect.suspend(() => {
      const answer = Deferred.makeUnsafe<Answer, Failure>()
      return Queue.offerUnsafe(queue, { task, answer })
        ? Effect.succeed(Deferred.await(answer))
        : Effect.fail(new Overloaded({ waiting: capacity }))
    })
  return offer
})

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "_tag" in value &&
  (value._tag === "StoreUnavailable" || value._tag === "CommitUnknown")

const isInDoubt = (cause: Cause.Cause<Failure>): boolean => {
  const failure = Cause.squash(cause)
  return isFailure(failure) && failure._tag === "CommitUnknown"
}
