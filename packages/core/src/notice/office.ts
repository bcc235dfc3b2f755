/**
 * Events of the office: the network is changed, a clearing period goes on, a sale is disputed, a drawer is opened or closed.
 *
 * @module
 */
import { changesIn } from "../journal/Entry.ts"
import { reasonOf } from "../journal/Operation.ts"
import type { Event } from "./Event.ts"
import { headOf, type Told } from "./Told.ts"

type Telling = (told: Told) => Event

export const networkChanged: Telling = (told) => {
  const [change] = changesIn(told.operation.entry)
  if (change === undefined) throw new Error(`${told.operation.id} changes nothing`)
  const { id: of, part, version } = change
  return { ...headOf(told, "networkChanged"), part, of, version }
}

export const periodChanged: Telling = (told) => {
  const { period } = told.receipt
  if (period === undefined) throw new Error(`${told.operation.id} is of no clearing period`)
  const { cycle, positions, status, through } = period
  const head = headOf(told, "clearingPeriodChanged")
  return told.operation.verb === "PayPeriod"
    ? { ...head, cycle, through, status, owners: [...new Set(positions.map(({ owner }) => owner))] }
    : { ...head, cycle, through, status }
}

export const disputing =
  (kind: "clearingDisputed" | "disputeRejected" | "clearingCorrected"): Telling =>
  (told) => ({ ...headOf(told, kind), reason: reasonOf(told.operation) })

export const shiftTold =
  (kind: "shiftOpened" | "shiftClosed"): Telling =>
  (told) => {
    const { counts, currency, difference, float, shift } = told.receipt.shift ?? noShift
    return {
      ...headOf(told, kind),
      shift,
      currency,
      float,
      ...(difference !== undefined && { difference }),
      ...(counts !== undefined && { counts })
    }
  }

const noShift: NonNullable<Told["receipt"]["shift"]> = { shift: "", currency: "", float: 0n }
const noRemittance: NonNullable<Told["receipt"]["remittance"]> = { shift: "", currency: "", amount: 0n }

export const remittanceTold =
  (kind: "cashRemitted" | "remittanceReceived"): Telling =>
  (told) => {
    const { amount, currency, difference, shift } = told.receipt.remittance ?? noRemittance
    return {
      ...headOf(told, kind),
      shift,
      currency,
      amount,
      ...(difference !== undefined && { difference })
    }
  }
