/**
 * The access records port: what must be counted or remembered about those who call, and is no part of the ledger: tries,
 * one-time codes, used nonces, the proofs of people, what is left of a limit.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The records cannot be reached: nobody is let in, and nothing is counted. */
export class RecordsUnavailable extends Schema.TaggedError<RecordsUnavailable>()("RecordsUnavailable", {
  cause: Schema.Defect()
}) {}

/** What a record shall be from now on: a text, until an instant (milliseconds of the epoch) at which it is as if it were gone. */
export interface Kept {
  readonly text: string
  readonly until: number
}

/** What came of looking at a record. */
export interface Looked<A> {
  readonly answer: A
  /** Absent: it stays as it is. `"gone"`: there is none any more. */
  readonly keep?: Kept | "gone"
}

export class AccessRecords extends Context.Service<
  AccessRecords,
  {
    /**
     * Looks at the record of a name as it is at an instant, and leaves what `look` says in its place; nobody else changes
     * it in between. `look` is pure, and may be called again when somebody was quicker. A name has 1–200 characters of
     * ASCII and says no secret: what is secret in it is hashed before.
     */
    readonly change: <A>(
      name: string,
      at: number,
      look: (text: string | undefined) => Looked<A>
    ) => Effect.Effect<A, RecordsUnavailable>
    /** Forgets what ended before an instant; says how many records that were. */
    readonly sweep: (at: number) => Effect.Effect<number, RecordsUnavailable>
  }
>()("@tessera/http/AccessRecords") {}

/** Milliseconds of a record that does not end: 2^53 − 1. */
export const forGood = Number.MAX_SAFE_INTEGER
