/**
 * What a step of a history by chance says: what is tried, of how much, where and when, relative to what there is.
 *
 * @module
 */
import type { ChangeStep } from "./changeSteps.ts"

/** An amount relative to what the ledger holds at that moment. */
export interface Size {
  readonly of: "nothing" | "available" | "lot" | "outstanding" | "left" | "limit" | "largest"
  readonly plus: number
}

/** An instant relative to what falls due next. */
export interface Moment {
  readonly of: "now" | "due" | "day"
  readonly plus: number
}

/** What the basket consists of: the categories of its lines, in equal parts; none is one line without category. */
export type Basket = ReadonlyArray<"room" | "food" | "drink">

/** One thing that is tried. `card` and `pick` choose among those that there are. */
export type Step =
  | { readonly do: "wait"; readonly until: Moment }
  | {
      readonly do: "load"
      readonly card: number
      readonly size: Size
      readonly to: string
      readonly place: Place
    }
  | {
      /** A load that waits for its payment: at the price of an offer, or a free amount. */
      readonly do: "await"
      readonly card: number
      readonly offer: number | undefined
      readonly size: Size
      readonly to: string
      readonly place: Place
    }
  | { readonly do: "confirm" | "fail"; readonly pick: number; readonly place: Place }
  | { readonly do: "offer"; readonly card: number; readonly offer: number; readonly place: Place }
  | {
      readonly do: "redeem" | "hold"
      readonly card: number
      readonly size: Size
      readonly basket: Basket
      readonly partial: boolean
      readonly place: Place
      readonly until?: Moment
      /** At list prices, and with how many of the card's vouchers. */
      readonly listed?: boolean
      readonly vouchers?: number
    }
  | {
      readonly do: "increment" | "capture" | "reinstate"
      readonly pick: number
      readonly size: Size
      readonly final: boolean
      readonly place: Place
    }
  | { readonly do: "release" | "extend"; readonly pick: number; readonly until: Moment }
  | {
      readonly do: "refund" | "undo"
      readonly pick: number
      readonly size: Size
      readonly isWhole: boolean
      readonly place: Place
    }
  | { readonly do: "reverse" | "clawback"; readonly pick: number }
  /** The bank takes a load back, all of it or so much. */
  | { readonly do: "chargeback"; readonly pick: number; readonly amount: number | undefined }
  /** What nobody claims of a card. */
  | { readonly do: "escheat"; readonly card: number }
  | {
      readonly do: "adjust" | "merchandise" | "cashOut"
      readonly card: number
      readonly size: Size
      readonly to: string
      readonly isDown: boolean
      readonly outlet: Place["outlet"]
    }
  | { readonly do: "transfer"; readonly card: number; readonly size: Size }
  | { readonly do: "prolong"; readonly card: number; readonly pick: number; readonly until: Moment }
  | { readonly do: "state"; readonly card: number; readonly verb: StateVerb }
  | { readonly do: "again" | "altered"; readonly pick: number }
  | {
      readonly do: "unknown"
      readonly verb: "Refund" | "Reverse" | "Capture" | "Clawback"
      readonly n: number
    }
  | { readonly do: "sweep" }
  | { readonly do: "grant"; readonly amount: number }
  | { readonly do: "burn"; readonly card: number; readonly amount: number }
  | ChangeStep

export type StepName = Step["do"]
type StateVerb = "Block" | "Unblock" | "Freeze" | "Unfreeze"

/** Where it is tried. */
export interface Place {
  readonly outlet: "KTV1" | "KTV2" | "FR1"
  readonly channel: "pos" | "app" | undefined
  /** Who acts. */
  readonly operator?: "amy" | "bob" | undefined
}
