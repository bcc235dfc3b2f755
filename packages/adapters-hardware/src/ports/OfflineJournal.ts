/**
 * The offline journal port: lines that are durable when they are said to be, chained, signed, and never changed.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { SignedText } from "../crypto/Signed.ts"
import type { Open, Standing } from "../journal/Chain.ts"
import type { Entry, Row } from "../journal/Row.ts"
import type { IdentityMissing, JournalFault } from "./faults.ts"

export interface JournalStanding extends Standing {
  /** How many more lines it takes before the office has acknowledged some. */
  readonly room: number
  readonly intent: (sequence: number) => Open | undefined
}

/** What an acknowledgement of the office says: up to where it has everything. */
export interface Acknowledged {
  readonly sequence: number
  readonly head: string
}

export class OfflineJournal extends Context.Service<
  OfflineJournal,
  {
    /** Writes a line. When it succeeds, the line outlasts a power cut. Which sequence it gets is decided by `entry`. */
    readonly append: (entry: Entry, operator?: string) => Effect.Effect<Row, JournalFault | IdentityMissing>
    /** How the journal stands now. Fails for ever once a line was found to be wrong. */
    readonly standing: Effect.Effect<JournalStanding, JournalFault>
    /** Lines after a sequence, in order, at most so many: to be sent to the office, as often as it takes. */
    readonly batch: (after: number, limit: number) => Effect.Effect<ReadonlyArray<SignedText>, JournalFault>
    /** The office has everything up to here. Makes room; an acknowledgement of another chain is `JournalCorrupt`. */
    readonly acknowledge: (upTo: Acknowledged) => Effect.Effect<void, JournalFault>
  }
>()("@tessera/adapters-hardware/ports/OfflineJournal") {}
