/**
 * Moving value between accounts: transfer an amount of what may be moved, or merge everything and close the source.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { drawable, type Lot, type LotTerms } from "../account/Lot.ts"
import { ledger, type Wallet } from "../account/Wallet.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import type { Answers } from "../command/Receipt.ts"
import type { Merge } from "../command/Merge.ts"
import type { Transfer } from "../command/Transfer.ts"
import type { LotMoved, Movement } from "../journal/Entry.ts"
import { liabilityPostings } from "../journal/post.ts"
import { balanceRoom, consumedBy, overBalance, overLimit } from "../policy/limits.ts"
import { unlawfulMove } from "../policy/unlawfulLoad.ts"
import { type Program, subWalletOf } from "../program/Program.ts"
import { isTransferable } from "../program/SubWalletRule.ts"
import { type AccountId, lotOf, type OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { withAccount } from "./accounts.ts"
import { type Admission, admitSubject, subjectOf, walletOf } from "./admit.ts"
import { takeable, takenFrom } from "./cashOut.ts"
import { allowanceFor, isOfItsMoney, movedInto } from "./gauges.ts"
import { shownLot } from "./fund.ts"
import { shownSlices } from "./refund.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation, type Subject } from "./Situation.ts"
import { maskedCard, walletsIn } from "./View.ts"

interface Ends {
  readonly from: Subject
  readonly to: Subject
}

const endOf = (
  situation: Situation,
  end: "from" | "to",
  sent: unknown,
  admission: Admission
): Subject | Decline => {
  const presented = situation.request.cards[end]
  const subject = subjectOf(
    situation,
    presented,
    presented === undefined ? (String(sent) as AccountId) : undefined
  )
  return isDecline(subject) ? subject : admitSubject(situation, subject, admission)
}

const no = (sentence: string): Decline => ({ _tag: "ProgramRuleViolation", rule: "transfer", sentence })

const issuerOf = (situation: Situation, program: Program): string | undefined =>
  program.issuer ?? situation.network.headOffice

const ends = (situation: Situation, command: Transfer | Merge): Ends | Decline => {
  const from = endOf(situation, "from", command.from, { side: "debit", capability: "transfer" })
  const to = endOf(situation, "to", command.to, { side: "credit", capability: "transfer", account: ["open"] })
  if (isDecline(from)) return isDecline(to) && precedence(to._tag) < precedence(from._tag) ? to : from
  if (isDecline(to)) return to
  if (from.account.id === to.account.id) return no("The value is there already.")
  if (issuerOf(situation, from.program) !== issuerOf(situation, to.program))
    return no("The accounts have different issuers.")
  return { from, to }
}

/** The same lot in the other account: a new id, everything else as it was. */
const arrived = (operation: OperationId, lot: LotTerms, amount: bigint, n: number): LotTerms => ({
  ...lot,
  id: lotOf(operation, n),
  funded: amount,
  costBasis: lot.funding === "paid" ? amount : 0n,
  restoredFrom: lot.id
})

/** Value that left lots of one wallet enters new lots of another. */
const arriving = (
  situation: Situation,
  to: Wallet,
  leaving: ReadonlyArray<LotMoved>,
  first: number
): ReadonlyArray<LotMoved> =>
  leaving.map((movement, n) => ({
    kind: "lot",
    wallet: to.id,
    lot: arrived(situation.operation, movement.lot, -movement.remaining - movement.promised, first + n),
    remaining: -movement.remaining,
    held: 0n,
    promised: -movement.promised
  }))

const movedBy = (
  situation: Situation,
  { from, to }: Ends,
  source: Wallet,
  target: Wallet,
  leaving: ReadonlyArray<LotMoved>,
  /** How many lots the operation has made before. */
  first = 0
) => {
  const entering = arriving(situation, target, leaving, first)
  const movements = [...leaving, ...entering]
  const postings = liabilityPostings(movements, source.asset, (wallet) =>
    wallet === source.id ? from.program.id : to.program.id
  )
  return { movements, postings, entering }
}

const unhoused = (to: Program, leaving: ReadonlyArray<LotMoved>): Decline | undefined => {
  const missing = leaving.find(({ lot }) => subWalletOf(to, lot.subWallet) === undefined)
  return missing && no(`The other program has no sub-wallet ${missing.lot.subWallet}.`)
}

/** Why an account does not take in so much of another one. */
const untaken = (situation: Situation, to: Subject, target: Wallet, amount: bigint): Decline | undefined => {
  if (amount === 0n) return undefined
  const laws = lawsOf(situation, to.program)
  const room = balanceRoom(target, to.program, laws)
  if (amount > room.amount) return overBalance(room)
  return isOfItsMoney({ ...to, wallet: target }) ? unlawfulMove(laws, target) : undefined
}

/** What is counted of it there. */
const takenIn = (
  situation: Situation,
  to: Subject,
  target: Wallet,
  amount: bigint
): ReadonlyArray<Movement> => consumedBy(movedInto(situation, { ...to, wallet: target }), amount)

const shownEnd = ({ view }: Situation, { account, card }: Subject): Answers["to"] => {
  const masked = card?.masked ?? maskedCard(view, account.id)
  return { account: account.id, ...(masked !== undefined && { card: masked }) }
}

