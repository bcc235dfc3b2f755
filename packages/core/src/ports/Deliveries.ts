/**
 * The deliveries port: how far each notifier has come in the journal, and what it could not deliver yet.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type { Event } from "../notice/Event.ts"
import type { Instant } from "../values/Instant.ts"
import type { StoreUnavailable } from "./Store.ts"

/** Who delivers for a notifier, and until when: one carrier at a time. Who is killed carries it no longer from then on. */
export interface Baton {
  readonly notifier: string
  readonly carrier: string
  readonly until: Instant
}

/** An event that could not be delivered: waiting for another try, or dead. */
export interface Letter {
  /** Counted per notifier: the waiting letters of an account are delivered in this order. */
  readonly number: number
  readonly event: Event
  readonly state: "waiting" | "dead"
  /** How often it was tried; 0 for what only waits behind another letter of its account. */
  readonly tries: number
  /** Not tried before. */
  readonly dueAt: Instant
  /** Why the last try failed. */
  readonly reason?: string
}

/** How far a notifier has come. */
export interface Standing {
  /** The sequence in each shard up to which every event is delivered or a letter. Absent: it has never told anything. */
  readonly reached?: ReadonlyArray<number>
  /** The number of the next letter. */
  readonly next: number
  /** Since when nothing arrives. Absent: what was tried last did, or nothing was. */
  readonly failingSince?: Instant
  /** In the order of their numbers. */
  readonly waiting: ReadonlyArray<Letter>
}

/** What one round has come to; letters are new, or take the place of those of the same number. */
export interface Progress {
  readonly reached: ReadonlyArray<number>
  readonly next: number
  /** Absent: something arrived, or nothing was tried yet. */
  readonly failingSince?: Instant
  readonly kept: ReadonlyArray<Letter>
  /** The numbers of letters that were delivered. */
  readonly ended: ReadonlyArray<number>
}

/** How a notifier stands, for whoever looks. */
export interface Tally {
  /** Absent: it has never told anything. */
  readonly reached?: ReadonlyArray<number>
  readonly failingSince?: Instant
  /** How many letters there are of either state. */
  readonly waiting: number
  readonly dead: number
}

/** Which letters: those of a state after a number, at most so many. */
export interface LetterQuery {
  readonly notifier: string
  readonly state: Letter["state"]
  /** Absent: from the first. */
  readonly after?: number
  readonly limit: number
}

export class Deliveries extends Context.Service<
  Deliveries,
  {
    /** Takes the baton where nobody else has it at this instant; none where somebody has. */
    readonly take: (baton: Baton, now: Instant) => Effect.Effect<Option.Option<Standing>, StoreUnavailable>
    /**
     * Durably, all or nothing, and only for who has the baton: false where somebody else took it, and then nothing was
     * recorded. Without progress the baton is kept until its new instant, and nothing else.
     */
    readonly record: (baton: Baton, progress?: Progress) => Effect.Effect<boolean, StoreUnavailable>
    /** Letters in the order of their numbers. */
    readonly letters: (query: LetterQuery) => Effect.Effect<ReadonlyArray<Letter>, StoreUnavailable>
    /** How a notifier stands, whoever has its baton. One that nobody has taken has no letters. */
    readonly look: (notifier: string) => Effect.Effect<Tally, StoreUnavailable>
    /**
     * Dead letters wait again, due at an instant and with all their tries before them: those of these numbers, or all.
     * Answers how many.
     */
    readonly redrive: (
      notifier: string,
      numbers: ReadonlyArray<number> | "all",
      at: Instant
    ) => Effect.Effect<number, StoreUnavailable>
  }
>()("@tessera/core/ports/Deliveries") {}
