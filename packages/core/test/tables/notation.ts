/**
 * The notation of the tables: commands as a till would say them, and outcomes, balances and books as short text.
 *
 * `Redeem 50 key=r lines=room:30,food:20` is the JSON command with its usual fields filled in.
 *
 * @module
 */
import type { Wallet } from "@tessera/core/ports"
import type { Outcome } from "../../src/command/Outcome.ts"
import type { Receipt } from "../../src/command/Receipt.ts"
import { declineText } from "../../src/command/Decline.ts"
import { bookAccount } from "../../src/journal/ChartOfAccounts.ts"
import type { Posting } from "../../src/journal/Entry.ts"

export type Sent = Readonly<Record<string, unknown>>

const numbers = new Set([
  "count",
  "amount",
  "paid",
  "basket",
  "tolerance",
  "version",
  "leaves",
  "expectedBalance"
])
const lineOf = (text: string): Sent => {
  const [what = "", amount = ""] = text.split(":")
  const [category, sku] = what.split("/")
  return { category, amount: Number(amount), ...(sku !== undefined && { sku }) }
}

/** `Load:amy:600` is a load of 600 on ANNA's card at A1 that amy wants to do; a fourth part names another card, `to=BELA` what else is said. */
const wantedOf = (text: string): Sent => {
  const [said = "", ...more] = text.split(/:(?=[a-zA-Z]+=)/)
  const [type, operator, amount, card = "ANNA", outlet = "A1"] = said.split(":")
  return {
    type,
    operator,
    ...(amount && { amount: Number(amount), currency: "CNY" }),
    ...Object.fromEntries(more.map((one) => one.split("="))),
    ...(card.startsWith("op_") ? { original: card } : card !== "-" && { card }),
    ...(outlet !== "-" && { outlet })
  }
}

/** `cash`, or `cash:total=900:payer=organisation:buyer=acme` of a larger purchase. */
const tenderOf = (text: string): Sent => {
  const [kind, ...more] = text.split(":")
  const said = Object.fromEntries(more.map((one) => one.split("=")))
  return { kind, ...said, ...(said["total"] !== undefined && { total: Number(said["total"]) }) }
}

/** `200` or `200:JPY` in the drawer. */
const floatOf = (text: string): Sent => {
  const [amount, currency = "CNY"] = text.split(":")
  return { amount: Number(amount), currency }
}

/** `cash:200` or `cash:200:JPY` was counted. */
const countedOf = (text: string): Sent => {
  const [tender, ...amount] = text.split(":")
  return { tender, ...floatOf(amount.join(":")) }
}

const valueOf = (name: string, text: string): unknown => {
  if (name === "float") return floatOf(text)
  if (name === "counted") return text.split(",").map(countedOf)
  if (numbers.has(name)) return Number(text)
  if (name === "lines") return text.split(",").map(lineOf)
  if (name === "tender") return tenderOf(text)
  if (name === "wanted") return wantedOf(text)
  if (text.startsWith("{")) return JSON.parse(text)
  return text === "true" || text === "false" ? text === "true" : text.replaceAll("_", " ")
}

const unnamed = (type: string): Sent =>
  /^(Issue|Sweep|Refund|Reverse|ConfirmLoad|FailLoad|Clawback|Chargeback|ChangeExpiry|Capture|Release|Reinstate|.*Hold|Transfer|Merge|.*Authorization|.*Quota|Change.*|.*Shift|Remit|ReceiveRemittance)$/.test(
    type
  ) && type !== "Hold"
    ? {}
    : { card: "ANNA" }
const reasoned =
  /^(Deactivate|Reactivate|Block|Unblock|ReportLost|Freeze|Unfreeze|Close|UnlinkedRefund|Clawback|Chargeback|Escheat|Adjust|GrantVoucher|Change.*)$/

/** A command as plain JSON. Fields that are not said: card ANNA, outlet A1, CNY, cash, a reason. */
export const commandOf = (text: string, key: string): Sent => {
  const [type = "", ...words] = text.trim().split(/\s+/)
  const said = Object.fromEntries(
    words.map((word) => {
      const [name = "", ...rest] = word.includes("=") ? word.split("=") : ["amount", word]
      return [
        name,
        /^(id|hold|original|account|lot|from|to|request)$/.test(name) && !rest[0]?.startsWith("{")
          ? rest.join("=")
          : name === "vouchers"
            ? rest.join("=").split(",")
            : valueOf(name, rest.join("="))
      ]
    })
  )
  const isMoney = said["amount"] !== undefined || type === "CashOut" || type === "Transfer"
  const isPaid = /^(Load|CashOut)$/.test(type) || (/^(Issue|Activate)$/.test(type) && isMoney)
  const all: Sent = {
    type,
    key,
    outlet: "A1",
    ...(said["account"] === undefined && unnamed(type)),
    ...(isMoney && { currency: "CNY" }),
    ...(isPaid && { tender: { kind: "cash" } }),
    ...(type === "Issue" && { program: "member" }),
    ...(reasoned.test(type) && { reason: "as agreed" }),
    ...(type === "Reverse" && { reason: "merchantCancel" }),
    ...(type === "Chargeback" && { reference: "bank 1" }),
    ...(type === "Escheat" && { jurisdiction: "US-DE" }),
    ...said
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "-"))
}

const slices = (name: string, of: ReadonlyArray<{ subWallet: string; amount: bigint }> | undefined) =>
  of === undefined ? [] : [name, ...of.map(({ amount, subWallet }) => `${subWallet} ${amount}`)]

