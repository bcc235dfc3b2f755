/**
 * What a purse did, as operations of the ledger: each under a key made from the card's own counter, so that it happens once
 * however often it is sent.
 *
 * @module
 */
import type { CommandInput } from "@tessera/core"
import type { Asker } from "../purse/records.ts"
import { type Due, type Known, nameOf } from "./CardBook.ts"
import type { ClassicDue } from "./ClassicBook.ts"
import type { Transaction } from "./readTransaction.ts"

/** How a group's purses stand in the ledger. */
export interface LedgerTerms {
  readonly currency: string
  /** The sub-wallet of the main value, which accepts lines of `mainCategory` alone; the same of the gift value. */
  readonly mainSubWallet: string
  readonly giftSubWallet: string
  readonly mainCategory: string
  readonly giftCategory: string
  /** The account behind a purse; that of the old purse and of the new one is the same. */
  readonly accountOf: (purse: string) => string
  /** Where a terminal stands. */
  readonly placeOf: (terminal: number) => { readonly outlet: string; readonly terminal?: string }
  /** Where loads are booked. */
  readonly officeOutlet: string
}

export const ledgerDefaults = {
  mainSubWallet: "main",
  giftSubWallet: "gift",
  mainCategory: "purseMain",
  giftCategory: "purseGift"
} as const

/** What is put on a card: paid for, given, or carried over from a lost card, which is no new value. */
export interface LoadOrder {
  /** The office's own number: 1 to 2^48 - 1, never used twice. */
  readonly sequence: number
  readonly main: bigint
  readonly gift: bigint
  readonly source:
    | { readonly kind: "paid"; readonly tender: { readonly kind: string; readonly reference?: string } }
    | { readonly kind: "carried" }
}

const keyOf = (purse: string, tmc: number): string => `svp1:${purse}:${tmc}`
/** Of what a copy of a card did besides. */
const copyKeyOf = (purse: string, tmc: number, asker: Asker): string =>
  `${keyOf(purse, tmc)}:copy:${nameOf(asker)}`
/** The key under which the money of a load is given up. */
export const failedKeyOf = (group: number, sequence: number): string => `${loadKey(group, sequence)}:failed`
const loadKey = (group: number, sequence: number): string => `svp1:load:${group}:${sequence}`

/** The key of a sale in the ledger. */
export const saleKeyOf = (purse: string, kind: "done" | "clone", { transaction }: Known): string =>
  kind === "done" ? keyOf(purse, transaction.tmc) : copyKeyOf(purse, transaction.tmc, transaction.asker)

type Input = Extract<CommandInput, { readonly type: string }>

const textOf = (at: number): string => new Date(at).toISOString()

const linesOf = ({ giftCategory, mainCategory }: LedgerTerms, { gift, main }: Taken["transaction"]) => [
  ...(gift > 0n ? [{ category: giftCategory, amount: gift }] : []),
  ...(main > 0n ? [{ category: mainCategory, amount: main }] : [])
]

/** What was taken from a card, where and when. */
type Taken = Pick<Known, "source"> & { readonly transaction: Pick<Transaction, "main" | "gift"> }

/** A till's own name of a sale is no reason not to pay it: what cannot be printed is a space. */
const printed = (name: string): string => name.toWellFormed().replaceAll(/[\u0000-\u001f\u007f]/g, " ")

const sale = (terms: LedgerTerms, purse: string, { source, transaction }: Taken, key: string): Input => ({
  type: "Advice",
  key,
  at: textOf(source.at),
  account: terms.accountOf(purse),
  ...terms.placeOf(source.asker.terminal),
  amount: transaction.main + transaction.gift,
  currency: terms.currency,
  lines: linesOf(terms, transaction),
  ...(source.sale !== undefined && { reference: printed(source.sale) })
})

const undoing = (terms: LedgerTerms, purse: string, { source, transaction }: Known): Input => ({
  type: "Refund",
  key: keyOf(purse, transaction.tmc),
  at: textOf(source.at),
  originalKey: keyOf(purse, transaction.tmc - 1),
  ...terms.placeOf(source.asker.terminal),
  amount: transaction.main + transaction.gift,
  currency: terms.currency,
  lines: linesOf(terms, transaction)
})

