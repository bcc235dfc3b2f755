/**
 * Preparing a request: card numbers become keyed hashes, the command gets its fingerprint, secrets stay behind.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import type { Network } from "../network/Network.ts"
import { canonicalText } from "../values/canonical.ts"
import { masked } from "../values/CardNumber.ts"
import type { CardIndex, ClientId, Key, ProgramId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Hmac, Mac, Macs } from "../values/Mac.ts"
import type { Command } from "./Command.ts"
import type { Query } from "./Query.ts"
import { minted, mintsFor } from "./mint.ts"
import { offlineCodeOf } from "./offlineCodeOf.ts"
import { referencesOf } from "./references.ts"
import { isOfNumbering, isRight, spelled } from "./spelled.ts"
import type { Mintable, PresentedCard, PresentedCards, Request } from "./Request.ts"

/** What preparing needs: the terms, and keyed hashes. */
export interface Preparation extends Macs {
  readonly network: Network
  /** Keyed hashes under a terminal's own key. Absent: no offline codes are taken. */
  readonly hmac?: Hmac
}

/** A number of a program's shape whose check digit is wrong was misread; any other number may be anything. */
const checkFails = ({ programs }: Network, number: string): boolean => {
  for (const { numbering } of programs.values())
    if (numbering !== undefined && isOfNumbering(number, numbering) && !isRight(number, numbering))
      return true
  return false
}

/** 128 bits of a keyed hash tell any number of cards and commands apart, and every row carries one. */
const hashLength = 32

/** A card number as the ledger sees it. */
export const present = ({ before, mac, network }: Preparation, sent: Redacted.Redacted): PresentedCard => {
  const number = spelled(network, Redacted.value(sent))
  const indexUnder = (one: Mac) =>
    one("cardIndex", `${network.tenant}\n${number}`).slice(0, hashLength) as CardIndex
  return {
    index: indexUnder(mac),
    ...(before !== undefined && { older: before.map(indexUnder) }),
    masked: masked(number),
    checkFails: checkFails(network, number)
  }
}

/** How often a new number is tried before it is given up: collisions are rarer than one in a thousand million. */
const attempts = 3

const mintableFor = (
  preparation: Preparation,
  client: ClientId,
  command: Command,
  serials: ReadonlyMap<ProgramId, number> | undefined
): ReadonlyArray<Mintable> =>
  mintsFor(preparation.network, command).flatMap((program) => {
    const numbering = preparation.network.programs.get(program)?.numbering
    if (numbering === undefined) return []
    const serial = serials?.get(program)
    const isOrdered = numbering.order === "permuted"
    if (isOrdered && serial === undefined) return []
    return Array.from({ length: isOrdered ? 1 : attempts }, (_, attempt) => {
      const origin = { program, numbering, attempt, ...(isOrdered && { serial }) }
      const number = minted(preparation, { ...origin, client, key: command.key })
      return { ...origin, card: present(preparation, Redacted.make(number)) }
    })
  })

const isSent = (value: unknown): value is Redacted.Redacted => Redacted.isRedacted(value)

/** The cards of a command or query, by the field that they were sent in. */
const presentedIn = (preparation: Preparation, asked: Command | Query): PresentedCards => {
  const cards: { -readonly [Field in keyof PresentedCards]: PresentedCard } = {}
  if (asked.card !== undefined) cards.card = present(preparation, asked.card)
  if ("newCard" in asked && asked.newCard !== undefined) cards.newCard = present(preparation, asked.newCard)
  if (asked.type === "Transfer" || asked.type === "Merge") {
    if (isSent(asked.from)) cards.from = present(preparation, asked.from)
    if (isSent(asked.to)) cards.to = present(preparation, asked.to)
  }
  if (asked.type === "Issue" && isSent(asked.referrer)) cards.referrer = present(preparation, asked.referrer)
  if ("wanted" in asked) {
    const { card, to } = asked.wanted
    if (card !== undefined) cards.wanted = present(preparation, card)
    if (isSent(to)) cards.wantedTo = present(preparation, to)
  }
  return cards
}

