/**
 * The command that a step means for what the ledger holds at that moment.
 *
 * @module
 */
import { outstanding } from "../../account/Hold.ts"
import { nextDue } from "../../account/Wallet.ts"
import { largest } from "../../values/Amount.ts"
import { type Instant, iso } from "../../values/Instant.ts"
import { endOfDay } from "../../values/Validity.ts"
import { localDate } from "../../values/Zone.ts"
import type { Sent } from "../Till.ts"
import { changeOf } from "./changeOf.ts"
import {
  at,
  availableIn,
  awaitedOf,
  counter,
  currency,
  holdKeys,
  limitOf,
  loadsOf,
  openHold,
  picked,
  type Play,
  spendsOf,
  undoable,
  usable,
  walletOf
} from "./soFar.ts"
import type { Basket, Moment, Place, Size, Step } from "./Step.ts"

const amountOf = (size: Size, known: Partial<Record<Size["of"], bigint>>): number => {
  const amount = (known[size.of] ?? 0n) + BigInt(size.plus)
  return Number(amount > 0n ? amount : 1n)
}

const onCard = async (play: Play, card: number, size: Size): Promise<number> => {
  const wallet = await walletOf(play, card)
  const [first] = wallet.lots.map((lot) => usable(lot, play.till.now)).filter((free) => free > 0n)
  const available = availableIn(wallet, play.till.now)
  return amountOf(size, { available, lot: first ?? 0n, limit: limitOf(play, wallet), largest })
}

const linesOf = (basket: Basket, amount: number): Sent => {
  const each = Math.floor(amount / basket.length)
  if (basket.length === 0 || each === 0) return {}
  const lines = basket.map((category, n) => ({
    category,
    amount: n === 0 ? amount - each * (basket.length - 1) : each
  }))
  return { lines }
}

/** The instant that a moment means for the history's own wallets; never before now. */
export const instantOf = async ({ cards, till }: Play, { of, plus }: Moment): Promise<Instant> => {
  const wallets = await Promise.all(cards.map((card) => till.walletsOf(card)))
  const dues = wallets.flat().flatMap((wallet) => {
    const due = nextDue(wallet)
    return due !== undefined && due > till.now ? [due] : []
  })
  const { zone } = till.configuration
  const from =
    of === "due" && dues.length > 0
      ? Math.min(...dues)
      : of === "day"
        ? endOfDay(zone, localDate(zone, till.now))
        : till.now
  return Math.max(till.now, from + plus)
}

/** What of its program's gifts a sale uses: list prices, and vouchers that the card has. */
const givenTo = async (
  play: Play,
  { card, do: verb, listed, vouchers }: Of<"redeem" | "hold">
): Promise<Sent> => {
  const program = play.till.configuration.programs[0]
  if (verb === "hold" || program?.vouchers === undefined) return {}
  const named = (await walletOf(play, card)).lots
    .filter(({ remaining, subWallet }) => subWallet === "voucher" && remaining > 0n)
    .slice(0, vouchers)
    .map(({ id }) => id)
  return { ...(listed === true && { prices: "list" }), ...(named.length > 0 && { vouchers: named }) }
}

type Of<Name extends Step["do"]> = Extract<Step, { readonly do: Name }>

/** A load at the price of an offer. */
const atPrice = (play: Play, card: string, { offer: n, place }: { offer: number; place: Place }): Sent => {
  const offers = play.till.configuration.programs[0]?.offers ?? []
  const offer = offers[n % Math.max(1, offers.length)]
  const price = { amount: Number(offer?.pay ?? 1n), offer: offer?.id ?? "none" }
  return { type: "Load", card, ...price, currency, tender: tenderAt(place), ...at(place) }
}

/** Who loads in the app pays by card. */
const tenderAt = ({ channel }: Place): Sent => ({ kind: channel === "app" ? "bankCard" : "cash" })

