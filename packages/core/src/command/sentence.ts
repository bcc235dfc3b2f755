/**
 * Sentences: a decline as a cashier reads it aloud, with the numbers that the till must show.
 *
 * @module
 */
import * as Match from "effect/Match"
import type { Instant } from "../values/Instant.ts"
import { bulgarianSentences } from "./bulgarianSentences.ts"
import { chineseSentences } from "./chineseSentences.ts"
import type { Decline } from "./Decline.ts"
import { officeSentences } from "./officeSentences.ts"
import type { Sentences } from "./Sentences.ts"
import { localText, moneyText, type Shown, timeText } from "./Shown.ts"

export { localText, type Shown }

type Sentence = (shown: Shown) => string

const [money, time] = [moneyText, timeText]

/** What a condition that is not met means at the counter; the rest of a sentence that begins with the sub-wallet. */
const conditions: Readonly<Record<string, string>> = {
  outlets: "cannot be used at this outlet",
  owners: "cannot be used at outlets of this owner",
  regions: "cannot be used in this region",
  channels: "cannot be used in this way",
  terminalKinds: "cannot be used on this kind of terminal",
  categories: "does not pay for these goods",
  weekdays: "cannot be used today",
  hours: "cannot be used at this hour",
  minimumBasket: "needs a larger basket",
  noVoucher: "is no voucher of this card",
  named: "is a voucher that has to be named",
  atOnce: "is one too many of its kind at once",
  with: "is not used together with the others",
  maximumShare: "has paid its share of the basket",
  maximumPerOperation: "has paid the most it may at a time",
  onlyWhereLoaded: "can be used only where it was loaded",
  expired: "has expired",
  scheduled: "is not released yet",
  held: "is held for another purchase"
}

const capabilities: Readonly<Record<string, string>> = {
  load: "Loading",
  reportLost: "Reporting a card lost",
  replace: "Replacing a card",
  cashOut: "Paying out in money",
  transfer: "Moving value to another card",
  convert: "Turning a card into a registered one",
  unlinkedRefund: "A refund without its receipt",
  redeem: "Paying with a card",
  issue: "Issuing a card",
  refund: "Giving money back",
  manage: "Managing cards",
  pin: "Setting a PIN",
  numberOrder: "Taking card numbers in advance",
  oneTimeCode: "Sending a code to the holder",
  offlineCode: "Approving without the ledger"
}

/** What the holder is asked for. */
const verifications: Readonly<Record<string, string>> = {
  pin: "Ask the holder for the PIN.",
  pinNotSet: "The holder has to set a PIN first.",
  oneTimeCode: "Ask the holder for the code that was sent.",
  cardSecret: "Read the secret digits from the card."
}

interface Unusable {
  readonly subWallet?: string | undefined
  readonly reason: string
}

/** Each sub-wallet once, with the reason why it does not pay here. */
const unusable = (lots: ReadonlyArray<Unusable>): string => {
  const said = lots.map(
    ({ reason, subWallet }) => `${subWallet ?? "what was named"} ${conditions[reason] ?? reason}`
  )
  return said.length === 0 ? "nothing on it can be used" : [...new Set(said)].join(", ")
}

const phrase =
  (text: string): ((decline: unknown) => Sentence) =>
  () =>
  () =>
    text

