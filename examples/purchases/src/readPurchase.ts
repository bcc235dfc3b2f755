/**
 * Reading a list of purchases: who bought, when, how many items, for how much.
 *
 * @module
 */
import { cents } from "./cents.ts"

/** One purchase of the list. */
export interface Purchase {
  readonly customer: string
  /** Days are all that the list knows: `YYYY-MM-DD`. */
  readonly day: string
  readonly items: number
  readonly amount: bigint
}

const customer = /^[0-9A-Za-z]{1,20}$/
const day = /^([0-9]{4})([0-9]{2})([0-9]{2})$/
const whole = /^[0-9]{1,6}$/

/** The columns, between any white space. */
export const columns = "customer sequence YYYYMMDD items dollars"

const dayOf = (text: string): string | undefined => {
  const [, year, month, date] = day.exec(text) ?? []
  const iso = `${year}-${month}-${date}`
  const at = Date.parse(`${iso}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? iso : undefined
}

/** Reads one line, or says what is wrong with it; the sequence only tells equal numbers of two lists apart. */
export const readPurchase = (line: string): Purchase | string => {
  const cells = line.trim().split(/\s+/)
  const [id = "", , date = "", items = "", dollars = ""] = cells
  if (cells.length !== 5) return `expected the columns ${columns}, found ${cells.length}`
  if (!customer.test(id)) return "expected 1–20 letters or digits as the customer"
  const on = dayOf(date)
  if (on === undefined) return "expected a day such as 19970131"
  if (!whole.test(items)) return "expected a whole number of items"
  const amount = cents(dollars)
  if (amount === undefined) return "expected an amount with at most two decimals such as 29.33"
  return { customer: id, day: on, items: Number(items), amount }
}