const loadOf = async (play: Play, card: string, step: Of<"load" | "await">): Promise<Sent> => ({
  type: "Load",
  card,
  amount: await onCard(play, step.card, step.size),
  currency,
  subWallet: step.to,
  tender: step.to === "gift" ? { kind: "other" } : tenderAt(step.place),
  ...at(step.place)
})

const aboutCard = async (
  play: Play,
  step: Of<"load" | "await" | "offer" | "redeem" | "hold" | "adjust" | "merchandise" | "cashOut" | "transfer">
): Promise<Sent> => {
  const card = play.cards[step.card] ?? play.cards[0]
  if (step.do === "offer") return atPrice(play, card, step)
  if (step.do === "load") return loadOf(play, card, step)
  if (step.do === "await") {
    const { offer, place } = step
    const sent = offer === undefined ? loadOf(play, card, step) : atPrice(play, card, { offer, place })
    return { ...(await sent), pending: true }
  }
  const amount = await onCard(play, step.card, step.size)
  switch (step.do) {
    case "redeem":
    case "hold": {
      const until = step.until && { expiresAt: iso(await instantOf(play, step.until)) }
      return {
        type: step.do === "hold" ? "Hold" : "Redeem",
        card,
        amount,
        currency,
        ...linesOf(step.basket, amount),
        ...(step.partial && { partial: true }),
        ...at(step.place),
        ...until,
        ...(await givenTo(play, step))
      }
    }
    case "adjust": {
      const signed = step.isDown ? -amount : amount
      return {
        type: "Adjust",
        card,
        subWallet: step.to,
        amount: signed,
        currency,
        reason: "law",
        ...at({ ...counter, outlet: step.outlet })
      }
    }
    case "merchandise":
      return {
        type: "UnlinkedRefund",
        card,
        amount,
        currency,
        reason: "law",
        ...at({ ...counter, outlet: step.outlet })
      }
    case "cashOut":
      return {
        type: "CashOut",
        card,
        amount,
        currency,
        tender: { kind: "cash" },
        ...at({ ...counter, outlet: step.outlet })
      }
    case "transfer": {
      const to = play.cards[1 - step.card] ?? play.cards[0]
      return { type: "Transfer", from: card, to, amount, currency, ...at(counter) }
    }
  }
}

const aboutHold = async (
  play: Play,
  step: Of<"increment" | "capture" | "reinstate">
): Promise<Sent | undefined> => {
  const holdKey = picked(holdKeys(play), step.pick)
  if (holdKey === undefined) return undefined
  const hold = await openHold(play, holdKey)
  const known = {
    outstanding: hold === undefined ? 0n : outstanding(hold),
    available: availableIn(await walletOf(play, 0), play.till.now)
  }
  const type = { increment: "IncrementHold", capture: "Capture", reinstate: "Reinstate" }[step.do]
  const final = step.do === "capture" && !step.final && { final: false }
  return { type, holdKey, amount: amountOf(step.size, known), currency, ...at(step.place), ...final }
}

const endOfHold = async (play: Play, step: Of<"release" | "extend">): Promise<Sent | undefined> => {
  const holdKey = picked(holdKeys(play), step.pick)
  if (holdKey === undefined) return undefined
  return step.do === "release"
    ? { type: "Release", holdKey, outlet: "KTV1" }
    : { type: "ExtendHold", holdKey, expiresAt: iso(await instantOf(play, step.until)), outlet: "KTV1" }
}

const aboutSpend = (play: Play, step: Of<"refund" | "undo">): Sent | undefined => {
  const spend = picked(spendsOf(play), step.pick)
  if (spend === undefined) return undefined
  const amount = step.isWhole ? {} : { amount: amountOf(step.size, { left: spend.left }), currency }
  return step.do === "refund"
    ? { type: "Refund", originalKey: spend.key, ...amount, ...at(step.place) }
    : { type: "Reverse", originalKey: spend.key, ...amount, reason: "malfunction" }
}

