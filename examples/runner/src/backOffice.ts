/**
 * What was done with drawers, clearing periods and books, in phrases: what is missing, who owes whom, how far it is.
 *
 * @module
 */
import { type Command, inUnits, type Receipt } from "@tessera/core"
import type { Place } from "./Place.ts"

type Shift = NonNullable<Receipt["shift"]>
type Phrases = ReadonlyArray<string>

const money = ({ assetOf }: Place, amount: bigint, currency: string): string =>
  `${inUnits(amount, assetOf(currency).exponent)} ${currency}`

/** How much there is too little or too much; nothing if it is right. */
const differing = (place: Place, difference: bigint, currency: string): Phrases => {
  if (difference === 0n) return []
  return difference < 0n
    ? [`${money(place, -difference, currency)} MISSING`]
    : [`${money(place, difference, currency)} too much`]
}

const counted = (place: Place, { counts = [] }: Shift): Phrases =>
  counts.flatMap(({ counted: found, currency, expected, tender, variance = 0n }) =>
    found === undefined
      ? [`${tender} ${money(place, expected, currency)} not counted`]
      : [
          `${tender} ${money(place, found, currency)} counted of ${money(place, expected, currency)}`,
          ...differing(place, variance, currency)
        ]
  )

const shiftPhrases = (place: Place, shift: Shift): Phrases => {
  const { counts, currency, difference = 0n, float, leaves } = shift
  return counts === undefined
    ? [
        `${shift.shift} begins with ${money(place, float, currency)}`,
        ...differing(place, difference, currency)
      ]
    : [
        ...counted(place, shift),
        ...(leaves === undefined ? [] : [`${money(place, leaves, currency)} left in the drawer`])
      ]
}

const remittancePhrases = (
  place: Place,
  { currency, difference = 0n, left, shift }: NonNullable<Receipt["remittance"]>
): Phrases => {
  const still = left === 0n ? "nothing" : money(place, left ?? 0n, currency)
  return [
    left === undefined ? `from ${shift}` : `${still} of ${shift} is still to be sent`,
    ...differing(place, difference, currency)
  ]
}

const owes = (place: Place, by: string, to: string, amount: bigint, asset: string): string =>
  `${by} owes ${to} ${money(place, amount, asset)}`

/** How far a period is: one that is not approved has perhaps one of its two signatures. */
const stateOf = ({ approvedBy, status }: NonNullable<Receipt["period"]>): string => {
  const signed = approvedBy.join(" and ")
  if (status === "approved") return `approved by ${signed}`
  if (status === "cutOff") return signed === "" ? "cut off" : `signed by ${signed}, one more has to`
  return status
}

const periodPhrases = (place: Place, command: Command, period: NonNullable<Receipt["period"]>): Phrases => {
  const { cycle, positions, through } = period
  const due = positions.filter((one) => one.due !== 0n)
  return [
    `${cycle} up to ${through}: ${stateOf(period)}`,
    ...(command.type === "CutOff"
      ? due.map(({ asset, due: amount, issuer, owner }) =>
          amount < 0n ? owes(place, owner, issuer, -amount, asset) : owes(place, issuer, owner, amount, asset)
        )
      : [])
  ]
}

/** What was said against an operation, and what came of it. */
const disputePhrases = (place: Place, command: Command): Phrases => {
  switch (command.type) {
    case "Dispute":
      return [`${command.originalKey ?? command.original ?? ""} is disputed: ${command.reason}`]
    case "RejectDispute":
      return [`stays as it is: ${command.reason}`]
    case "CorrectClearing": {
      const { amount, currency, owedBy, owedTo, reason } = command
      return [`${owes(place, owedBy, owedTo, amount, currency)} more: ${reason}`]
    }
    default:
      return []
  }
}

/** What counts earlier than it was done, and up to when nothing more does. */
const bookPhrases = (command: Command, { businessDate }: Receipt): Phrases => [
  ...("effectiveAt" in command && command.effectiveAt !== undefined ? [`counts on ${businessDate}`] : []),
  ...(command.type === "ClosePeriod" ? [`the books are closed up to ${command.through}`] : [])
]

/** The phrases of a receipt that is of a shift, a remittance, a clearing period or the books; none of all others. */
export const backOffice = (place: Place, command: Command, receipt: Receipt): Phrases => [
  ...(receipt.shift === undefined ? [] : shiftPhrases(place, receipt.shift)),
  ...(receipt.remittance === undefined ? [] : remittancePhrases(place, receipt.remittance)),
  ...(receipt.period === undefined ? [] : periodPhrases(place, command, receipt.period)),
  ...disputePhrases(place, command),
  ...bookPhrases(command, receipt)
]
