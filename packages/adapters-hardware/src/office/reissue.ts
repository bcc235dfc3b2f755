/**
 * A lost card and its successor: what is certain goes on the new card at once, the rest when no terminal can sell on the old
 * one any more. Nobody gains by losing a card, and the issuer risks no more than its allowance.
 *
 * @module
 */
import type { CardBook } from "./CardBook.ts"
import type { TerminalBook } from "./TerminalBook.ts"

export interface Values {
  readonly main: bigint
  readonly gift: bigint
}

export interface Exposure {
  /** What the new card gets at once. */
  readonly certain: Values
  /** The most that may still come in from the old card. */
  readonly exposed: bigint
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)
const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n)

/**
 * Both values are lowered by all that may be out: it is not known which of them it was taken from. Nothing where the book
 * does not know what was on the card, or a load of it is not settled.
 */
export const exposureOf = (card: CardBook): Exposure | undefined => {
  const { amountLeft, countLeft, gift, main } = card.balances()
  const isOpen = card.waiting.some(({ transaction }) => transaction.kind === "load")
  if (main === undefined || gift === undefined || amountLeft === undefined || isOpen) return undefined
  const exposed = countLeft === 0n ? 0n : least(amountLeft, main + gift)
  return { certain: { main: atLeastZero(main - exposed), gift: atLeastZero(gift - exposed) }, exposed }
}

/** Whether a terminal can have sold on the old card nothing that has not come in. */
export const isPast = (
  { hotlist, missing }: Pick<TerminalBook, "hotlist" | "missing">,
  listedIn: number,
  mandateEnded: boolean
): boolean => missing.length === 0 && (hotlist >= listedIn || mandateEnded)

/** What is left for the new card once every terminal is past the list. Nothing where the old card's balance is not known. */
export const restOf = (card: CardBook, carried: Values): Values | undefined => {
  const { gift, main } = card.balances()
  return main === undefined || gift === undefined
    ? undefined
    : { main: atLeastZero(main - carried.main), gift: atLeastZero(gift - carried.gift) }
}