const given = (
  terms: LedgerTerms,
  purse: string,
  value: {
    readonly key: string
    readonly subWallet: string
    readonly amount: bigint
    readonly reason: string
  }
): ReadonlyArray<Input> =>
  value.amount > 0n
    ? [{ type: "Adjust", account: terms.accountOf(purse), currency: terms.currency, ...value }]
    : []

/** Asked for before the card is told: paid value waits in the ledger until the card has proved that it has it. */
export const loadAsked = (
  terms: LedgerTerms,
  group: number,
  purse: string,
  { main, sequence, source }: LoadOrder
): ReadonlyArray<Input> =>
  source.kind === "paid" && main > 0n
    ? [
        {
          type: "Load",
          key: loadKey(group, sequence),
          account: terms.accountOf(purse),
          outlet: terms.officeOutlet,
          amount: main,
          currency: terms.currency,
          subWallet: terms.mainSubWallet,
          tender: source.tender as never,
          pending: true
        }
      ]
    : []

/** The money of a load that the card has not got. */
export const loadFailed = (
  terms: LedgerTerms,
  group: number,
  { main, sequence, source }: LoadOrder
): ReadonlyArray<Input> =>
  source.kind === "paid" && main > 0n
    ? [
        {
          type: "FailLoad",
          key: failedKeyOf(group, sequence),
          originalKey: loadKey(group, sequence),
          outlet: terms.officeOutlet
        }
      ]
    : []

const loadDone = (
  terms: LedgerTerms,
  purse: string,
  group: number,
  order: LoadOrder
): ReadonlyArray<Input> => {
  if (order.source.kind === "carried") return []
  const key = loadKey(group, order.sequence)
  const confirmed: ReadonlyArray<Input> =
    order.main > 0n
      ? [{ type: "ConfirmLoad", key: `${key}:done`, originalKey: key, outlet: terms.officeOutlet }]
      : []
  const gift = {
    key: `${key}:gift`,
    subWallet: terms.giftSubWallet,
    amount: order.gift,
    reason: "gift on a purse"
  }
  return [...confirmed, ...given(terms, purse, gift)]
}

/** The holder is charged once for a counter; what a copy spent besides is the issuer's loss, and its merchant is paid. */
const copied = (terms: LedgerTerms, purse: string, taken: Taken, key: string): ReadonlyArray<Input> => {
  const { gift, main } = taken.transaction
  const reason = "copied purse"
  const { giftSubWallet, mainSubWallet } = terms
  return [
    ...given(terms, purse, { key: `${key}:main`, subWallet: mainSubWallet, amount: main, reason }),
    ...given(terms, purse, { key: `${key}:gift`, subWallet: giftSubWallet, amount: gift, reason }),
    sale(terms, purse, taken, key)
  ]
}

/** The key of a sale on MIFARE Classic, by the card's own counter. */
export const classicKeyOf = ({ kind, purse, sale: { after, source } }: ClassicDue): string => {
  const key = `mf1:${purse}:${after.counter}`
  return kind === "sale" ? key : `${key}:copy:${nameOf(source.asker)}`
}

/** The operations for one sale on MIFARE Classic. */
export const classicCommands = (terms: LedgerTerms, due: ClassicDue): ReadonlyArray<Input> => {
  const { kind, purse } = due
  const { after, before, source } = due.sale
  const taken = { source, transaction: { main: before.balance - after.balance, gift: 0n } }
  const key = classicKeyOf(due)
  return kind === "sale" ? [sale(terms, purse, taken, key)] : copied(terms, purse, taken, key)
}

/** The operations for one thing that is due, in order. */
export const ledgerCommands = (
  terms: LedgerTerms,
  purse: string,
  due: Due,
  orderOf: (asker: Asker) => LoadOrder | undefined
): ReadonlyArray<Input> => {
  const { transaction } = due.kind === "notDone" ? due.waiting : due.known
  const { asker } = transaction
  const order = transaction.kind === "load" ? orderOf(asker) : undefined
  if (due.kind === "notDone") return order === undefined ? [] : loadFailed(terms, asker.group, order)
  if (due.kind === "clone")
    return transaction.kind === "purchase"
      ? copied(terms, purse, due.known, saleKeyOf(purse, "clone", due.known))
      : []
  if (order !== undefined) return loadDone(terms, purse, asker.group, order)
  if (transaction.kind === "purchase") return [sale(terms, purse, due.known, keyOf(purse, transaction.tmc))]
  return transaction.kind === "void" ? [undoing(terms, purse, due.known)] : []
}