const aboutEarlier = async (play: Play, step: Step): Promise<Sent | undefined> => {
  switch (step.do) {
    case "reverse": {
      const originalKey = picked(undoable(play), step.pick)
      return originalKey === undefined
        ? undefined
        : { type: "Reverse", originalKey, reason: "unableToComplete" }
    }
    case "clawback": {
      const originalKey = picked(loadsOf(play), step.pick)
      return originalKey === undefined
        ? undefined
        : { type: "Clawback", originalKey, reason: "law", outlet: "KTV1" }
    }
    case "chargeback": {
      const originalKey = picked(loadsOf(play), step.pick)
      const part = step.amount === undefined ? {} : { amount: step.amount, currency }
      const why = { reference: "law", reason: "law" }
      return originalKey === undefined ? undefined : { type: "Chargeback", originalKey, ...part, ...why }
    }
    case "escheat": {
      const { version } = await walletOf(play, step.card)
      const why = { jurisdiction: "law", reason: "law" }
      return { type: "Escheat", card: play.cards[step.card] ?? play.cards[0], version, ...why }
    }
    case "confirm":
    case "fail": {
      const originalKey = picked(awaitedOf(play), step.pick)
      const type = step.do === "confirm" ? "ConfirmLoad" : "FailLoad"
      return originalKey === undefined ? undefined : { type, originalKey, ...at(step.place) }
    }
    case "prolong": {
      const lot = picked((await walletOf(play, step.card)).lots, step.pick)?.id
      const expiresAt = iso((await instantOf(play, step.until)) + 1)
      return lot && { type: "ChangeExpiry", lot, expiresAt, reason: "law", outlet: "KTV1" }
    }
    case "again":
      return picked(play.said, step.pick)?.sent
    case "altered": {
      const sent = picked(play.said, step.pick)?.sent
      return sent && { ...sent, reference: "another body" }
    }
    default:
      return undefined
  }
}

const unknown = ({ n, verb }: Of<"unknown">): Sent => {
  const original = n % 2 === 0 ? { originalKey: `never.${n}` } : { original: "op_NEVER" }
  switch (verb) {
    case "Capture":
      return { type: verb, holdKey: `never.${n}`, amount: 1, currency, outlet: "KTV1" }
    case "Reverse":
      return { type: verb, ...original, reason: "malfunction", outlet: "KTV1" }
    case "Clawback":
      return { type: verb, ...original, reason: "law", outlet: "KTV1" }
    case "Refund":
      return { type: verb, ...original, outlet: "KTV1" }
  }
}

/** The command that a step means now, still without a key; none where there is nothing to pick from. */
export const commandOf = async (play: Play, step: Step): Promise<Sent | undefined> => {
  switch (step.do) {
    case "wait":
      return undefined
    case "load":
    case "await":
    case "offer":
    case "redeem":
    case "hold":
    case "adjust":
    case "merchandise":
    case "cashOut":
    case "transfer":
      return aboutCard(play, step)
    case "increment":
    case "capture":
    case "reinstate":
      return aboutHold(play, step)
    case "release":
    case "extend":
      return endOfHold(play, step)
    case "refund":
    case "undo":
      return aboutSpend(play, step)
    case "state": {
      const reason = { reason: "law", outlet: "KTV1" }
      return { type: step.verb, card: play.cards[step.card] ?? play.cards[0], ...reason }
    }
    case "unknown":
      return unknown(step)
    case "sweep":
      return { type: "Sweep" }
    case "burn": {
      const card = play.cards[step.card] ?? play.cards[0]
      return { type: "BurnPoints", card, amount: step.amount, currency: "PTS", outlet: "KTV1" }
    }
    case "change":
      return changeOf(play.till, step)
    case "grant":
      return { type: "GrantQuota", ofOutlet: "FR1", amount: step.amount, currency }
    default:
      return aboutEarlier(play, step)
  }
}