const plain = ["approved", "remainingDue", "boundBy", "released", "tolerance", "reversed", "taken"] as const
const more = [
  "receivable",
  "paidOff",
  "listAge",
  "paidOut",
  "moved",
  "status",
  "tombstone",
  "version"
] as const

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(shown).join(", ")}]`
    : typeof value === "object" && value !== null
      ? Object.values(value)
          .filter((part) => !String(part).startsWith("lot_"))
          .join(" ")
      : String(value).replace(/:00\.000Z$/, "Z")

/** `cash 190 of 200 (-10)`, tender by tender; what was not counted is `-`. */
const shiftText = ({ counts, difference, float, leaves }: NonNullable<Receipt["shift"]>): string =>
  [
    `float ${float}`,
    ...(difference === undefined ? [] : [`difference ${difference}`]),
    ...(counts ?? []).map(
      ({ counted, currency, expected, tender, variance }) =>
        `${tender}${currency === "CNY" ? "" : `/${currency}`} ${counted ?? "-"} of ${expected}${variance ? ` (${variance})` : ""}`
    ),
    ...(leaves === undefined ? [] : [`leaves ${leaves}`])
  ].join(" ")

const remittanceText = ({ amount, difference, left }: NonNullable<Receipt["remittance"]>): string =>
  [
    `sent ${amount}`,
    ...(left === undefined ? [] : [`left ${left}`]),
    ...(difference === undefined ? [] : [`difference ${difference}`])
  ].join(" ")

/** The outcome in one line: what was approved, lot by lot, or the decline with its numbers. */
export const outcomeText = (outcome: Outcome): string => {
  if (outcome.outcome === "inDoubt") return "in doubt"
  const again = `${outcome.replayed ? " again" : ""}${outcome.reversedBy ? ` reversedBy ${outcome.reversedBy}` : ""}`
  if (outcome.outcome === "declined") {
    const { code, retry: _, ...fields } = declineText(outcome.decline)
    const numbers = Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [name, shown(value)]
    )
    return ["declined", code, ...numbers].join(" ") + again
  }
  const { receipt } = outcome
  const words = [...plain, ...more].flatMap((name) =>
    receipt[name] === undefined || name === "approved" ? [] : [name, String(receipt[name])]
  )
  return (
    [
      "approved",
      ...slices("drawn", receipt.drawn).slice(1),
      ...slices("lots", receipt.lots).slice(1),
      ...slices("restored", receipt.restored).slice(1),
      ...(receipt.paidBack === undefined ? [] : [`back ${receipt.paidBack.amount}`]),
      ...(receipt.points === undefined
        ? []
        : [
            `points ${receipt.points.earned}${receipt.points.owed === 0n ? "" : ` owed ${receipt.points.owed}`}${receipt.points.short === undefined ? "" : ` short ${receipt.points.short}`}`
          ]),
      ...(receipt.discount === undefined ? [] : [`off ${receipt.discount.amount}`]),
      ...(receipt.vouchers ?? []).map(({ amount, voucher }) => `voucher ${voucher} ${amount}`),
      ...(receipt.cardType === undefined
        ? []
        : [`type ${receipt.cardType.from ?? "-"}>${receipt.cardType.to ?? "-"}`]),
      ...(receipt.quota === undefined ? [] : [`granted ${receipt.quota.granted} left ${receipt.quota.left}`]),
      ...(receipt.shift === undefined ? [] : [shiftText(receipt.shift)]),
      ...(receipt.remittance === undefined ? [] : [remittanceText(receipt.remittance)]),
      ...words,
      ...(receipt.exceptions ?? []).map((code) => `!${code}`)
    ].join(" ") + again
  )
}

/** The balances of a wallet: `main:100[60]` has 60 held, `gift:40+160` has 160 promised. */
export const balanceText = (wallet: Wallet): string => {
  const sums = new Map<string, { ledger: bigint; held: bigint; promised: bigint }>()
  for (const { held, promised, remaining, subWallet } of wallet.lots) {
    const sum = sums.get(subWallet) ?? { ledger: 0n, held: 0n, promised: 0n }
    sums.set(subWallet, {
      ledger: sum.ledger + remaining,
      held: sum.held + held,
      promised: sum.promised + promised
    })
  }
  const parts = [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([id, { held, ledger, promised }]) =>
        `${id}:${ledger}${held === 0n ? "" : `[${held}]`}${promised === 0n ? "" : `+${promised}`}`
    )
  if (wallet.receivable !== 0n) parts.push(`owes:${wallet.receivable}`)
  return parts.length === 0 ? "empty" : parts.join(" ")
}

/** Postings as a bookkeeper writes them: debits first with `Dr`, then credits with `Cr`. */
export const postingsText = (postings: ReadonlyArray<Posting>): string =>
  postings
    .map(({ account, amount }) => {
      const { funding, kind, owner, program, subWallet, tender } = bookAccount(account)
      const name = [kind, subWallet ?? (kind === "liability" ? "?" : undefined), funding, owner, tender]
        .filter((part) => part !== undefined)
        .join("/")
      const isOfProgram = /^(liability|promotionExpense|breakageIncome|adjustment)$/.test(kind)
      const of = program === "member" || !isOfProgram ? "" : `@${program ?? "?"}`
      return amount > 0n ? `Dr ${name}${of} ${amount}` : `Cr ${name}${of} ${-amount}`
    })
    .toSorted((a, b) => (a[0] === b[0] ? (a < b ? -1 : 1) : a[0] === "D" ? -1 : 1))
    .join(", ")
