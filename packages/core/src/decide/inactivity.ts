/**
 * Inactivity: what ends a card's dormancy, when its next fee is due, and what a fee takes when it is.
 *
 * @module
 */
import { type Account, frozenFor } from "../account/Account.ts"
import { type Inactivity, isSameInactivity } from "../account/Inactivity.ts"
import { free } from "../account/Lot.ts"
import { emptyWallet, ledger, type Wallet } from "../account/Wallet.ts"
import type { Verb } from "../command/Command.ts"
import { apply } from "../journal/apply.ts"
import type { Entry, InactivityMoved, LotMoved, Posting } from "../journal/Entry.ts"
import { against, feeTo, liabilityPostings } from "../journal/post.ts"
import {
  type Activity,
  type Dormancy,
  type DormancyFee,
  dormantAt,
  endsDormancy,
  feeDue,
  paysFee
} from "../program/Dormancy.ts"
import type { Program } from "../program/Program.ts"
import type { WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Zone } from "../values/Zone.ts"
import { takenFrom } from "./cashOut.ts"
import { type Accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

/** What a holder does by a verb; the rest is done by staff, or undoes something. */
const activities: Partial<Record<Verb, Activity>> = {
  Issue: "Load",
  Activate: "Load",
  Load: "Load",
  ConfirmLoad: "Load",
  Convert: "Load",
  Transfer: "Load",
  Merge: "Load",
  Redeem: "Redeem",
  Advice: "Redeem",
  CashOut: "Redeem",
  BurnPoints: "Redeem",
  ConvertPoints: "Redeem",
  Hold: "Hold",
  IncrementHold: "Hold",
  Capture: "Hold",
  Reinstate: "Hold",
  Refund: "Refund",
  UnlinkedRefund: "Refund"
}

/** What a holder does by a verb; nothing where staff or the ledger act. */
export const activityOf = (verb: string): Activity | undefined =>
  Object.hasOwn(activities, verb) ? activities[verb as Verb] : undefined

/** Whether a wallet has something that a fee is taken from. Where it has not, nothing wakes it until it has. */
const isChargeable = (fee: DormancyFee, wallet: Wallet): boolean =>
  wallet.lots.some((lot) => paysFee(fee, lot.funding) && free(lot) > 0n) &&
  (fee.balanceAtMost === undefined || ledger(wallet) <= fee.balanceAtMost)

/** Terms of a program that knows dormant cards. */
interface Sleeping {
  readonly terms: Dormancy
  readonly reminders: Program["reminders"]
  readonly zone: Zone
}

/** Where no fee is ever taken: when the card becomes dormant, as long as somebody is to be told and something is on it. */
const fallsAsleep = ({ reminders, terms, zone }: Sleeping, after: Wallet, activeAt: Instant) =>
  terms.fee === undefined && reminders?.dormantDays !== undefined && ledger(after) > 0n
    ? dormantAt(terms, zone, activeAt)
    : undefined

/** What is known of a wallet as it is after an entry. */
const standing = (
  sleeping: Sleeping,
  after: Wallet,
  known: Inactivity,
  /** When a fee that is not known yet may be due first. */
  notBefore: Instant
): Inactivity => {
  const { activeAt, feeAt } = known
  const { terms, zone } = sleeping
  const asleepAt = fallsAsleep(sleeping, after, activeAt)
  if (asleepAt !== undefined) return asleepAt < notBefore ? { activeAt } : { activeAt, feeAt: asleepAt }
  if (terms.fee === undefined || !isChargeable(terms.fee, after)) return { activeAt }
  return { activeAt, feeAt: feeAt ?? feeDue(terms, terms.fee, zone, activeAt, notBefore) }
}

/** When a card becomes dormant of which something is due then; nothing where it is already, or nothing is due. */
export const dormantNext = (
  { inactivity }: Wallet,
  { dormancy }: Program,
  zone: Zone
): Instant | undefined => {
  const at = dormancy && inactivity && dormantAt(dormancy, zone, inactivity.activeAt)
  return at === inactivity?.feeAt ? at : undefined
}

const moved = (wallet: Wallet, after: Inactivity | undefined): ReadonlyArray<InactivityMoved> => {
  const before = wallet.inactivity
  return isSameInactivity(before, after)
    ? []
    : [
        {
          kind: "inactivity",
          wallet: wallet.id,
          before,
          after
        }
      ]
}

/** The terms that a wallet is under. */
interface Terms {
  readonly account: Account
  readonly program: Program | undefined
  readonly zone: Zone
}

/** A fee that is due may yet not be taken: the account cannot be used, or newer terms let it sleep longer. */
const isTaken = ({ account, zone }: Terms, terms: Dormancy, { inactivity }: Wallet, at: Instant): boolean =>
  account.status === "open" &&
  frozenFor(account, "debit") === undefined &&
  inactivity !== undefined &&
  dormantAt(terms, zone, inactivity.activeAt) <= at

const feePostings = (
  movements: ReadonlyArray<LotMoved>,
  asset: string,
  program: Program
): ReadonlyArray<Posting> =>
  [...Map.groupBy(movements, ({ lot }) => lot.funding)].flatMap(([funding, ofClass]) =>
    against(
      liabilityPostings(ofClass, asset, () => program.id),
      feeTo(funding, program.id),
      asset
    )
  )

/** What a fee takes: what is free of the classes that pay it, up to its amount. The rest is not owed. */
export const feeEntry = (wallet: Wallet, terms: Terms, at: Instant): Entry => {
  const { program } = terms
  if (program?.dormancy?.fee === undefined) return { movements: [], postings: [] }
  const { fee } = program.dormancy
  const movements =
    isTaken(terms, program.dormancy, wallet, at) && isChargeable(fee, wallet)
      ? takenFrom(wallet, program, at, fee.amount, ({ funding }) => paysFee(fee, funding))
      : []
  return { movements, postings: feePostings(movements, wallet.asset, program) }
}

/** What is known of a wallet's use after something fell due on it; after a fee, the next one is due a period later. */
export const afterDue = (
  wallet: Wallet,
  { program, zone }: Pick<Terms, "program" | "zone">,
  entry: Entry,
  at: Instant,
  isFee: boolean
): ReadonlyArray<InactivityMoved> => {
  const known = wallet.inactivity
  if (known === undefined) return []
  if (program?.dormancy === undefined) return moved(wallet, undefined)
  const kept = isFee ? { activeAt: known.activeAt } : known
  const sleeping = { terms: program.dormancy, reminders: program.reminders, zone }
  return moved(wallet, standing(sleeping, apply(wallet, entry), kept, isFee ? at + 1 : at))
}

/** What was known before an operation that is taken back as a whole, as long as it is the last thing that happened to the wallet. */
const knownBefore = (situation: Situation, wallet: Wallet, accepted: Accepted): Inactivity | undefined => {
  const now = wallet.inactivity
  const { command } = situation.request
  const original = accepted.original && situation.view.operations.get(accepted.original)
  if (command.type !== "Reverse" || command.amount !== undefined || original === undefined) return now
  const isLast = original.links.some((link) => link.wallet === wallet.id && link.version === wallet.version)
  const then = original.entry.movements.find(
    (one): one is InactivityMoved => one.kind === "inactivity" && one.wallet === wallet.id
  )
  return isLast && then !== undefined ? then.before : now
}

/** The account that a wallet belongs to once an entry is carried out. */
const accountOf = ({ view }: Situation, entry: Entry, wallet: WalletId): Account | undefined => {
  for (const one of entry.movements)
    if (one.kind === "account" && one.after.wallets.some((listed) => listed.wallet === wallet))
      return one.after
  const id = view.wallets.get(wallet)?.account
  return id && view.accounts.get(id)
}

/** Whose wallet it is once an entry is carried out, and under which program. */
const ownerOf = (
  situation: Situation,
  entry: Entry,
  wallet: WalletId
): Pick<Subject, "account" | "program"> | undefined => {
  const account = accountOf(situation, entry, wallet)
  const program = account && situation.network.programs.get(account.program)
  return account && program && { account, program }
}

const movedIn = (situation: Situation, accepted: Accepted, id: WalletId): ReadonlyArray<InactivityMoved> => {
  const { at, network, request, view } = situation
  const { entry } = accepted
  const owner = ownerOf(situation, entry, id)
  if (owner === undefined) return []
  const { account, program } = owner
  const listed = account.wallets.find(({ wallet }) => wallet === id)
  if (listed?.asset !== program.asset.code) return []
  const wallet = view.wallets.get(id) ?? emptyWallet(id, account.id, listed.asset)
  const terms = program.dormancy
  const known = knownBefore(situation, wallet, accepted)
  const isForgotten = known === undefined && wallet.inactivity !== undefined
  if (terms === undefined || isForgotten) return moved(wallet, undefined)
  const isUse = endsDormancy(terms, activities[request.command.type])
  const last = known === undefined || isUse ? { activeAt: at } : known
  const sleeping = { terms, reminders: program.reminders, zone: network.zone }
  return moved(wallet, standing(sleeping, apply(wallet, entry), last, at + 1))
}

const none: Account["wallets"] = []

/** The wallets whose value an entry moves or holds, and the money of the account that a command is about. */
const walletsIn = ({ view }: Situation, { account, entry }: Accepted): ReadonlySet<WalletId> => {
  const ids = new Set<WalletId>()
  for (const one of entry.movements) if (one.kind === "lot") ids.add(one.wallet)
  const about = account && view.accounts.get(account)
  const own = ids.size > 0 || entry.postings.length > 0 ? about?.wallets : none
  for (const { wallet } of own ?? none) ids.add(wallet)
  return ids
}

/** An accepted command with what it says of the use of every wallet whose value it moves. */
export const withInactivity = (situation: Situation, decision: Decision): Decision => {
  if (!situation.network.knowsDormancy || isDecline(decision)) return decision
  const { entry } = decision
  const movements = [...walletsIn(situation, decision)].flatMap((wallet) =>
    movedIn(situation, decision, wallet)
  )
  return { ...decision, entry: { ...entry, movements: [...entry.movements, ...movements] } }
}
