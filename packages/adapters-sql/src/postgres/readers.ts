/**
 * The pool for reports and lists: an answer is waited for only so long, and a connection that gives none is given up.
 *
 * @module
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { SqlError } from "effect/sql/SqlError"
import { maxMessageSize, type Server } from "./Connections.ts"

/** Asks one statement. */
export interface Readers {
  readonly unsafe: <A extends object>(
    statement: string,
    parameters?: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<A>, SqlError | Cause.TimeoutError>
}

/**
 * The pool. A server that has gone without a word, while it was working, is found out by the system. Statements do not share
 * a connection: one that is slow would hold up the others, and one that is given up ends its connection.
 */
export const readersOf = ({ prepare = true, readers = 4, ssl, url }: Server) =>
  PgClient.make({
    url,
    ssl,
    prepare,
    maxConnections: readers,
    keepAlive: "15 seconds",
    maxMessageSize,
    applicationName: "tessera reader"
  })

/** What is asked, for as long as somebody waits; then it is cancelled, which takes its time where nobody answers. */
const within = <A, E>(asked: Effect.Effect<A, E>, millis: number): Effect.Effect<A, E | Cause.TimeoutError> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDetach(asked, { startImmediately: true }), (asking) =>
      restore(Fiber.join(asking)).pipe(
        Effect.timeoutOrElse({
          duration: millis,
          orElse: () => Effect.fail(new Cause.TimeoutError(`no answer in ${millis} ms`))
        }),
        Effect.onExit((exit) =>
          Exit.isSuccess(exit) ? Effect.void : Effect.asVoid(Effect.forkDetach(Fiber.interrupt(asking)))
        )
      )
    )
  )

/** The same pool for questions whose answers are never long in coming. */
export const impatient = (readers: Readers, millis: number): Readers => ({
  unsafe: (statement, parameters) => within(readers.unsafe(statement, parameters), millis)
})
