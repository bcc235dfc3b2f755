/**
 * Turning purchases into operations: a card for each customer, money on it when it is short, then the purchase itself.
 *
 * @module
 */
import type { Purchase } from "./readPurchase.ts"

/** One operation as a line of the file, before it is JSON. Amounts are safe: the list has at most 13 digits of dollars. */
export type Operation = Readonly<Record<string, unknown>>

/** Loads are made in round amounts, as people do. */
const round = 2000n

/** A number for each customer. `7` and `007` are two, and so are `ab` and `AB`; a ledger takes no notice of dashes and of case. */
const numbering = (): ((customer: string) => string) => {
  const given = new Set<string>()
  return (customer) => {
    for (let n = 1; ; n += 1) {
      const card = `CARD-${customer.padStart(8, "0")}${n === 1 ? "" : `-${n}`}`
      const number = card.replaceAll("-", "").toUpperCase()
      if (given.has(number)) continue
      given.add(number)
      return card
    }
  }
}

const money = (amount: bigint) => ({ amount: Number(amount), currency: "USD" })

/** The least multiple of the round amount that covers what is missing. */
const roundedUp = (missing: bigint): bigint => ((missing + round - 1n) / round) * round

const shop = { outlet: "SHOP" }

/** Seconds after nine o'clock: everything of one day happens in the order of the list. */
const clock = (day: string, second: number): string => {
  const at = Date.parse(`${day}T09:00:00Z`) + second * 1000
  return new Date(at).toISOString()
}

/** The operations of purchases that are in the order of their days. A purchase of nothing is left out. */
export function* operationsOf(purchases: Iterable<Purchase>): Generator<Operation> {
  const balances = new Map<string, bigint>()
  const cards = new Map<string, string>()
  const newCard = numbering()
  let [today, second, count] = ["", 0, 0]
  for (const { amount, customer, day, items } of purchases) {
    count += 1
    second = day === today ? second : 0
    today = day
    const at = () => clock(day, second++)
    const card = cards.get(customer) ?? newCard(customer)
    cards.set(customer, card)
    const before = balances.get(customer)
    if (before === undefined)
      yield { type: "Issue", key: `issue-${customer}`, at: at(), ...shop, program: "record-club", card }
    const missing = amount - (before ?? 0n)
    const load = missing > 0n ? roundedUp(missing) : 0n
    if (load > 0n)
      yield {
        type: "Load",
        key: `load-${count}`,
        at: at(),
        ...shop,
        card,
        ...money(load),
        tender: { kind: "bankCard" }
      }
    if (amount > 0n)
      yield {
        type: "Redeem",
        key: `purchase-${count}`,
        at: at(),
        ...shop,
        card,
        ...money(amount),
        reference: `${items} ${items === 1 ? "item" : "items"}`
      }
    balances.set(customer, (before ?? 0n) + load - amount)
  }
}
