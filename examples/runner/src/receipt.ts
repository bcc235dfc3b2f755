/**
 * Receipts as a cashier reads them: what was drawn or added, what is left and until when, in one or two lines.
 *
 * @module
 */
import { type Command, localText, type Receipt } from "@tessera/core"
import { backOffice } from "./backOffice.ts"
import { amountText, lastDayText, type Place } from "./Place.ts"

type Part = { readonly subWallet: string; readonly amount: bigint; readonly line?: number | undefined }

const categoryOf = (command: Command, line: number | undefined): string | undefined =>
  line !== undefined && "lines" in command ? command.lines?.[line]?.category : undefined

/** Parts of one sub-wallet (and what they paid for) added up. */
const summed = (place: Place, command: Command, parts: ReadonlyArray<Part>): string => {
  const sums = new Map<string, bigint>()
  for (const { amount, line, subWallet } of parts) {
    const category = categoryOf(command, line)
    const name = category === undefined ? subWallet : `${subWallet} for ${category}`
    sums.set(name, (sums.get(name) ?? 0n) + amount)
  }
  return [...sums].map(([name, amount]) => `${amountText(place, amount)} ${name}`).join(" + ")
}

type Lots = NonNullable<Receipt["lots"]>

/** Instalments that are promised for later, in one phrase. */
const promised = (place: Place, later: Lots): string => {
  const first = later[0]
  if (first?.activeFrom === undefined) return ""
  const total = amountText(
    place,
    later.reduce((sum, { amount }) => sum + amount, 0n)
  )
  const from = localText(place.zone, first.activeFrom).slice(0, 10)
  const until = localText(place.zone, later.at(-1)?.activeFrom ?? first.activeFrom).slice(0, 10)
  return later.length === 1
    ? `${total} ${first.subWallet} on ${from}`
    : `${total} ${first.subWallet} in ${later.length} parts from ${from} to ${until}`
}

const added = (place: Place, command: Command, { lots = [], recordedAt }: Receipt): ReadonlyArray<string> => {
  const isLater = ({ activeFrom }: Lots[number]) => activeFrom !== undefined && activeFrom > recordedAt
  const later = Object.values(Object.groupBy(lots.filter(isLater), ({ subWallet }) => subWallet))
  const now = summed(
    place,
    command,
    lots.filter((lot) => !isLater(lot))
  )
  return [
    now === "" ? "" : `added ${now}`,
    ...later.map((ofOne) => (ofOne === undefined ? "" : `later ${promised(place, ofOne)}`))
  ]
}

const drawnAs = ({ type }: Command): string =>
  type === "Transfer" || type === "Merge"
    ? "moved"
    : type.endsWith("Hold") || type === "Reinstate"
      ? "reserved"
      : "paid"

const plural = (count: number, one: string, more: string): string =>
  count === 0 ? "" : `${count} ${count === 1 ? one : more}`

const swept = (place: Place, { swept }: Receipt): ReadonlyArray<string> => {
  if (swept === undefined) return []
  const counts = [
    plural(swept.holdsExpired, "hold ended", "holds ended"),
    plural(swept.lotsVested, "instalment released", "instalments released"),
    plural(swept.lotsExpired, "lot expired", "lots expired"),
    plural(swept.loadsLapsed ?? 0, "pending load lapsed", "pending loads lapsed"),
    plural(swept.feesTaken ?? 0, "dormancy fee", "dormancy fees"),
    plural(swept.tiersReviewed ?? 0, "card type reviewed", "card types reviewed")
  ].filter((count) => count !== "")
  const sums = swept.totals.flatMap(({ breakage, currency, fees = 0n, released, vested }) =>
    [
      { name: "unheld", amount: released },
      { name: "released", amount: vested },
      { name: "expired", amount: breakage },
      { name: "in fees", amount: fees }
    ]
      .filter(({ amount }) => amount > 0n)
      .map(
        ({ amount, name }) =>
          `${amountText({ ...place, asset: place.assetOf(currency) }, amount)} ${currency} ${name}`
      )
  )
  return counts.length === 0 ? ["nothing was due"] : [...counts, ...sums]
}

/** Points that were earned or taken back, what is owed of them, and what the outlet had too few of. */
const pointsText = ({ points }: Receipt): string => {
  if (points === undefined) return ""
  const { currency, earned, owed, short = 0n } = points
  const missing = short === 0n ? "" : `${short} ${currency} short: the outlet has no more`
  if (earned === 0n) return missing
  const moved = earned < 0n ? `${-earned} ${currency} taken back` : `${earned} ${currency} earned`
  return [owed === 0n ? moved : `${moved}, ${owed} owed`, missing].filter(Boolean).join(", ")
}

