/**
 * Texts: what holders are told in each language, as data that a retailer can replace.
 *
 * @module
 */
import type { Fault } from "../network/Fault.ts"
import { type EventKind, eventKinds } from "./Event.ts"

/** What is kept between the ledger and the staff: no holder is told of it. */
const quiet = [
  "holdExtended",
  "tryCounted",
  "expiryTakenBack",
  "triesCleared",
  "cardTypeReviewed",
  "authorizationRequested",
  "authorizationGranted",
  "authorizationRevoked",
  "quotaRequested",
  "quotaGranted",
  "loadPending",
  "networkChanged",
  "numbersAllotted",
  "clearingPeriodChanged",
  "clearingDisputed",
  "disputeRejected",
  "clearingCorrected",
  "shiftOpened",
  "shiftClosed",
  "cashRemitted",
  "remittanceReceived",
  "ledgerSwept"
] as const satisfies ReadonlyArray<EventKind>

/** The kinds of events for which there are texts. */
export type ToldKind = Exclude<EventKind, (typeof quiet)[number]>

const isTold = (kind: EventKind): kind is ToldKind => !quiet.some((one) => one === kind)

export const toldKinds: ReadonlyArray<ToldKind> = eventKinds.filter((kind) => isTold(kind))

/** What may stand in braces. What an event does not say has no value. */
export const placeholders = [
  /** The holder's name. */
  "name",
  /** The card, masked. */
  "card",
  /** The outlet's name. */
  "outlet",
  /** What moved, with its currency or points code. */
  "amount",
  /** What is then free in all sub-wallets, in the same asset. */
  "balance",
  /** What is left to pay by other means. */
  "due",
  /** Of a sale that was reported afterwards: what no value paid. */
  "owed",
  /** What of a load has paid what the holder owed, or of a refund what was owed for the sale. */
  "paidOff",
  /** Of a low balance: what is left. */
  "left",
  /** Points that were earned by it. */
  "earned",
  /** Points that were taken back by it. */
  "takenBack",
  /** All points then. */
  "allPoints",
  /** What the points are enough for. */
  "gifts",
  /** The new type of the card. */
  "type",
  /** The one-time code that the holder asked for. */
  "code",
  /** The last day on which it is there, in the tenant's zone. */
  "until"
] as const
export type Placeholder = (typeof placeholders)[number]

/**
 * A sentence, as in `{amount} paid at {outlet}.`, or several ways to say it, of which the first counts whose placeholders
 * all have values. A sentence that cannot be said is left out.
 */
export type Sentence = string | ReadonlyArray<string>
export type Template = ReadonlyArray<Sentence>

/** The texts of a language. A kind that has none is told in the messenger's own language; `[]` is told to nobody. */
export type Language = Readonly<Partial<Record<ToldKind, Template>>>

/** By language tag: `en`, or `pt-BR` before `pt`. */
export type Texts = Readonly<Record<string, Language>>

/** Every way to say a sentence. */
export const waysOf = (sentence: Sentence): ReadonlyArray<string> =>
  typeof sentence === "string" ? [sentence] : sentence

/** A placeholder with its braces. */
export const inBraces = /\{([^{}]*)\}/g

const faultOf = (way: unknown): string | undefined => {
  if (typeof way !== "string" || way === "") return "Expected a sentence, or several ways to say it"
  const unknown = [...way.matchAll(inBraces)].find(([, name]) => !placeholders.some((one) => one === name))
  if (unknown !== undefined)
    return `Expected only ${placeholders.map((one) => `{${one}}`).join(", ")} in braces; ${unknown[0]} is none`
  return /[{}]/.test(way.replaceAll(inBraces, ""))
    ? "Expected every brace to belong to a placeholder"
    : undefined
}

type Path = Fault["path"]

const sentenceFaults = (path: Path, sentence: unknown): ReadonlyArray<Fault> => {
  const ways: ReadonlyArray<readonly [Path, unknown]> = Array.isArray(sentence)
    ? sentence.map((way: unknown, n) => [[...path, n], way])
    : [[path, sentence]]
  return ways.flatMap(([at, way]) => {
    const message = faultOf(way)
    return message === undefined ? [] : [{ path: at, message }]
  })
}

const templateFaults = (path: Path, kind: string, template: unknown): ReadonlyArray<Fault> => {
  if (!toldKinds.some((one) => one === kind))
    return [{ path, message: `Expected one of ${toldKinds.join(", ")}` }]
  return Array.isArray(template)
    ? template.flatMap((sentence, n) => sentenceFaults([...path, n], sentence))
    : [{ path, message: "Expected a list of sentences" }]
}

/** Whether amounts can be written in the language, too. */
const isTag = (tag: string): boolean => {
  try {
    return /^[a-z]{2,3}(-|$)/.test(tag) && Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** What is wrong with a retailer's own texts, each fault with its path. */
export const textFaults = (texts: Texts): ReadonlyArray<Fault> =>
  Object.entries(texts).flatMap(([tag, language]) =>
    isTag(tag)
      ? Object.entries(language).flatMap(([kind, template]) => templateFaults([tag, kind], kind, template))
      : [{ path: [tag], message: "Expected a language tag such as en or pt-BR" }]
  )
