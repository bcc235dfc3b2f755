/**
 * The committers: each takes what waits in the line of its shard, decides it as one batch, commits once, and answers
 * everybody.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Answer, type Batch, decideBatch, type Facts, type Task } from "./batch/decideBatch.ts"
import type { Line } from "./Line.ts"
import { Lines, type Waiting } from "./Lines.ts"
import type { Network } from "./network/Network.ts"
import { FaultPoint } from "./ports/FaultPoint.ts"
import { CommitUnknown, Store, StoreUnavailable } from "./ports/Store.ts"
import { withReferrers } from "./withReferrers.ts"

/** More is waiting than the queue holds: nothing was done, send it again later under the same key. */
export class Overloaded extends Schema.TaggedError<Overloaded>()("Overloaded", { waiting: Schema.Int }) {}

/** How much may wait, and how much is committed at once. */
export interface CommitterOptions {
  /** Absent: 8,192 commands, and a quarter more for clients that have less than their equal part of them. */
  readonly capacity?: number
  /** Absent: 256 commands. */
  readonly batch?: number
}

/** As much as is committed at once where nothing else is said: beyond it nothing is gained but a longer wait. */
export const fullBatch = 256

/** As many as wait where nothing else is said. */
export const fullQueue = 8192

/** So many single commands in a row fail only when the store itself cannot. */
export const hopeless = 3

/** The most batches of one shard that are under way: more of them are smaller, and nothing is gained. */
const abreast = 2

type Failure = StoreUnavailable | CommitUnknown

/** How one task of many ended. */
export type Answered = Result.Result<Answer, Failure>

type InLine = Waiting<Answered>

/** What the committers decide with, and how tasks are made ready again when the network was changed meanwhile. */
export interface Ground extends Omit<Facts, "shard"> {
  /** Absent: the network never changes. */
  readonly renew?: (tasks: ReadonlyArray<Task>) => Effect.Effect<ReadonlyArray<Task>, StoreUnavailable>
  /** Told of a network that a batch has left. */
  readonly adopt?: (network: Network) => void
}

/** Puts tasks into a line; the effect inside waits for what became of them. */
export interface Committer {
  readonly offer: (task: Task) => Effect.Effect<Effect.Effect<Answer, Failure>, Overloaded>
  /**
   * All or none are taken, and are committed in their order, whoever their clients are. Each ends for itself; where nobody knows
   * how some ended that were committed together, those after them are not tried.
   */
  readonly offerMany: (
    tasks: ReadonlyArray<Task>
  ) => Effect.Effect<Effect.Effect<ReadonlyArray<Answered>>, Overloaded>
}

const closed = new StoreUnavailable({ cause: new Error("the service was closed") })

/** What came with it and before it may have been done or not, and it may build on that. */
export const notTried = new StoreUnavailable({
  cause: new Error("not tried: nothing is known of what came before it")
})

const isMeant = (one: InLine): boolean => one.isMeant?.() ?? true

const unanswered = new CommitUnknown({ cause: new Error("the store gave no answer") })

const answerAll = (waiting: ReadonlyArray<InLine>, answers: ReadonlyArray<Answer>): void =>
  waiting.forEach(({ end }, n) => {
    const given = answers[n]
    end(given === undefined ? Result.fail(unanswered) : Result.succeed(given))
  })

const failAll = (waiting: ReadonlyArray<InLine>, failure: Failure): void => {
  for (const { end } of waiting) end(Result.fail(failure))
}

/** Those of a batch that were not answered, and why. */
interface Unanswered {
  readonly failure: Failure
  readonly waiting: ReadonlyArray<InLine>
}

/** The same, made ready for the network as it is now; `inVain` counts the batches before in which nothing could be decided. */
const renewed = (
  renew: NonNullable<Ground["renew"]>,
  waiting: ReadonlyArray<InLine>,
  inVain: number
): Effect.Effect<ReadonlyArray<InLine>, StoreUnavailable> =>
  inVain > mostInVain
    ? Effect.fail(lost)
    : Effect.map(renew(waiting.map(({ task }) => task)), (tasks) =>
        waiting.map((one, n) => ({ ...one, task: tasks[n] ?? one.task }))
      )

/** Why nothing was even tried: a network that this release cannot read, as a later one has left it, is no reason to be silent. */
const notDone = (cause: Cause.Cause<StoreUnavailable>): StoreUnavailable => {
  const failure = Cause.squash(cause)
  return failure instanceof StoreUnavailable ? failure : new StoreUnavailable({ cause: failure })
}