/**
 * The code that a command grants: digits that only the key vault can foretell. The same command gets the same code again,
 * so that a replay can show it although it is stored nowhere.
 */
export const codeGranted = ({ mac, network }: Preparation, client: ClientId, key: Key): string => {
  const { digits } = network.authorizationCodes
  const seed = mac("authorization", ["grant", network.tenant, client, key].join("\n"))
  return (BigInt(`0x${seed}`) % 10n ** BigInt(digits)).toString().padStart(digits, "0")
}

/** A code as the ledger compares it; people may say it in groups. */
const hashOfCode = ({ mac, network }: Preparation, operator: string, code: string): string =>
  mac("authorization", ["code", network.tenant, operator, code].join("\n"))

const codeHashOf = (preparation: Preparation, client: ClientId, command: Command): string | undefined => {
  if (command.type === "GrantAuthorization")
    return hashOfCode(preparation, command.wanted.operator, codeGranted(preparation, client, command.key))
  return command.authorizationCode === undefined || command.operator === undefined
    ? undefined
    : hashOfCode(preparation, command.operator, Redacted.value(command.authorizationCode))
}

/** What nobody may read later. */
const secrets = ["pin", "oneTimeCode", "cardSecret", "authorizationCode", "newPin"]

/** The command as sent: secrets left out, card numbers replaced by their keyed hashes. */
const askedText = (
  command: Command,
  { card, from, newCard, referrer, to, wanted, wantedTo }: PresentedCards
): string => {
  const asked: Record<string, unknown> = { ...command }
  for (const secret of secrets) if (asked[secret] !== undefined) asked[secret] = undefined
  if (card !== undefined) asked["card"] = card.index
  if (newCard !== undefined) asked["newCard"] = newCard.index
  if (from !== undefined) asked["from"] = from.index
  if (to !== undefined) asked["to"] = to.index
  if (referrer !== undefined) asked["referrer"] = referrer.index
  if ("wanted" in command)
    asked["wanted"] = { ...command.wanted, card: wanted?.index, to: wantedTo?.index ?? command.wanted.to }
  return canonicalText(asked)
}

/** What an older secret makes of a request: its cards by their hashes under that one. */
const underOlder = (cards: PresentedCards, n: number): PresentedCards =>
  Object.fromEntries(
    Object.entries(cards).map(([field, card]: [string, PresentedCard]) => [
      field,
      { ...card, index: card.older?.[n] ?? card.index }
    ])
  )

const fingerprintUnder = (mac: Mac, asked: string): string => mac("fingerprint", asked).slice(0, hashLength)

/** By what a command is known that came first under one of the secrets before, and a code that was granted then. */
const olderOf = (
  preparation: Preparation,
  client: ClientId,
  command: Command,
  cards: PresentedCards
): Pick<Request, "olderFingerprints" | "olderCodeHashes"> => {
  const { before, network } = preparation
  if (before === undefined) return {}
  return {
    olderFingerprints: before.map((mac, n) =>
      fingerprintUnder(mac, askedText(command, underOlder(cards, n)))
    ),
    olderCodeHashes: before.flatMap((mac) => codeHashOf({ network, mac }, client, command) ?? [])
  }
}

/** Every card of a request: those that are presented, and those whose numbers may be given. */
const cardsIn = ({
  cards,
  mintable
}: Pick<Request<Command | Query>, "cards" | "mintable">): ReadonlyArray<PresentedCard> => [
  ...Object.values(cards),
  ...mintable.map(({ card }) => card)
]

/** By what cards of a request may be kept that came under secrets before. */
export const olderIn = (
  request: Pick<Request<Command | Query>, "cards" | "mintable">
): ReadonlyArray<CardIndex> => cardsIn(request).flatMap(({ older = [] }) => older)

