/**
 * Looking at a card and selling on it, and finding out what became of a sale that was torn.
 *
 * @module
 */
import { CardPurse, type Inserted, OfflineJournal, type Settled } from "@tessera/adapters-hardware"
import type { PurseContents } from "@tessera/adapters-hardware/purse"
import { saleName } from "@tessera/adapters-hardware/receipts"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { currency } from "./chain.ts"
import { enrolment } from "./Membership.ts"
import { shown } from "./Money.ts"
import type { Order } from "./Order.ts"
import { refusalSentence } from "./sentences.ts"
import type { Till } from "./Till.ts"

/** What became of sales that were torn, found out from the card that lies there. */
export const settled = Effect.fnUntraced(function* (till: Till, card: Inserted) {
  const purse = yield* CardPurse
  yield* told(till, "card", yield* purse.settle(card))
})

/** Says what became of sales that were torn, and prints the receipts of those that were done. */
export const told = Effect.fnUntraced(function* (
  till: Till,
  by: "card" | "office",
  all: ReadonlyArray<Settled>
) {
  for (const { became, sequence } of all) {
    const name = saleName(enrolment, sequence)
    if (became === "done") {
      till.options.say(`The ${by} says: sale ${name} was done.`)
      yield* till.sold(sequence)
    } else if (became === "notDone")
      till.options.say(`The ${by} says: sale ${name} was not done. Nothing was taken.`)
    else till.options.say(`The card cannot tell about sale ${name} any more: the office will find out.`)
  }
})

export const contentsText = ({ amountLeft, countLeft, gift, identity, main }: PurseContents): string =>
  `Card **** ${identity.purse.slice(-4)}: main ${shown(main)}, gift ${shown(gift)} ${currency}; alone it may spend ${shown(amountLeft)} more, in ${countLeft} taps`

/** Nothing where it is no card of ours, or is gone. */
export const looked = Effect.fnUntraced(function* (card: Inserted) {
  const purse = yield* CardPurse
  const found = yield* purse.look(card)
  return "_tag" in found ? undefined : found
})

export const look = Effect.fnUntraced(function* (till: Till, card: Inserted) {
  const purse = yield* CardPurse
  yield* settled(till, card)
  const found = yield* purse.look(card)
  if (!("_tag" in found)) till.options.say(contentsText(found))
  else till.options.say(found._tag === "Refused" ? refusalSentence(found.why) : "The card was taken away.")
})

/** The card of a sale whose end nobody knows. */
const purseOf = Effect.fnUntraced(function* (sequence: number) {
  const { intent } = yield* (yield* OfflineJournal).standing
  const purse = intent(sequence)?.intent.purse
  return purse === undefined ? {} : { purse }
})

export const buy = Effect.fnUntraced(function* (
  till: Till,
  card: Inserted,
  order: Extract<Order, { readonly do: "buy" }>
) {
  const { operator, say } = till.options
  const purse = yield* CardPurse
  yield* settled(till, card)
  const at = yield* Clock.currentTimeMillis
  const outcome = yield* purse.buy(card, { amount: order.amount, operator })
  switch (outcome._tag) {
    case "Refused":
      return say(`Refused. ${refusalSentence(outcome.why)}`)
    case "CardLost":
      return say("The card was taken away too early. Nothing was taken from it: present it again.")
    case "Unknown":
      say(
        "The card was taken away at the last moment. NOBODY KNOWS whether it paid: present the SAME card again."
      )
      return till.receipt(outcome, { amount: order.amount, at, ...(yield* purseOf(outcome.sequence)) })
    case "Done": {
      // What is left is read once more, for the paper; where the card is gone by then, the paper is without it.
      const after = yield* Effect.orElseSucceed(looked(card), () => undefined)
      say(`Paid ${shown(order.amount)} ${currency}: gift ${shown(outcome.gift)}, main ${shown(outcome.main)}`)
      return till.receipt(outcome, {
        amount: order.amount,
        at,
        ...(after && { purse: after.identity.purse, after: { main: after.main, gift: after.gift } })
      })
    }
  }
})
