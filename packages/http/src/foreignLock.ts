/**
 * A foreign lock: another program writes to a SQLite file, and it is waited for without holding up everybody else in this process.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

/** How long it is waited for while the file is opened, in milliseconds. */
export const openingPatience = 5_000

/** The same later, when all callers would wait with it: this long inside SQLite, and then with others going on. In all it is as long. */
const [patience, wait, waits] = [10, "40 millis", 100] as const

/** From here on SQLite itself waits shortly; `pastLocks` waits for the rest. */
export const waitOutside = (database: DatabaseSync): void =>
  database.exec(`pragma busy_timeout = ${patience}`)

/** SQLite's own code for a file that another program is writing to, in its last eight bits. */
const busy = 5

/** Whether another program was writing to the file, so that nothing was done. */
const isLockedOut = ({ cause }: { readonly cause: unknown }): boolean =>
  cause instanceof Error && "errcode" in cause && Number(cause.errcode) % 256 === busy

/** Does something with a file, once no other program is writing to it. */
export const pastLocks = <A, E extends { readonly cause: unknown }>(
  work: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.retry(work, { while: isLockedOut, schedule: Schedule.spaced(wait), times: waits })
