/**
 * Conformance cases: what every driver must do, each case a sentence and an effect that fails when it does not.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Inserted } from "../ports/CardReader.ts"
import type { JournalFault } from "../ports/faults.ts"
import type { OfflineJournal } from "../ports/OfflineJournal.ts"
import type { Tear } from "../simulator/Field.ts"

export interface Case<R> {
  readonly name: string
  readonly run: Effect.Effect<void, unknown, R>
}

/** The hand at a reader: a person, a robot, or a rig that plays one. */
export class ReaderHand extends Context.Service<
  ReaderHand,
  {
    /** Puts the first or the second of two cards down; answers what the reader says of it. */
    readonly put: (which: 1 | 2) => Effect.Effect<Inserted>
    readonly take: Effect.Effect<void>
    readonly unplug: Effect.Effect<void>
    readonly plugIn: Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/testing/ReaderHand") {}

/**
 * A purse, and who holds it. Of `cardPurseCases`: with 200.00 of main and 50.00 of gift value, ten taps and 500.00 of allowance. Of
 * `classicPurseCases`: a float of 50.00 and five taps that was filled in this hour.
 */
export class PurseHand extends Context.Service<
  PurseHand,
  {
    /** Puts the purse down. `tear`: where it is pulled away; a rig that cannot, dies. */
    readonly put: (tear?: Tear) => Effect.Effect<Inserted>
    /** Puts a card of another group down. */
    readonly putForeign: Effect.Effect<Inserted>
  }
>()("@tessera/adapters-hardware/testing/PurseHand") {}

/** A receipt printer, its drawer, and the hand that opens its cover, takes its paper away, and pulls its plug. */
export class PrinterHand extends Context.Service<
  PrinterHand,
  {
    /** What is on the paper, line by line. */
    readonly paper: Effect.Effect<ReadonlyArray<string>>
    readonly takePaper: Effect.Effect<void>
    readonly putPaper: Effect.Effect<void>
    readonly cover: (to: "open" | "closed") => Effect.Effect<void>
    /** Pulls the plug after so many bytes more. */
    readonly pullPlugAfter: (bytes: number) => Effect.Effect<void>
    readonly plugIn: Effect.Effect<void>
    readonly closeDrawer: Effect.Effect<void>
    /** What was told of openings of the drawer, in order: operator, reason. */
    readonly openings: Effect.Effect<ReadonlyArray<string>>
  }
>()("@tessera/adapters-hardware/testing/PrinterHand") {}

/** Two dongles, of which one is enrolled under the name `enrolled`, and the socket. Nothing is plugged in at first. */
export class DongleHand extends Context.Service<
  DongleHand,
  {
    readonly plugIn: (which: "enrolled" | "other") => Effect.Effect<void>
    readonly pull: Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/testing/DongleHand") {}

/** A swipe reader and a hand with cards. Nothing is plugged in at first. */
export class SwipeHand extends Context.Service<
  SwipeHand,
  {
    readonly plugIn: Effect.Effect<void>
    readonly pull: Effect.Effect<void>
    /** Track 2, with its sentinels; without anything a swipe that was none. */
    readonly swipe: (track2: string) => Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/testing/SwipeHand") {}

/** A scanner and a hand with codes. Nothing is plugged in at first. */
export class ScanHand extends Context.Service<
  ScanHand,
  {
    readonly plugIn: Effect.Effect<void>
    readonly pull: Effect.Effect<void>
    readonly scan: (text: string) => Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/testing/ScanHand") {}

/** Somebody at a PIN pad, who presses keys before or while a PIN is asked for. */
export class PinHand extends Context.Service<
  PinHand,
  { readonly press: (keys: ReadonlyArray<string>) => Effect.Effect<void> }
>()("@tessera/adapters-hardware/testing/PinHand") {}

/** A journal that can be closed and opened again, as a power cut does it. */
export class JournalRig extends Context.Service<
  JournalRig,
  {
    /** Opens it on what was kept; closed with the scope. It takes eight lines before the office has acknowledged some. */
    readonly open: Effect.Effect<OfflineJournal["Service"], JournalFault, Scope.Scope>
    /** Changes a kept line behind its back. */
    readonly alter: (sequence: number) => Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/testing/JournalRig") {}