/** Somebody may change the network again and again while a batch waits; a store that forgets changes is another thing. */
export const mostInVain = 100

const lost = new StoreUnavailable({
  cause: new Error("the network of the ledger is another one, and its changes are not to be found")
})

/** What a committer does with a batch: it is committed, and its callers are answered. */
interface Steps {
  readonly commit: (
    shard: number,
    waiting: ReadonlyArray<InLine>
  ) => Effect.Effect<Batch, StoreUnavailable | CommitUnknown>
  readonly answer: (waiting: ReadonlyArray<InLine>, answers: ReadonlyArray<Answer>) => Effect.Effect<void>
}

/** Commits and answers; what is left, because the network has changed, is made ready anew and committed after it. */
const trying = ({ adopt, renew }: Pick<Ground, "adopt" | "renew">, { answer, commit }: Steps) => {
  const tried = (
    shard: number,
    waiting: ReadonlyArray<InLine>,
    inVain = 0
  ): Effect.Effect<Unanswered | undefined> =>
    Effect.matchCauseEffect(commit(shard, waiting), {
      onFailure: (cause) => Effect.succeed({ failure: failureOf(cause), waiting }),
      onSuccess: ({ answers, changed }) => {
        if (changed !== undefined) adopt?.(changed)
        const { length } = answers
        if (length === waiting.length || renew === undefined)
          return Effect.as(answer(waiting, answers), undefined)
        const [rest, tries] = [waiting.slice(length), length === 0 ? inVain + 1 : 0]
        return Effect.andThen(
          answer(waiting.slice(0, length), answers),
          Effect.matchCauseEffect(renewed(renew, rest, tries), {
            onFailure: (cause) => Effect.succeed({ failure: notDone(cause), waiting: rest }),
            onSuccess: (ready) => tried(shard, ready, tries)
          })
        )
      }
    })
  return tried
}

/** With four full batches waiting at home, one connection's commit is the limit, and other shards are used too. */
const linesFor = (
  { depth, home, shards }: Store["Service"],
  { batch = fullBatch, capacity = fullQueue }: CommitterOptions
): Lines<Answered> =>
  new Lines({
    shards,
    depth,
    capacity,
    home: home === undefined ? undefined : { shard: home, room: 4 * batch }
  })

/**
 * Starts committers for each shard of the store, for the life of the scope. None waits for a batch to fill: what gathers
 * while as many commits are under way as the store takes at once is the next batch. A caller that goes away does not
 * stop the commit, and when the scope closes, what is waiting is still committed and answered; what comes then is refused.
 */
export const makeCommitter = Effect.fnUntraced(function* (facts: Ground, options: CommitterOptions = {}) {
  const store = yield* Store
  const reach = yield* FaultPoint
  const lines = linesFor(store, options)
  const shop = { isOpen: true }

  const commit = (shard: number, waiting: ReadonlyArray<InLine>) => {
    const tasks = waiting.map(({ task }) => task)
    return Effect.andThen(
      Effect.try({
        try: () => reach("committer.taken"),
        catch: (cause) => new StoreUnavailable({ cause })
      }),
      Effect.flatMap(withReferrers(facts.network, store.read, tasks), (pointing) =>
        store.commit(shard, pointing, (view) => decideBatch({ ...facts, shard }, view, tasks))
      )
    )
  }

  const answer = (waiting: ReadonlyArray<InLine>, answers: ReadonlyArray<Answer>) =>
    Effect.sync(() => {
      reach("committer.answering")
      answerAll(waiting, answers)
    }).pipe(
      Effect.catchCause((cause) =>
        Effect.sync(() => failAll(waiting, new CommitUnknown({ cause: Cause.squash(cause) })))
      )
    )

  const tried = trying(facts, { commit, answer })

  /**
   * A batch that could not be decided or written is tried one by one, so that one bad command stops only itself. When
   * one after the other fails, it is the store that cannot, and the rest is not held up.
   */
  const isolate = Effect.fnUntraced(function* (shard: number, waiting: ReadonlyArray<InLine>) {
    let inARow = 0
    for (const [n, one] of waiting.entries()) {
      if (!isMeant(one)) {
        one.end(Result.fail(notTried))
        continue
      }
      const failure = (yield* tried(shard, [one]))?.failure
      if (failure !== undefined) one.end(Result.fail(failure))
      inARow = failure === undefined ? 0 : inARow + 1
      if (failure !== undefined && inARow === hopeless) return failAll(waiting.slice(n + 1), failure)
    }
  })

  const attempt = (shard: number, waiting: ReadonlyArray<InLine>): Effect.Effect<void> =>
    Effect.flatMap(tried(shard, waiting), (unanswered) => {
      if (unanswered === undefined) return Effect.void
      const { failure, waiting: left } = unanswered
      return left.length > 1 && failure._tag === "StoreUnavailable" && failure.isOutage !== true
        ? isolate(shard, left)
        : Effect.sync(() => failAll(left, failure))
    })

  const { drain, serve } = serving(options.batch ?? fullBatch, attempt)
  yield* Effect.acquireRelease(
    Effect.forEach(
      lines.all.flatMap((line, shard) => Array.from({ length: abreast }, () => serve(line, shard))),
      (serving) => Effect.forkDetach(serving)
    ),
    (fibers) =>
      Effect.suspend(() => {
        shop.isOpen = false
        return Effect.andThen(
          Fiber.interruptAll(fibers),
          Effect.forEach(lines.all, drain, { concurrency: "unbounded", discard: true })
        )
      })
  )
  return entrance(lines, shop)
})