/** Exhaustive: a new decline does not compile until it has its sentence. */
const sentences = Match.typeTags<Decline, Sentence>()({
  ...officeSentences,
  IdempotencyConflict:
    ({ field }) =>
    () =>
      `This key was used before with another ${field}; use a new key.`,
  InProgress: phrase("The same request is still being worked on; ask again in a moment."),
  ProgramUnknown:
    ({ id }) =>
    () =>
      `There is no program ${id}.`,
  OwnerUnknown:
    ({ id }) =>
    () =>
      `There is no owner ${id}.`,
  OutletUnknown:
    ({ id }) =>
    () =>
      `There is no outlet ${id}.`,
  OutletInactive:
    ({ id }) =>
    () =>
      `Outlet ${id} is closed.`,
  TerminalUnknown:
    ({ id }) =>
    () =>
      `There is no terminal ${id}.`,
  TerminalInactive:
    ({ id }) =>
    () =>
      `Terminal ${id} is switched off.`,
  OperatorUnknown:
    ({ id }) =>
    () =>
      `There is no operator ${id}.`,
  NotPermitted:
    ({ right }) =>
    () =>
      `Not permitted: ${right}.`,
  CapabilityOff:
    ({ capability }) =>
    () =>
      `${capabilities[capability] ?? capability} is not possible here or with this card.`,
  StaleVersion:
    ({ version }) =>
    () =>
      `It was changed meanwhile: version ${version} is the newest. Look at it, and change that one.`,
  CardNotAccepted: phrase("This card cannot be accepted."),
  CardUnknown: phrase("This card is not known."),
  CardNumberInvalid: phrase("The card number was misread: its check digit is wrong."),
  DuplicateCredential: phrase("This card number is in use already."),
  NotActivated: phrase("This card is not active yet."),
  AlreadyActive: phrase("This card is active already."),
  Blocked:
    ({ since }) =>
    (shown) =>
      `This card is blocked since ${time(since, shown)}.`,
  Hotlisted:
    ({ since }) =>
    (shown) =>
      `This card was reported lost or replaced on ${time(since, shown)}.`,
  CardExpired:
    ({ since }) =>
    (shown) =>
      `This card expired on ${time(since, shown)}.`,
  AccountFrozen:
    ({ side }) =>
    () =>
      `The account is frozen for ${sides[side] ?? side}.`,
  AccountClosed:
    ({ status }) =>
    () =>
      `The account is ${status}.`,
  IdentityRequired:
    ({ rule, threshold }) =>
    (shown) =>
      `From ${money(threshold, shown)} on the holder has to be identified (${rule}).`,
  VerificationRequired:
    ({ kind }) =>
    () =>
      verifications[kind] ?? `Ask the holder for the ${kind}.`,
  VerificationFailed:
    ({ triesLeft }) =>
    () =>
      `Wrong; ${triesLeft} more tries.`,
  VerificationLocked:
    ({ until }) =>
    (shown) =>
      `Too many tries; none is taken before ${time(until, shown)}.`,
  AuthorizationCodeRequired: phrase("A manager has to approve this with a code."),
  AuthorizationCodeInvalid:
    ({ why }) =>
    () =>
      `The manager's code is not valid: ${why}.`,
  OriginalNotFound: phrase("The operation that this one is about is not known."),
  OriginalReversed:
    ({ reversal }) =>
    () =>
      `The operation was reversed by ${reversal}.`,
  PreviouslyReversed:
    ({ reversal }) =>
    () =>
      `The operation was reversed before, by ${reversal}.`,
  AlreadyConfirmed:
    ({ at }) =>
    (shown) =>
      `The load was confirmed on ${time(at, shown)}.`,
  FurtherActivityPreventsReversal:
    ({ activity }) =>
    () =>
      `It cannot be undone any more: ${activity}.`,
  ReversalWindowClosed:
    ({ closedAt }) =>
    (shown) =>
      `It could be undone until ${time(closedAt, shown)}; give a refund instead.`,
  ExceedsRefundable:
    ({ left }) =>
    (shown) =>
      `At most ${money(left, shown)} of it can still be refunded.`,
  HoldNotFound: phrase("The hold is not known."),
  HoldExpired:
    ({ at }) =>
    (shown) =>
      `The hold expired on ${time(at, shown)}.`,
  AlreadyCaptured:
    ({ at }) =>
    (shown) =>
      `The hold was captured on ${time(at, shown)}.`,
  AlreadyReleased:
    ({ at }) =>
    (shown) =>
      `The hold was released on ${time(at, shown)}.`,
  ExceedsHold:
    ({ outstanding, tolerance }) =>
    (shown) =>
      `The hold has ${money(outstanding, shown)} left${tolerance > 0n ? `, and ${money(tolerance, shown)} of tolerance` : ""}.`,
  HoldsOpen:
    ({ holds }) =>
    () =>
      holds.length === 1
        ? "A hold is still open on this card."
        : `${holds.length} holds are still open on this card.`,
  CurrencyMismatch:
    ({ expected }) =>
    () =>
      `This card is in ${expected}.`,
  StaleQuote: phrase("What was quoted has changed since; ask for a new quote."),
  BalanceChanged:
    ({ ledger }) =>
    (shown) =>
      `The balance has changed since; it is ${money(ledger, shown)} now.`,
  NotAccepted:
    ({ lots }) =>
    () =>
      `There is value on this card, but ${unusable(lots)}.`,
  LimitExceeded:
    ({ limit, resetsAt, room }) =>
    (shown) =>
      `The limit ${limit} leaves ${money(room, shown)}${resetsAt === undefined ? "" : ` until ${time(resetsAt, shown)}`}.`,
  BalanceLimitExceeded:
    ({ limit, room }) =>
    (shown) =>
      `The limit ${limit} leaves room for ${money(room, shown)} on this card.`,
  QuotaExceeded:
    ({ left }) =>
    (shown) =>
      `This outlet may load ${money(left, shown)} more.`,
  OperatorLimitExceeded:
    ({ left }) =>
    (shown) =>
      `This operator may do ${money(left, shown)} more.`,
  CashOutNotDue:
    ({ threshold }) =>
    (shown) =>
      `Only a remainder up to ${money(threshold, shown)} is paid out in money.`,
  InsufficientFunds:
    ({ approvable, held, heldUntil }) =>
    (shown) =>
      `Only ${money(approvable, shown)} can be used here now${reserved(held, heldUntil, shown)}.`,
  ProgramRuleViolation:
    ({ sentence }) =>
    () =>
      sentence
})

const sides: Readonly<Record<string, string>> = {
  debit: "spending",
  credit: "loading",
  both: "spending and loading"
}

const reserved = (held: bigint | undefined, until: Instant | undefined, shown: Shown): string =>
  held === undefined || held === 0n
    ? ""
    : `; ${money(held, shown)} is held${until === undefined ? "" : ` until ${time(until, shown)}`}`

/** The languages in which a decline is said. */
export type SentenceLanguage = "en" | "zh" | "bg"

/** The sentence of a table whose row takes this very decline. */
const saidIn = (table: Sentences, decline: Decline, shown: Shown): string =>
  (table[decline._tag] as (decline: Decline, shown: Shown) => string)(decline, shown)

/** The decline in one sentence. Absent: in English. */
export const sentenceOf = (decline: Decline, shown: Shown, language: SentenceLanguage = "en"): string => {
  switch (language) {
    case "en":
      return sentences(decline)(shown)
    case "zh":
      return saidIn(chineseSentences, decline, shown)
    case "bg":
      return saidIn(bulgarianSentences, decline, shown)
  }
}
