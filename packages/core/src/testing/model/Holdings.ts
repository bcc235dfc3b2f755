/**
 * What the model keeps of a card: its lots, holds and what was spent of them, in plain numbers.
 *
 * @module
 */
export interface Lot {
  readonly subWallet: string
  readonly from: number
  readonly until: number
  readonly fundedAt: number
  readonly isPaid: boolean
  left: number
  held: number
  promised: number
}

export interface Slice {
  readonly lot: Lot
  amount: number
}

export interface Hold {
  readonly owner: string
  readonly category: string | undefined
  until: number
  asked: number
  captured: number
  pins: Array<Slice>
  drawnGift: number
  state: "open" | "AlreadyCaptured" | "AlreadyReleased" | "HoldExpired"
  isTouched: boolean
}

export interface Spend {
  readonly slices: Array<Slice>
  readonly at: number
  isReversed: boolean
  hasRefund: boolean
}
