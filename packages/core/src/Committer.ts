/**
 * The committer: takes what is waiting, decides it as one batch, commits once, and answers everybody.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Answer, decideBatch, type Facts, type Task } from "./batch/decideBatch.ts"
import { FaultPoint } from "./ports/FaultPoint.ts"
import { CommitUnknown, Store, StoreUnavailable } from "./ports/Store.ts"

/** More is waiting than the queue holds: nothing was done, send it again later under the same key. */
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", { waiting: Schema.Int }) {}

/** How much may wait, and how much is committed at once. */
export interface CommitterOptions {
  /** Absent: 8,192 commands. */
  readonly capacity?: number
  /** Absent: 256 commands. */
  readonly batch?: number
}

/** As much as is committed at once where nothing else is said: beyond it nothing is gained but a longer wait. */
export const fullBatch = 256

type Failure = StoreUnavailable | CommitUnknown

/** How one task of many ended. */
export type Answered = Result.Result<Answer, Failure>

interface Waiting {
  readonly task: Task
  readonly end: (answered: Answered) => void
}

/** Puts tasks into the queue; the effect inside waits for what became of them. */
export interface Committer {
  readonly offer: (task: Task) => Effect.Effect<Effect.Effect<Answer, Failure>, Overloaded>
  /** All or none are taken, and are committed in their order. Each ends for itself. */
  readonly offerMany: (
    tasks: ReadonlyArray<Task>
  ) => Effect.Effect<Effect.Effect<ReadonlyArray<Answered>>, Overloaded>
}

const closed = new StoreUnavailable({ cause: new Error("the service was closed") })

const answerAll = (waiting: ReadonlyArray<Waiting>, answers: ReadonlyArray<Answer>): void =>
  waiting.forEach(({ end }, n) => {
    const given = answers[n]
    if (given !== undefined) end(Result.succeed(given))
  })

const failAll = (waiting: ReadonlyArray<Waiting>, failure: Failure): void => {
  for (const { end } of waiting) end(Result.fail(failure))
}

/**
 * Starts a committer for the life of the scope. It never waits for a batch to fill: what gathers while one commit is
 * under way is the next batch. A caller that goes away does not stop the commit, and when the scope closes, what is
 * waiting is still committed and answered.
 */
export const makeCommitter = Effect.fnUntraced(function* (facts: Facts, options: CommitterOptions = {}) {
  const store = yield* Store
  const reach = yield* FaultPoint
  const capacity = options.capacity ?? 8192
  const batch = options.batch ?? fullBatch

  const commit = (waiting: ReadonlyArray<Waiting>) =>
    Effect.suspend(() => {
      reach("committer.taken")
      const tasks = waiting.map(({ task }) => task)
      return store.commit(tasks, (view) => decideBatch(facts, view, tasks))
    })

  /** A batch that could not be decided or written is tried one by one, so that one bad command stops only itself. */
  const attempt = (waiting: ReadonlyArray<Waiting>): Effect.Effect<void> =>
    Effect.matchCauseEffect(commit(waiting), {
      onFailure: (cause) => {
        const failure = failureOf(cause)
        return waiting.length > 1 && failure._tag === "StoreUnavailable"
          ? Effect.forEach(waiting, (one) => attempt([one]), { discard: true })
          : Effect.sync(() => failAll(waiting, failure))
      },
      onSuccess: ({ answers }) =>
        Effect.sync(() => {
          reach("committer.answering")
          answerAll(waiting, answers)
        }).pipe(
          Effect.catchCause((cause) =>
            Effect.sync(() => failAll(waiting, new CommitUnknown({ cause: Cause.squash(cause) })))
          )
        )
    })

  const drain = (queue: Queue.Queue<Waiting>): Effect.Effect<void> =>
    Effect.suspend(() =>
      Queue.sizeUnsafe(queue) === 0
        ? Effect.asVoid(Queue.shutdown(queue))
        : Effect.andThen(Effect.flatMap(Queue.takeBetween(queue, 1, batch), attempt), drain(queue))
    )

  const queue = yield* Effect.acquireRelease(Queue.bounded<Waiting>(capacity), drain)
  yield* Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(restore(Queue.takeBetween(queue, 1, batch)), attempt)
  ).pipe(Effect.forever, Effect.forkScoped)

  return entrance(queue, capacity)
})

/** The way into a queue. */
const entrance = (queue: Queue.Queue<Waiting>, capacity: number): Committer => {
  const put = (
    tasks: ReadonlyArray<Task>,
    end: (answered: Answered, n: number) => void
  ): Effect.Effect<void, Overloaded> => {
    if (queue.state._tag === "Open" && Queue.sizeUnsafe(queue) + tasks.length > capacity)
      return Effect.fail(new Overloaded({ waiting: capacity }))
    tasks.forEach((task, n) => {
      const isTaken = Queue.offerUnsafe(queue, { task, end: (answered) => end(answered, n) })
      if (!isTaken) end(Result.fail(closed), n)
    })
    return Effect.void
  }
  return {
    offer: (task) =>
      Effect.suspend(() => {
        const answer = Deferred.makeUnsafe<Answer, Failure>()
        const end = (answered: Answered) => Deferred.doneUnsafe(answer, Effect.fromResult(answered))
        return Effect.as(put([task], end), Deferred.await(answer))
      }),
    offerMany: (tasks) =>
      Effect.suspend(() => {
        const all = Deferred.makeUnsafe<ReadonlyArray<Answered>>()
        const ended: Array<Answered> = []
        let missing = tasks.length
        if (missing === 0) return Effect.succeed(Effect.succeed(ended))
        const end = (answered: Answered, n: number): void => {
          ended[n] = answered
          missing -= 1
          if (missing === 0) Deferred.doneUnsafe(all, Effect.succeed(ended))
        }
        return Effect.as(put(tasks, end), Deferred.await(all))
      })
  }
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "_tag" in value &&
  (value._tag === "StoreUnavailable" || value._tag === "CommitUnknown")

const failureOf = (cause: Cause.Cause<Failure>): Failure => {
  const failure = Cause.squash(cause)
  return isFailure(failure) ? failure : new StoreUnavailable({ cause: failure })
}
