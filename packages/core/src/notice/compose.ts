/**
 * Composing what a holder is told of an event: a text in the holder's language, with the amounts as people read them.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import { type Asset, inUnits } from "../values/Asset.ts"
import type { Instant } from "../values/Instant.ts"
import { dateText, localDate } from "../values/Zone.ts"
import { bulgarian } from "./bulgarian.ts"
import { chinese } from "./chinese.ts"
import { english } from "./english.ts"
import type { Event } from "./Event.ts"
import {
  inBraces,
  type Language,
  type Placeholder,
  type Sentence,
  type Template,
  type Texts,
  waysOf
} from "./Texts.ts"
import { leftIn } from "./Told.ts"

/** The texts that come with the library. */
export const ownTexts: Texts = { bg: bulgarian, en: english, zh: chinese }

/** Who is told: a name, and in which language. */
export interface Addressed {
  readonly name?: string
  readonly language?: string
  /** The one-time code, where the event is that it was asked for. */
  readonly code?: string | undefined
}

/** What a holder is told. */
export interface Notice {
  readonly event: Event
  /** The language tag of the text. */
  readonly language: string
  /** The first sentence: what happened. */
  readonly subject: string
  /** All of it in one line, short enough for a message on a phone. */
  readonly text: string
}

type Values = Partial<Record<Placeholder, string>>
type Shows = (amount: bigint | undefined, code?: string) => string | undefined

/** `1234.50 CNY` as it is written in a language. The digits are exact: they are never a floating-point number. */
const showing = (network: Network, language: string): Shows => {
  const written = new Map<string, (amount: bigint) => string>()
  const add = ({ code, exponent }: Asset): void => {
    const terms = { minimumFractionDigits: exponent, maximumFractionDigits: exponent }
    const digits = new Intl.NumberFormat(language, terms)
    const unitsOf = (amount: bigint) => inUnits(amount, exponent) as Intl.StringNumericLiteral
    written.set(code, (amount) => `${digits.format(unitsOf(amount))} ${code}`)
  }
  for (const { asset, points } of network.programs.values()) {
    add(asset)
    if (points !== undefined) add(points.asset)
  }
  return (amount, code = "") => (amount === undefined ? undefined : written.get(code)?.(amount))
}

/** What moved; an amount of nothing is not told. */
const amountIn = (event: Event): bigint | undefined => {
  const amount = "amount" in event ? event.amount : undefined
  return amount === 0n ? undefined : amount
}

/** When what was given or reserved ends: the first of them. Its last day is the one before that instant. */
const endOf = (event: Event): Instant | undefined => {
  const ends =
    event.kind === "voucherGranted"
      ? event.vouchers.flatMap(({ expiresAt }) => expiresAt ?? [])
      : "expiresAt" in event && event.expiresAt !== undefined
        ? [event.expiresAt]
        : []
  return ends.length === 0 ? undefined : Math.min(...ends)
}

const pointsValues = (event: Event, shows: Shows): Values => {
  const points = "points" in event ? event.points : undefined
  if (points === undefined) return {}
  const { currency, earned, ledger } = points
  return {
    ...given("earned", earned > 0n ? shows(earned, currency) : undefined),
    ...given("takenBack", earned < 0n ? shows(-earned, currency) : undefined),
    ...given("allPoints", shows(ledger, currency))
  }
}

const given = (name: Placeholder, value: string | undefined): Values =>
  value === undefined || value === "" ? {} : { [name]: value }

const valuesOf = (network: Network, event: Event, { code, name }: Addressed, shows: Shows): Values => {
  const currency = "currency" in event ? event.currency : undefined
  const balances = "balances" in event ? event.balances : []
  const end = endOf(event)
  const outlet = event.outlet && (network.outlets.get(event.outlet)?.name ?? event.outlet)
  return {
    ...given("name", name),
    ...given("code", event.kind === "oneTimeCodeRequested" ? code : undefined),
    ...given("card", "card" in event ? event.card : undefined),
    ...given("outlet", outlet),
    ...given("amount", shows(amountIn(event), currency)),
    ...given("balance", balances.length === 0 ? undefined : shows(leftIn(balances), currency)),
    ...given("due", shows("remainingDue" in event ? event.remainingDue : undefined, currency)),
    ...given("owed", shows(event.kind === "offlineSaleReported" ? event.owed : undefined, currency)),
    ...given("paidOff", shows("paidOff" in event ? event.paidOff : undefined, currency)),
    ...given("left", shows(event.kind === "lowBalance" ? event.left : undefined, currency)),
    ...pointsValues(event, shows),
    ...given("gifts", event.kind === "pointsReached" ? event.gifts.join(", ") : undefined),
    ...given("type", event.kind === "cardTypeChanged" ? event.to : undefined),
    ...given("until", end === undefined ? undefined : dateText(localDate(network.zone, end - 1)))
  }
}

/** A sentence with its values; none where one is missing. */
const filled = (way: string, values: Values): string | undefined => {
  let isWhole = true
  const text = way.replaceAll(inBraces, (_, name: Placeholder) => {
    const value = values[name]
    if (value === undefined) isWhole = false
    return value ?? ""
  })
  return isWhole ? text : undefined
}

const said = (sentence: Sentence, values: Values): ReadonlyArray<string> => {
  for (const way of waysOf(sentence)) {
    const text = filled(way, values)
    if (text !== undefined) return [text]
  }
  return []
}

/** `pt-BR`, then `pt`; holders' records may have `pt_BR`. */
const tagsOf = (language: string): ReadonlyArray<string> => {
  const parts = language.replaceAll("_", "-").split("-")
  return parts.map((_, n) => parts.slice(0, parts.length - n).join("-"))
}

const isWide = (language: string): boolean => /^(zh|ja)\b/.test(language)

/** Composes notices; holders whose language has no text for an event are told in the fallback. */
export const composer = (network: Network, fallback: string, texts: Texts = {}) => {
  const shown = new Map<string, Shows>()
  const languageOf = (tag: string): Language | undefined =>
    Object.hasOwn(texts, tag) || Object.hasOwn(ownTexts, tag)
      ? { ...ownTexts[tag], ...texts[tag] }
      : undefined
  const templateOf = (
    kind: Event["kind"],
    wanted: string | undefined
  ): { readonly language: string; readonly template: Template } | undefined => {
    for (const tag of [...tagsOf(wanted ?? fallback), ...tagsOf(fallback)]) {
      const template = (languageOf(tag) as Partial<Record<string, Template>> | undefined)?.[kind]
      if (template !== undefined) return { language: tag, template }
    }
    return undefined
  }
  const showsIn = (language: string): Shows => {
    const known = shown.get(language) ?? showing(network, language)
    shown.set(language, known)
    return known
  }
  return (event: Event, addressed: Addressed): Notice | undefined => {
    const found = templateOf(event.kind, addressed.language)
    if (found === undefined) return undefined
    const { language, template } = found
    const values = valuesOf(network, event, addressed, showsIn(language))
    const sentences = template.flatMap((sentence) => said(sentence, values))
    const [subject] = sentences
    return subject === undefined
      ? undefined
      : { event, language, subject, text: sentences.join(isWide(language) ? "" : " ") }
  }
}
