/**
 * Wallets as short text for tables of examples: `gift:200@KTV1 main:500` is a wallet of two lots.
 *
 * One word a lot: `gift:200` is its sub-wallet and what remains; then, in this order and each only where it applies,
 * `(50)` of which held, `+160` promised, `@KTV1` accepted only there, `#room` only for these lines, `>2026-12-01`
 * usable from, `<2027-01-01` usable before (dates are UTC midnights; full instants may be written too).
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Lot } from "../account/Lot.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import type { SubWalletRule } from "../program/SubWalletRule.ts"
import type { AccountId, LotId, OutletId, SubWalletId, WalletId } from "../values/Ids.ts"
import { type Instant, InstantText, iso } from "../values/Instant.ts"

const shape =
  /^([A-Za-z]\w*):(\d+)(?:\((\d+)\))?(?:\+(\d+))?(?:@([\w,]+))?(?:#([\w,]+))?(?:>([\d:TZ.-]+))?(?:<([\d:TZ.-]+))?$/

const readInstant = Schema.decodeUnknownResult(InstantText)

const instantOf = (text: string): Instant => {
  const read = readInstant(text.length === 10 ? `${text}T00:00:00Z` : text)
  if (Result.isSuccess(read)) return read.success
  throw new Error(`Expected a date or an instant, not ${text}`)
}

interface Word {
  readonly subWallet: SubWalletId
  readonly remaining: bigint
  readonly held: bigint
  readonly promised: bigint
  readonly outlets: ReadonlyArray<OutletId> | undefined
  readonly categories: ReadonlyArray<string> | undefined
  readonly from: Instant
  readonly until: Instant | undefined
}

const wordOf = (text: string): Word => {
  const match = shape.exec(text)
  if (match === null) throw new Error(`Expected a lot such as gift:200(50)@KTV1<2027-01-01, not ${text}`)
  const [, subWallet, remaining, held, promised, outlets, categories, from, until] = match
  return {
    subWallet: subWallet as SubWalletId,
    remaining: BigInt(remaining ?? 0),
    held: BigInt(held ?? 0),
    promised: BigInt(promised ?? 0),
    outlets: outlets?.split(",") as ReadonlyArray<OutletId> | undefined,
    categories: categories?.split(","),
    from: from === undefined ? 0 : instantOf(from),
    until: until === undefined ? undefined : instantOf(until)
  }
}

const wordsOf = (text: string): ReadonlyArray<Word> =>
  text
    .split(/\s+/)
    .filter((word) => word !== "")
    .map(wordOf)

const fundingOf = (subWallet: string): Lot["funding"] =>
  subWallet === "gift" || subWallet === "bonus" ? "promotional" : subWallet === "refund" ? "refund" : "paid"

const lotOf = (word: Word, n: number): Lot => ({
  id: `lot_${String(n).padStart(3, "0")}` as LotId,
  subWallet: word.subWallet,
  funding: fundingOf(word.subWallet),
  funded: word.remaining + word.promised,
  costBasis: fundingOf(word.subWallet) === "paid" ? word.remaining : 0n,
  fundedAt: n,
  activeFrom: word.from,
  expiresAt: word.until,
  loadedAt: {},
  remaining: word.remaining,
  held: word.held,
  promised: word.promised
})

/** The wallet that a text describes; its lots were funded in the order in which they are written. */
export const walletOf = (text: string, asset = "CNY"): Wallet => ({
  ...emptyWallet("wal_table" as WalletId, "acc_table" as AccountId, asset),
  lots: wordsOf(text).map(lotOf)
})

/** The rule classes that a text describes: the sub-wallet that is written first is drawn first. */
export const rulesOf = (text: string): ReadonlyArray<SubWalletRule> => {
  const rules = new Map<SubWalletId, SubWalletRule>()
  for (const { categories, outlets, subWallet } of wordsOf(text)) {
    if (rules.has(subWallet)) continue
    const rule = { ...(outlets && { outlets }), ...(categories && { categories }) }
    rules.set(subWallet, {
      id: subWallet,
      priority: (rules.size + 1) * 10,
      funding: fundingOf(subWallet),
      ...(outlets || categories ? { rule } : {})
    })
  }
  return [...rules.values()]
}

const shownInstant = (at: Instant): string => iso(at).replace(/T00:00:00\.000Z$/, "")

const marked = (mark: string, list: ReadonlyArray<string> | undefined): string =>
  list === undefined ? "" : `${mark}${list.join(",")}`

const shownLot = (lot: Lot, rule: SubWalletRule["rule"]): string =>
  [
    `${lot.subWallet}:${lot.remaining}`,
    lot.held === 0n ? "" : `(${lot.held})`,
    lot.promised === 0n ? "" : `+${lot.promised}`,
    marked("@", rule?.outlets),
    marked("#", rule?.categories),
    lot.activeFrom === 0 ? "" : `>${shownInstant(lot.activeFrom)}`,
    lot.expiresAt === undefined ? "" : `<${shownInstant(lot.expiresAt)}`
  ].join("")

/** The wallet as text again, with the marks of the rules that are given. */
export const shown = (wallet: Wallet, rules: ReadonlyArray<SubWalletRule> = []): string =>
  wallet.lots.map((lot) => shownLot(lot, rules.find(({ id }) => id === lot.subWallet)?.rule)).join(" ")

/** Only what remains and is held, without times: for tables that are about amounts. */
export const amounts = (wallet: Wallet): string =>
  wallet.lots
    .map(({ held, promised, remaining, subWallet }) =>
      shownLot(
        {
          ...lotOf({ ...wordOf(`${subWallet}:0`), remaining, held, promised }, 0),
          activeFrom: 0
        },
        undefined
      )
    )
    .join(" ")
