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

const cardOf = (customer: string): string => `CARD-${customer.padStart(8, "0")}`

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
  let [today, second, count] = ["", 0, 0]
  for (const { amount, customer, day, items } of purchases) {
    count += 1
    second = day === today ? second : 0
    today = day
    const at = () => clock(day, second++)
    const card = cardOf(customer)
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
