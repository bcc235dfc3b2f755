/**
 * What a terminal may do without the office, signed by the office and with an end; and the list of cards that nobody sells
 * on any more.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type SignedText, verifier } from "../crypto/Signed.ts"
import type { Standing } from "../journal/Chain.ts"
import type { CardSeen, OfflineFault, PurseRefusal } from "./Intent.ts"
import { dayOf } from "./records.ts"

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 52 }))
const Minor = Schema.BigIntFromString.check(Schema.isBetweenBigInt({ minimum: 0n, maximum: 2n ** 53n }))

export const Mandate = Schema.Struct({
  type: Schema.Literal("mandate"),
  id: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._:-]{1,64}$/)),
  group: Count,
  terminal: Count,
  epoch: Count,
  currency: Schema.String,
  /** From and to: milliseconds since 1970, half open. */
  from: Count,
  until: Count,
  /** The most of one purchase, of all purchases under this mandate, and how many. */
  perPurchase: Minor,
  total: Minor,
  count: Count,
  /** The most to one card on one day, UTC. */
  perCardPerDay: Minor,
  /** How old the hotlist may be. */
  hotlistHours: Count,
  /** How many commits may have an unknown end. */
  openAtMost: Count,
  /** Whether MIFARE Classic pays offline, which the program has to have accepted in writing. */
  acceptsClassic: Schema.Boolean
})
export type Mandate = typeof Mandate.Type

export const Hotlist = Schema.Struct({
  type: Schema.Literal("hotlist"),
  group: Count,
  version: Count,
  /** When it was made: milliseconds since 1970. */
  at: Count,
  /** The last ten digits of each purse's number, in order. */
  purses: Schema.Array(Schema.String.check(Schema.isPattern(/^[0-9a-f]{10}$/)))
})
export type Hotlist = typeof Hotlist.Type

/** From one version of the list to a later one. */
export const HotlistChange = Schema.Struct({
  type: Schema.Literal("hotlistChange"),
  group: Count,
  from: Count,
  version: Count,
  at: Count,
  added: Hotlist.fields.purses,
  removed: Hotlist.fields.purses
})
export type HotlistChange = typeof HotlistChange.Type

const reading =
  <A>(decode: (text: unknown) => Result.Result<A, unknown>) =>
  (publicKey: string, signed: SignedText): A | undefined => {
    if (!verifier(publicKey)(signed)) return undefined
    const read = decode(signed.text)
    return Result.isSuccess(read) ? read.success : undefined
  }

/** Reads what the office signed. Nothing where somebody else did, or where it is something else. */
export const readMandate = reading(Schema.decodeUnknownResult(Schema.fromJsonString(Mandate)))
export const readHotlist = reading(Schema.decodeUnknownResult(Schema.fromJsonString(Hotlist)))
export const readHotlistChange = reading(Schema.decodeUnknownResult(Schema.fromJsonString(HotlistChange)))

const decodeMandate = Schema.decodeUnknownResult(Schema.fromJsonString(Mandate))

/** A mandate whose signature was checked before it was kept. Nothing where the text is something else. */
export const mandateIn = (text: string): Mandate | undefined => Result.getOrUndefined(decodeMandate(text))

const decodeList = Schema.decodeUnknownResult(Schema.fromJsonString(Schema.Union([Hotlist, HotlistChange])))

/** A list, or a change of it, whose signature was checked before it was kept. Nothing where the text is something else. */
export const hotlistIn = (text: string): Hotlist | HotlistChange | undefined =>
  Result.getOrUndefined(decodeList(text))

const encodeMandate = Schema.encodeSync(Mandate)

export const mandateText = (mandate: Mandate): string => JSON.stringify(encodeMandate(mandate))

/** What a list says of a purse: the last ten digits of its number. */
export const shortOf = (purse: string): string => purse.slice(-10)

/** The list of so many purses, as it is signed. */
export const hotlistOf = (group: number, version: number, at: number, purses: Iterable<string>): Hotlist => ({
  type: "hotlist",
  group,
  version,
  at,
  purses: [...new Set(Array.from(purses, shortOf))].sort()
})

/** The later list. Nothing where the change starts from another version: then the whole list is fetched. */
export const changedHotlist = (list: Hotlist, change: HotlistChange): Hotlist | undefined => {
  if (change.from !== list.version || change.group !== list.group) return undefined
  const removed = new Set(change.removed)
  const purses = [...list.purses.filter((purse) => !removed.has(purse)), ...change.added]
  return hotlistOf(list.group, change.version, change.at, purses)
}

/** Whether a purse is on the list; the list is in order. */
export const isHotlisted = ({ purses }: Hotlist, purse: string): boolean => {
  const wanted = shortOf(purse)
  let [low, high] = [0, purses.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((purses[middle] ?? "") < wanted) low = middle + 1
    else high = middle
  }
  return purses[low] === wanted
}

/** What a terminal stands on when it decides. */
export interface Ground {
  readonly terminal: { readonly group: number; readonly terminal: number; readonly epoch: number }
  readonly mandate?: Mandate
  readonly hotlist?: Hotlist
  readonly standing: Standing
  /** How many more lines the journal takes. */
  readonly room: number
  /** Milliseconds since 1970. */
  readonly at: number
}

const hour = 3_600_000

/** A sale is two lines. */
const linesOfSale = 2

type Rule = (ground: Ground, mandate: Mandate, amount: bigint, purse: string) => boolean

/** In this order, each with when it holds against a sale. */
const rules: ReadonlyArray<readonly [OfflineFault, Rule]> = [
  [
    "mandateOfAnother",
    ({ terminal }, mandate) =>
      mandate.group !== terminal.group ||
      mandate.terminal !== terminal.terminal ||
      mandate.epoch !== terminal.epoch
  ],
  ["clockWentBack", ({ at, standing }) => at < standing.at],
  ["mandateNotYet", ({ at }, { from }) => at < from],
  ["mandateExpired", ({ at }, { until }) => at >= until],
  [
    "hotlistTooOld",
    ({ at, hotlist }, { group, hotlistHours }) =>
      hotlist === undefined || hotlist.group !== group || at - hotlist.at > hotlistHours * hour
  ],
  ["journalFull", ({ room }) => room < linesOfSale],
  ["tooManyUnknown", ({ standing }, { openAtMost }) => standing.open.length > openAtMost],
  ["perPurchase", (_, { perPurchase }, amount) => amount > perPurchase],
  ["totalUsedUp", ({ standing }, { id, total }, amount) => standing.soldUnder(id).amount + amount > total],
  ["countUsedUp", ({ standing }, { count, id }) => standing.soldUnder(id).count + 1 > count],
  [
    "perCardUsedUp",
    ({ at, standing }, { perCardPerDay }, amount, purse) =>
      standing.soldTo(purse, dayOf(at)) + amount > perCardPerDay
  ]
]

/** What a terminal says to a card before it sells: nothing, or why not. The hotlist counts more than the mandate. */
export const refusalAt = (
  ground: Ground,
  amount: bigint,
  { identity }: Pick<CardSeen, "identity">
): PurseRefusal | undefined => {
  const { hotlist, mandate } = ground
  if (hotlist !== undefined && isHotlisted(hotlist, identity.purse))
    return { _tag: "Hotlisted", version: hotlist.version }
  if (mandate === undefined) return { _tag: "OfflineRefused", why: "mandateMissing" }
  const broken = rules.find(([, isBroken]) => isBroken(ground, mandate, amount, identity.purse))
  return broken && { _tag: "OfflineRefused", why: broken[0] }
}
