/**
 * Questions: those that are asked at the same time are read together, in one packet and as of one moment.
 *
 * @module
 */
import { type References, StoreUnavailable, type View } from "@tessera/core/ports"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { ask, type Connection, isForgotten } from "./Connections.ts"
import { type Pointed, reading, viewFrom } from "./read.ts"
import type { Session } from "./Session.ts"

interface Waiting {
  readonly references: References
  readonly answer: Deferred.Deferred<View, StoreUnavailable>
}

/** Where nobody answers any more: what was only put down would be waited for without end. */
const closed = Effect.fail(new StoreUnavailable({ cause: new Error("the store was closed") }))

/** As many as are read together. */
const most = 256

const together = (waiting: ReadonlyArray<Waiting>): Pointed => {
  const all = <Id>(part: (references: References) => ReadonlyArray<Id>): ReadonlyArray<Id> => [
    ...new Set(waiting.flatMap(({ references }) => part(references)))
  ]
  return {
    cards: all(({ cards }) => cards),
    accounts: all(({ accounts }) => accounts),
    wallets: [],
    operations: all(({ operations }) => operations),
    keys: all(({ keys }) => keys),
    ownKeys: []
  }
}

const readOnce = Effect.fnUntraced(function* (
  session: Session,
  connection: Connection,
  pointed: Pointed,
  isFresh: boolean
) {
  const { statements, tenant } = session
  const asking = reading(session, pointed, { isFresh, isLocking: false })
  const opening = connection.begin(statements.beginReading)
  const answers = yield* connection.send([
    ...opening,
    ask(statements.time, tenant),
    ...asking.asked,
    ask(statements.commit)
  ])
  const [time, ...found] = answers.slice(opening.length).map(({ rows }) => rows)
  const view = viewFrom(pointed, asking, found)
  if (view === undefined) return undefined
  view.sequence = Number(time?.[0]?.["sequence"] ?? 0)
  view.recordedAt = Number(time?.[0]?.["recorded_at"] ?? 0)
  view.network = Number(time?.[0]?.["network"] ?? 0)
  session.known.keep(view)
  return view
})

const readAll = Effect.fnUntraced(function* (
  session: Session,
  connection: Connection,
  waiting: ReadonlyArray<Waiting>
) {
  const pointed = together(waiting)
  const view =
    (yield* readOnce(session, connection, pointed, false)) ??
    (yield* readOnce(session, connection, pointed, true))
  return view ?? (yield* Effect.die(new Error("a reading that takes nothing as known is always whole")))
})

/** Reads views for questions. What gathers while one reading is under way is the next; when the scope closes, all are answered. */
export const questionsOn = Effect.fnUntraced(function* (
  session: Session,
  connection: Connection
): Effect.fn.Return<(references: References) => Effect.Effect<View, StoreUnavailable>, never, Scope.Scope> {
  const waiting: Array<Waiting> = []
  let isBusy = false
  const scope = yield* Effect.scope
  const answerAll: Effect.Effect<void> = Effect.suspend(() => {
    const now = waiting.splice(0, most)
    if (now.length === 0) {
      isBusy = false
      return Effect.void
    }
    const reading = readAll(session, connection, now).pipe(
      Effect.retry({ while: isForgotten, times: 1 }),
      Effect.tapCause(() => connection.close),
      Effect.mapError((cause) => new StoreUnavailable({ cause })),
      Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ cause }))),
      Effect.exit
    )
    return Effect.flatMap(reading, (exit) => {
      for (const { answer } of now) Deferred.doneUnsafe(answer, exit)
      return answerAll
    })
  })
  // Who goes away goes before the question is put down or after it was asked: in between, nobody would ask any more.
  return (references) =>
    Effect.uninterruptibleMask((restore) => {
      if (scope.state._tag === "Closed") return closed
      const answer = Deferred.makeUnsafe<View, StoreUnavailable>()
      const answered = restore(Deferred.await(answer))
      waiting.push({ references, answer })
      if (isBusy) return answered
      isBusy = true
      return Effect.andThen(Effect.forkIn(answerAll, scope, { uninterruptible: true }), answered)
    })
})
