/**
 * A history in progress: what was sent so far, and what of it a later command can pick up.
 *
 * @module
 */
import { type Hold } from "../../account/Hold.ts"
import type { Lot } from "../../account/Lot.ts"
import type { Wallet } from "../../account/Wallet.ts"
import type { Invalid, Outcome } from "../../command/Outcome.ts"
import type { Instant } from "../../values/Instant.ts"
import type { Sent, Till } from "../Till.ts"
import type { Place } from "./Step.ts"

/** A command that was sent, when, and how it ended. */
export interface Said {
  readonly sent: Sent
  readonly at: Instant
  readonly outcome: Outcome | Invalid
}

/** A history in progress. */
export interface Play {
  readonly till: Till
  /** Begins its card numbers and keys. */
  readonly name: string
  readonly cards: readonly [string, string]
  readonly said: Array<Said>
}

/** The one currency of the generated programs. */
export const currency = "CNY"
/** Where staff correct things. */
export const counter: Place = { outlet: "KTV1", channel: "pos" }
/** A place as the fields of a command; bob at KTV1 stands at its till. */
export const at = ({ channel, operator, outlet }: Place): Sent => ({
  outlet,
  ...(operator === "bob" && outlet === "KTV1" && { terminal: "T1" }),
  ...(channel && { channel }),
  ...(operator && { operator })
})

/** Sends a command and remembers it. */
export const say = async (play: Play, sent: Sent): Promise<Said> => {
  const now = play.till.now
  const said = { sent, at: now, outcome: await play.till.submit(sent) }
  play.said.push(said)
  return said
}

/** Begins a history on an empty ledger: two cards of the program `card`, of which the second brought the first. */
export const begin = async (till: Till, name = "CARD"): Promise<Play> => {
  const play: Play = { till, name, cards: [`${name}0001`, `${name}0002`], said: [] }
  const [first, second] = play.cards
  const isReferred = till.configuration.programs[0]?.points?.referral !== undefined
  const issue = (card: string, sent: Sent = {}) =>
    say(play, { type: "Issue", key: `issue.${card}`, program: "card", card, outlet: "KTV1", ...sent })
  await issue(second)
  await issue(first, isReferred ? { referrer: second } : {})
  return play
}

/** The wallet of a card. */
export const walletOf = async ({ cards, till }: Play, card: number): Promise<Wallet> => {
  const [wallet] = await till.walletsOf(cards[card] ?? cards[0])
  if (wallet === undefined) throw new Error("Expected every card to have a wallet")
  return wallet
}

const isApproved = ({ outcome }: Said): boolean => outcome.outcome === "approved"
const spending: ReadonlySet<unknown> = new Set(["Redeem", "Capture", "Reinstate"])

/** The spends that were approved, oldest first, with what of each was not given back since. */
export const spendsOf = ({ said }: Play): ReadonlyArray<{ readonly key: string; readonly left: bigint }> =>
  said.flatMap(({ outcome, sent }) => {
    if (outcome.outcome !== "approved" || !spending.has(sent["type"])) return []
    const drawn = (outcome.receipt.drawn ?? []).reduce((sum, { amount }) => sum + amount, 0n)
    const stands = (later: Said): boolean =>
      !said.some(
        (one) =>
          isApproved(one) && one.sent["type"] === "Reverse" && one.sent["originalKey"] === later.sent["key"]
      )
    const back = said
      .filter((later) => later.sent["originalKey"] === outcome.key && stands(later))
      .flatMap((later) =>
        later.outcome.outcome === "approved" ? (later.outcome.receipt.restored ?? []) : []
      )
      .reduce((sum, { amount }) => sum + amount, 0n)
    return [{ key: outcome.key, left: drawn - back }]
  })

/** The keys of the holds that were placed, open or not. */
export const holdKeys = ({ said }: Play): ReadonlyArray<string> =>
  said.filter((one) => isApproved(one) && one.sent["type"] === "Hold").map(({ sent }) => String(sent["key"]))

/** One of several, counted from the newest. */
export const picked = <A>(all: ReadonlyArray<A>, pick: number): A | undefined =>
  all.length === 0 ? undefined : all[all.length - 1 - (pick % all.length)]

/** What a lot would give now: what has fallen due counts, whether it was posted or not. */
export const usable = (lot: Lot, now: Instant): bigint =>
  lot.activeFrom > now || (lot.expiresAt !== undefined && lot.expiresAt <= now)
    ? 0n
    : lot.remaining + lot.promised - lot.held

/** What a wallet would give now, before any rule is asked. */
export const availableIn = ({ lots }: Wallet, now: Instant): bigint =>
  lots.reduce((sum, lot) => sum + usable(lot, now), 0n)

/** The room that the program's first limit on movements leaves, over all its periods. */
export const limitOf = ({ till }: Play, wallet: Wallet): bigint => {
  const limit = till.configuration.programs[0]?.limits?.find((one) => "verb" in one)
  const used = wallet.uses.reduce(
    (sum, use) => (use.limit === limit?.id ? sum + use.consumed + use.reserved : sum),
    0n
  )
  return limit !== undefined && "amount" in limit ? limit.amount - used : 0n
}

/** The hold that a key placed, if it is still open. */
export const openHold = async (play: Play, key: string): Promise<Hold | undefined> => {
  const placed = play.said.find(({ sent }) => sent["key"] === key)?.outcome
  const id = placed?.outcome === "approved" ? placed.receipt.hold : undefined
  const wallets = await play.till.wallets()
  return wallets.flatMap(({ holds }) => holds).find((hold) => hold.id === id)
}

/** Every command that may be undone as a whole. */
export const undoable = ({ said }: Play): ReadonlyArray<string> =>
  said.filter((one) => isApproved(one) && one.sent["type"] !== "Issue").map(({ sent }) => String(sent["key"]))

/** The keys of the loads that were approved. */
export const loadsOf = ({ said }: Play): ReadonlyArray<string> =>
  said.filter((one) => isApproved(one) && one.sent["type"] === "Load").map(({ sent }) => String(sent["key"]))

/** The keys of the loads that were to wait for their payment, ended or not. */
export const awaitedOf = ({ said }: Play): ReadonlyArray<string> =>
  said
    .filter((one) => isApproved(one) && one.sent["type"] === "Load" && one.sent["pending"] === true)
    .map(({ sent }) => String(sent["key"]))