export const transfer = (situation: Situation, command: Transfer): Decision => {
  const both = ends(situation, command)
  if (isDecline(both)) return both
  const { from, to } = both
  const source = walletOf(situation, from, command.currency)
  if (isDecline(source)) return source
  const target = walletOf(situation, to, command.currency)
  if (isDecline(target)) return target
  const { program } = from
  const may = (lot: Lot): boolean => {
    const rule = subWalletOf(program, lot.subWallet)
    return rule !== undefined && isTransferable(rule)
  }
  const free = takeable(source, situation.at, may)
  const amount = command.amount ?? free
  const allowance = allowanceFor(situation, { card: from.card, program, wallet: source }, "Transfer")
  const over = overLimit(allowance, amount) ?? untaken(situation, to, target, amount)
  if (over !== undefined) return over
  if (free === 0n || free < amount) return { _tag: "InsufficientFunds", approvable: free }
  const leaving = takenFrom(source, program, situation.at, amount, may)
  const refused = unhoused(to.program, leaving)
  if (refused !== undefined) return refused

  const moved = movedBy(situation, both, source, target, leaving)
  const movements = [
    ...moved.movements,
    ...consumedBy(allowance, amount),
    ...takenIn(situation, to, target, amount)
  ]
  return accepted(
    from,
    source,
    { movements, postings: moved.postings },
    {
      moved: amount,
      to: shownEnd(situation, to),
      drawn: shownSlices(leaving),
      lots: moved.entering.map(shownLot)
    }
  )
}

const everything = (wallet: Wallet): ReadonlyArray<LotMoved> =>
  wallet.lots.map((lot) => ({
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: -lot.remaining,
    held: 0n,
    promised: -lot.promised
  }))

/** A wallet that is emptied into another one of the same asset. */
interface Pair {
  readonly source: Wallet
  readonly target: Wallet
}

/** The wallets of money, and those of points as far as there are any. */
const pairs = (situation: Situation, { from, to }: Ends): ReadonlyArray<Pair> | Decline => {
  const found: Array<Pair> = []
  for (const { asset } of from.account.wallets) {
    const source = walletOf(situation, from, asset)
    if (isDecline(source)) continue
    const target = walletOf(situation, to, asset)
    const isEmpty = source.lots.length === 0 && asset !== from.program.asset.code
    if (!isDecline(target)) found.push({ source, target })
    else if (!isEmpty) return target
  }
  return found
}

/** How much of a wallet moves with a merge, as limits on transfers count it: what could be spent. */
const movedOf = ({ source }: Pair, at: Instant): bigint =>
  source.lots.reduce((sum, lot) => sum + drawable(lot, at), 0n)

/** A counter that is used for the first time, for money and for points, is opened once, with a wallet for each. */
const openedOnce = (movements: ReadonlyArray<Movement>): ReadonlyArray<Movement> => {
  const opened = new Map<AccountId, Account>()
  return movements.map((movement) => {
    if (movement.kind !== "account") return movement
    const { after } = movement
    const before = opened.get(after.id)
    const more = after.wallets.filter(({ wallet }) => !before?.wallets.some((one) => one.wallet === wallet))
    const both = before === undefined ? after : { ...before, wallets: [...before.wallets, ...more] }
    opened.set(after.id, both)
    return before === undefined ? movement : { ...movement, before, after: both }
  })
}

/** What limits on transfers say to a merge, and what it takes of them. */
const counted = (situation: Situation, { card, program }: Subject, found: ReadonlyArray<Pair>) => {
  const all = found.map((pair) => ({
    allowance: allowanceFor(situation, { card, program, wallet: pair.source }, "Transfer"),
    amount: movedOf(pair, situation.at)
  }))
  return {
    over: all.map(({ allowance, amount }) => overLimit(allowance, amount)).find((one) => one !== undefined),
    uses: openedOnce(all.flatMap(({ allowance, amount }) => consumedBy(allowance, amount)))
  }
}

const awaits = ({ source }: Pair): boolean => source.pendingLoads !== undefined
const owes = ({ receivable }: Wallet): boolean => receivable > 0n

export const merge = (situation: Situation, command: Merge): Decision => {
  const both = ends(situation, command)
  if (isDecline(both)) return both
  const { from, to } = both
  const found = pairs(situation, both)
  if (isDecline(found)) return found
  const [money] = found
  if (money === undefined) return { _tag: "CurrencyMismatch", expected: to.program.asset.code }
  const holds = found.flatMap(({ source }) => source.holds.map(({ id }) => id))
  if (holds.length > 0) return { _tag: "HoldsOpen", holds }
  const limits = counted(situation, from, found)
  const refused =
    limits.over ??
    found
      .map(({ source, target }) => untaken(situation, to, target, ledger(source)))
      .find((one) => one !== undefined) ??
    unhoused(
      to.program,
      found.flatMap(({ source }) => everything(source))
    ) ??
    (found.some(awaits) ? no("A load still waits for its payment.") : undefined) ??
    (walletsIn(situation.view, from.account).some(owes)
      ? no("The holder still owes a receivable.")
      : undefined)
  if (refused !== undefined) return refused

  let lots = 0
  const moved = found.map(({ source, target }) => {
    const one = movedBy(situation, both, source, target, everything(source), lots)
    lots += one.entering.length
    return one
  })
  const movements = [
    ...moved.flatMap((one) => one.movements),
    ...limits.uses,
    ...found.flatMap(({ source, target }) => takenIn(situation, to, target, ledger(source))),
    withAccount(from.account, { status: "closed" })
  ]
  return accepted(
    from,
    money.source,
    { movements, postings: moved.flatMap((one) => one.postings) },
    {
      moved: movedOf(money, situation.at),
      to: shownEnd(situation, to),
      lots: moved.flatMap((one) => one.entering).map(shownLot)
    }
  )
}
