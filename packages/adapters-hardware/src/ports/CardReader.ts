/**
 * The card reader port: what is on which reader, and a conversation with one card that nobody else takes part in.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Effectuality } from "../apdu/Script.ts"
import type { Bytes } from "../crypto/bytes.ts"
import type { SessionFault, TransmitFault } from "./faults.ts"

/** A card that was put on a reader. */
export interface Inserted {
  readonly slot: string
  /** Goes up with every card that is put there, also with the same one. */
  readonly generation: number
  /** What the card says of itself first: answer to reset, or what the reader makes of it. */
  readonly atr: Bytes
}

export type Presence =
  | ({ readonly _tag: "Inserted" } & Inserted)
  | { readonly _tag: "Removed"; readonly slot: string }

/** A reader came, went, or works badly. Streams go on over it. */
export type SlotEvent = { readonly _tag: "Attached" | "Detached" | "Degraded"; readonly slot: string }

export interface CardSession {
  readonly card: Inserted
  /**
   * Sends one command and hears the whole answer. Commands are sent one at a time. What does nothing may be sent again by
   * the driver after the reader came back; anything else never is.
   */
  readonly transmit: (command: Bytes, does: Effectuality) => Effect.Effect<Bytes, TransmitFault>
}

export class CardReader extends Context.Service<
  CardReader,
  {
    readonly slots: Stream.Stream<SlotEvent>
    /** What is there when it is first asked, and every change after that. Never fails: a reader that went is `Removed`. */
    readonly presence: Stream.Stream<Presence>
    /** A conversation with this card and no other; over when `use` is. A card that was changed since is refused. */
    readonly session: <A, E, R>(
      card: Inserted,
      use: (session: CardSession) => Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | SessionFault, R>
    /** Light and sound, where the reader has any. */
    readonly feedback: (slot: string, what: "wait" | "ok" | "fail") => Effect.Effect<void>
  }
>()("@tessera/adapters-hardware/ports/CardReader") {}
