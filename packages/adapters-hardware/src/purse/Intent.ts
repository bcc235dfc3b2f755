/**
 * A transaction that a card is about to commit: what is written down, durably, before the one command that makes it last.
 *
 * @module
 */
import type { Script } from "../apdu/Script.ts"
import { type Committed, commitTransaction } from "../cards/desfire/commands.ts"
import type { CardFault, Session } from "../cards/desfire/Session.ts"
import type { Bytes } from "../crypto/bytes.ts"
import type { Asker, Identity, TransactionKind } from "./records.ts"

export interface Intent {
  readonly kind: TransactionKind
  readonly uid: Bytes
  readonly purse: string
  readonly asker: Asker
  /** The card's transaction counter before. The transaction gets the next one, or never happens. */
  readonly tmcBefore: number
  /** What the values move by: a purchase takes, a load and a void give. Never negative. */
  readonly main: bigint
  readonly gift: bigint
  /** The input of the card's MAC: from this alone the office says later what was done. */
  readonly input: Bytes
}

/** An intent and the session that can commit it, as long as the card stays where it is. */
export interface Prepared {
  readonly intent: Intent
  readonly session: Session
}

/** Why a purse does not do what is asked of it. Nothing on the card has changed. */
export type PurseRefusal =
  | CardFault
  /** No purse of this group: no such application, other keys, or another group in its identity. */
  | { readonly _tag: "NotOurGroup" }
  /** A card of another family, by its answer to reset (hexadecimal): nothing but its UID was asked. */
  | { readonly _tag: "UnknownCard"; readonly atr: string }
  | { readonly _tag: "PurseUnreadable" }
  | { readonly _tag: "KeyVersionUnknown"; readonly keyVersion: number }
  | { readonly _tag: "PurseExpired"; readonly expiresOn: number }
  | { readonly _tag: "PurseBlocked" }
  | { readonly _tag: "Hotlisted"; readonly version: number }
  /** What the office has to know before more is spent. */
  | { readonly _tag: "AllowanceUsedUp"; readonly amountLeft: bigint; readonly countLeft: bigint }
  | {
      readonly _tag: "InsufficientValue"
      readonly main: bigint
      readonly gift: bigint
      readonly wanted: bigint
    }
  /** A load would lift a value above what the card may hold. */
  | { readonly _tag: "ValueAboveCap"; readonly value: "main" | "gift"; readonly room: bigint }
  /** The card was used since, or the sale was another. */
  | { readonly _tag: "NotTheLastSale" }
  /** A commit of this terminal on this card is open, and the card cannot tell any more: the office will. */
  | { readonly _tag: "EndUndecided" }
  /** Of MIFARE Classic: neither of its copies is valid. The office makes them anew. */
  | { readonly _tag: "NeedsRepair" }
  /** Of MIFARE Classic: a day has passed since the office filled it. It pays again when that was done. */
  | { readonly _tag: "FloatEnded" }
  /** Of MIFARE Classic: it was written too often. The office gives another card. */
  | { readonly _tag: "WornOut" }
  /** The card in the field is another one. */
  | { readonly _tag: "OtherCard" }
  /** The terminal may not: its mandate, its clock, its lists or its journal do not let it. */
  | { readonly _tag: "OfflineRefused"; readonly why: OfflineFault }

/** Why a terminal does not sell without the office. */
export type OfflineFault =
  | "mandateMissing"
  | "mandateNotYet"
  | "mandateExpired"
  | "mandateOfAnother"
  | "clockWentBack"
  | "hotlistTooOld"
  | "perPurchase"
  | "totalUsedUp"
  | "countUsedUp"
  | "perCardUsedUp"
  | "tooManyUnknown"
  | "journalFull"
  | "classicNotAccepted"

/** What is seen of a card before anything is asked of it. */
export interface CardSeen {
  readonly uid: Bytes
  readonly identity: Identity
  readonly tmc: number
  /** Absent: not read. */
  readonly main?: bigint
  readonly gift?: bigint
  readonly amountLeft: bigint
  readonly countLeft: bigint
}

/** The last command. Its only honest ends are the card's own proof, and not knowing. */
export function* commit({ session }: Prepared): Script<Committed, CardFault> {
  return yield* commitTransaction(session)
}