/** What takes from a line and attempts it: for ever, or until nothing waits any more. */
const serving = (
  batch: number,
  attempt: (shard: number, waiting: ReadonlyArray<InLine>) => Effect.Effect<void>
) => {
  const next = (line: Line<InLine>, shard: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const waiting = line.take(batch)
      return waiting.length === 0
        ? Effect.void
        : Effect.ensuring(
            attemptMeant(shard, waiting),
            Effect.sync(() => line.finish(waiting))
          )
    })

  const attemptMeant = (shard: number, taken: ReadonlyArray<InLine>): Effect.Effect<void> => {
    if (taken.every(isMeant)) return attempt(shard, taken)
    const waiting = taken.filter(isMeant)
    failAll(
      taken.filter((one) => !isMeant(one)),
      notTried
    )
    return waiting.length === 0 ? Effect.void : attempt(shard, waiting)
  }

  const serve = (line: Line<InLine>, shard: number): Effect.Effect<void> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(restore(readiness(line)), () => next(line, shard))
    ).pipe(Effect.forever)

  const drain = (line: Line<InLine>, shard: number): Effect.Effect<void> =>
    Effect.suspend(() =>
      line.length === 0 ? Effect.void : Effect.andThen(next(line, shard), drain(line, shard))
    )
  return { serve, drain }
}

const readiness = (line: Line<InLine>): Effect.Effect<void> =>
  Effect.callback((resume) => line.whenReady(() => resume(Effect.void)))

/** The way into the lines. */
const entrance = (lines: Lines<Answered>, shop: { readonly isOpen: boolean }): Committer => {
  const put = (
    tasks: ReadonlyArray<Task>,
    end: (answered: Answered, n: number) => void,
    isMeant?: () => boolean
  ): Effect.Effect<void, Overloaded> => {
    if (shop.isOpen && !lines.hasRoomFor(tasks))
      return Effect.fail(new Overloaded({ waiting: lines.waiting }))
    if (shop.isOpen)
      lines.put(tasks.map((task, n) => ({ task, isMeant, end: (answered) => end(answered, n) })))
    else tasks.forEach((_, n) => end(Result.fail(closed), n))
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
        let isDoubtful = false
        if (missing === 0) return Effect.succeed(Effect.succeed(ended))
        const end = (answered: Answered, n: number): void => {
          ended[n] = answered
          isDoubtful ||= Result.isFailure(answered) && answered.failure._tag === "CommitUnknown"
          missing -= 1
          if (missing === 0) Deferred.doneUnsafe(all, Effect.succeed(ended))
        }
        return Effect.as(
          put(tasks, end, () => !isDoubtful),
          Deferred.await(all)
        )
      })
  }
}

const isFailure = (value: unknown): value is Failure =>
  typeof value === "object" &&
  value !== null &&
  "_tag" in value &&
  (value._tag === "StoreUnavailable" || value._tag === "CommitUnknown")

/** What a store neither did nor refused in its own words is not known. */
const failureOf = (cause: Cause.Cause<Failure>): Failure => {
  const failure = Cause.squash(cause)
  return isFailure(failure) ? failure : new CommitUnknown({ cause: failure })
}