/** A query has no key, and nothing of it is kept. */
const isCommand = (asked: Command | Query): asked is Command => "key" in asked

/** The request with cards by what they are kept by; one that is not known is by what it would be kept by now. */
export const asKept = <Asked extends Command | Query>(
  { network }: Preparation,
  request: Request<Asked>,
  isKept: (index: CardIndex) => boolean
): Request<Asked> => {
  const kept = (card: PresentedCard): PresentedCard => ({
    ...card,
    index: [card.index, ...(card.older ?? [])].find(isKept) ?? card.index
  })
  const cards: PresentedCards = Object.fromEntries(
    Object.entries(request.cards).map(([field, card]: [string, PresentedCard]) => [field, kept(card)])
  )
  const mintable = request.mintable.map((one) => ({ ...one, card: kept(one.card) }))
  const { client, command } = request
  return {
    ...request,
    ...(isCommand(command) && { asked: askedText(command, cards) }),
    cards,
    mintable,
    references: referencesOf(network, { cards, client, command, mintable })
  }
}

/** Makes a command ready for the ledger. */
export const prepare = (
  preparation: Preparation,
  client: ClientId,
  command: Command,
  receivedAt: Instant,
  /** Where numbers have an order: the places that a new card may be given. */
  serials?: ReadonlyMap<ProgramId, number>
): Request => {
  const cards = presentedIn(preparation, command)
  const asked = askedText(command, cards)
  const mintable = mintableFor(preparation, client, command, serials)
  return {
    client,
    command,
    receivedAt,
    network: preparation.network.version,
    fingerprint: fingerprintUnder(preparation.mac, asked),
    ...olderOf(preparation, client, command, cards),
    asked,
    cards,
    codeHash: codeHashOf(preparation, client, command),
    offlineCode: offlineCodeOf(preparation, command, receivedAt),
    mintable,
    references: referencesOf(preparation.network, { cards, client, command, mintable })
  }
}

/**
 * Makes a request ready again for the network as it is now. The place of its new card, what came of what the holder and
 * the card brought, what a sweep posted, what a period comes to and what became of a wallet stay with it.
 */
export const preparedAgain = (
  preparation: Preparation,
  {
    cards,
    cardSecret,
    client,
    command,
    hindsight,
    mintable,
    netted,
    newPin,
    receivedAt,
    swept,
    verification
  }: Request
): Request => ({
  ...keptAs(preparation, prepare(preparation, client, command, receivedAt, serialsIn(mintable)), {
    cards,
    mintable
  }),
  ...(cardSecret !== undefined && { cardSecret }),
  ...(hindsight !== undefined && { hindsight }),
  ...(netted !== undefined && { netted }),
  ...(newPin !== undefined && { newPin }),
  ...(swept !== undefined && { swept }),
  ...(verification !== undefined && { verification })
})

/** What was found of the cards of a request stays found. */
const keptAs = (
  preparation: Preparation,
  request: Request,
  before: Pick<Request, "cards" | "mintable">
): Request => {
  if (preparation.before === undefined) return request
  const known = new Set(cardsIn(before).map(({ index }) => index))
  return asKept(preparation, request, (index) => known.has(index))
}

const serialsIn = (mintable: ReadonlyArray<Mintable>): ReadonlyMap<ProgramId, number> =>
  new Map(
    mintable.flatMap(({ program, serial }) => (serial === undefined ? [] : [[program, serial] as const]))
  )

/** Makes a query ready: it has no key, and nothing of it is kept. */
export const prepareQuery = (preparation: Preparation, query: Query, at: Instant): Request<Query> => {
  const cards = presentedIn(preparation, query)
  return {
    client: nobody,
    command: query,
    receivedAt: at,
    network: preparation.network.version,
    fingerprint: "",
    asked: "",
    cards,
    mintable: [],
    references: referencesOf(preparation.network, { cards, client: nobody, command: query, mintable: [] })
  }
}

const nobody = "query" as ClientId
