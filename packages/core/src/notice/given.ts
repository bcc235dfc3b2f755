/**
 * What an operation gave beside its own doing: points to whoever brought the holder, vouchers, another type of card.
 *
 * @module
 */
import type { Event } from "./Event.ts"
import { headOf, ofAccount, type Told } from "./Told.ts"

/** The vouchers that an operation granted. */
export const voucherGranted = (told: Told): Event => {
  const { vouchers = [] } = told.receipt
  return {
    ...headOf(told, "voucherGranted"),
    ...ofAccount(told),
    amount: vouchers.reduce((sum, { amount }) => sum + amount, 0n),
    vouchers
  }
}

interface CardTypes {
  readonly from?: string
  readonly to?: string
}

/** From which type of card to which an operation changed; a card that is issued had none before. */
const cardTypeChange = ({ operation }: Told): CardTypes | undefined => {
  for (const movement of operation.entry.movements) {
    if (movement.kind !== "account" || movement.before === undefined) continue
    const [from, to] = [movement.before.cardType, movement.after.cardType]
    if (movement.after.id === operation.account && from !== to)
      return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  }
  return undefined
}

/** The review of a card's type at the end of a period. */
export const cardTypeReviewed = (told: Told): Event => ({
  ...headOf(told, "cardTypeReviewed"),
  ...ofAccount(told),
  ...cardTypeChange(told)
})

/** What is told to whoever brought the holder; what they have in all is not on the receipt, which is another's. */
const referred = (told: Told): ReadonlyArray<Event> => {
  const { referral } = told.receipt
  if (referral === undefined) return []
  const { account, currency, earned } = referral
  return [
    {
      ...headOf(told, earned > 0n ? "referralEarned" : "referralTakenBack"),
      account,
      currency,
      balances: [],
      amount: earned > 0n ? earned : -earned
    }
  ]
}

/** The events of what was given beside. */
export const given = (told: Told): ReadonlyArray<Event> => {
  const changed = cardTypeChange(told)
  const isBeside = told.operation.verb !== "GrantVoucher" && told.receipt.vouchers !== undefined
  return [
    ...referred(told),
    ...(isBeside ? [voucherGranted(told)] : []),
    ...(changed === undefined ? [] : [{ ...headOf(told, "cardTypeChanged"), ...ofAccount(told), ...changed }])
  ]
}