/** What the operation did, phrase by phrase. */
const effects = (place: Place, command: Command, receipt: Receipt): ReadonlyArray<string> => {
  const amount = (name: string, value: bigint | undefined) =>
    value === undefined || value === 0n ? "" : `${name} ${amountText(place, value)}`
  const slices = (name: string, parts: ReadonlyArray<Part> | undefined) =>
    parts === undefined || parts.length === 0 ? "" : `${name} ${summed(place, command, parts)}`
  const ends = command.type !== "Issue" && receipt.expiresAt !== undefined
  return [
    receipt.card !== undefined && !receipt.card.startsWith("*") ? `card ${receipt.card}` : "",
    ...(command.type === "Transfer" || command.type === "Merge" ? [] : added(place, command, receipt)),
    receipt.paidOut === undefined ? slices(drawnAs(command), receipt.drawn) : "",
    receipt.remainingDue === undefined || receipt.remainingDue === 0n
      ? ""
      : `STILL TO PAY ${amountText(place, receipt.remainingDue)} ${place.asset.code}`,
    pointsText(receipt),
    receipt.discount === undefined ? "" : `${amountText(place, receipt.discount.amount)} off the list price`,
    ...(receipt.vouchers ?? []).map(
      ({ amount: of, voucher }) => `a voucher for the holder: ${voucher}, ${amountText(place, of)}`
    ),
    receipt.cardType === undefined ? "" : `the card is now ${receipt.cardType.to ?? "of no type"}`,
    receipt.authorizationCode === undefined ? "" : `the code is ${receipt.authorizationCode}`,
    receipt.quota === undefined
      ? ""
      : `${amountText(place, receipt.quota.left)} of ${amountText(place, receipt.quota.granted)} quota left`,
    ends && receipt.expiresAt !== undefined ? `until ${localText(place.zone, receipt.expiresAt)}` : "",
    amount("released", receipt.released),
    amount("of it tolerance", receipt.tolerance),
    slices("given back", receipt.restored),
    amount("undone", receipt.reversed),
    receipt.tombstone === true ? "nothing to undo yet: refused should it still arrive" : "",
    command.type === "ConvertPoints"
      ? `for ${command.amount} ${command.currency}`
      : amount("taken back", receipt.taken),
    amount("owed by the holder", receipt.receivable),
    amount("paid off of what was owed", receipt.paidOff),
    amount("paid out", receipt.paidOut),
    receipt.paidBack === undefined
      ? ""
      : `given back as it was paid ${amountText({ ...place, asset: place.assetOf(receipt.paidBack.currency) }, receipt.paidBack.amount)} ${receipt.paidBack.currency}`,
    receipt.drawn === undefined ? amount("moved", receipt.moved) : "",
    ...swept(place, receipt),
    ...backOffice(place, command, receipt),
    receipt.status === undefined ? "" : `now ${receipt.status}`
  ].filter((phrase) => phrase !== "")
}

const isUnchanged = ({ balances, before }: Receipt): boolean =>
  balances.every(({ held, ledger }, n) => before[n]?.ledger === ledger && before[n]?.held === held)

/** What is left, per sub-wallet that holds or held something, after an operation that changed it. */
const left = (place: Place, receipt: Receipt): string => {
  const { balances, before, expiring } = receipt
  if (isUnchanged(receipt)) return ""
  return balances
    .filter(({ ledger }, n) => ledger > 0n || (before[n]?.ledger ?? 0n) > 0n)
    .map(({ held, ledger, subWallet }) => {
      const ending = expiring.find((one) => one.subWallet === subWallet)
      const part =
        ending === undefined || ending.amount === ledger ? "" : `${amountText(place, ending.amount)} `
      const end = ending === undefined ? "" : ` (${part}until ${lastDayText(place, ending.expiresAt)})`
      const reserved = held === 0n ? "" : `, ${amountText(place, held)} of it held`
      return `${subWallet} ${amountText(place, ledger)}${reserved}${end}`
    })
    .join(" · ")
}

/** The body of a receipt: what happened, then what is left. */
export const receiptLines = (said: Place, command: Command, receipt: Receipt): ReadonlyArray<string> => {
  const place = receipt.currency === undefined ? said : { ...said, asset: said.assetOf(receipt.currency) }
  const balance = left(place, receipt)
  return [effects(place, command, receipt).join(", "), balance === "" ? "" : `left: ${balance}`].filter(
    (line) => line !== ""
  )
}
