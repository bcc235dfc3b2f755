/**
 * Verbs that change the state of an account: freeze, unfreeze, close.
 *
 * @module
 */
import type { Account, Side } from "../account/Account.ts"
import type { Close } from "../command/Close.ts"
import type { Freeze } from "../command/Freeze.ts"
import type { Unfreeze } from "../command/Unfreeze.ts"
import type { Entry, Movement } from "../journal/Entry.ts"
import { admit } from "./admit.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { walletsIn } from "./View.ts"

/** The account in another state; on top of `kept`, what is to stay of it. Absent: all. */
export const withAccount = (before: Account, change: Partial<Account>, kept = before): Movement => ({
  kind: "account",
  before,
  after: { ...kept, ...change }
})

/**
 * An entry that changes an account as well, on top of what it does to the account itself: the last state of an account in an
 * entry is the one that it has afterwards. A new account is opened by it, unless the entry opens it already.
 */
export const alsoChanging = (
  entry: Entry,
  account: Account,
  change: (account: Account) => Account,
  isNew = false
): Entry => {
  const last = entry.movements.findLast(
    (movement) => movement.kind === "account" && movement.after.id === account.id
  )
  const before = last?.kind === "account" ? last.after : account
  const opens = isNew && last === undefined
  const moved: Movement = { kind: "account", ...(!opens && { before }), after: change(before) }
  return { ...entry, movements: [...entry.movements, moved] }
}

const frozenBy = (before: Side | undefined, side: Side): Side =>
  before === undefined || before === side ? side : "both"

const thawedBy = (before: Side | undefined, side: Side): Side | undefined => {
  if (side === "both" || before === side) return undefined
  return before === "both" ? (side === "debit" ? "credit" : "debit") : before
}

export const freeze = (situation: Situation, command: Freeze): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const frozen = frozenBy(subject.account.frozen, command.side ?? "both")
  const quarantined = subject.account.quarantined ?? situation.at
  const movements = [
    withAccount(subject.account, { frozen, ...(command.quarantine === true && { quarantined }) })
  ]
  return accepted(subject, undefined, { movements, postings: [] }, { status: `frozen ${frozen}` })
}

export const unfreeze = (situation: Situation, command: Unfreeze): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const frozen = thawedBy(subject.account.frozen, command.side ?? "both")
  const { quarantined: _, ...account } = subject.account
  const movements =
    frozen === undefined
      ? [withAccount(subject.account, { frozen }, account)]
      : [withAccount(subject.account, { frozen })]
  return accepted(
    subject,
    undefined,
    { movements, postings: [] },
    {
      status: frozen === undefined ? subject.account.status : `frozen ${frozen}`
    }
  )
}

export const close = (situation: Situation, _command: Close): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const wallets = walletsIn(situation.view, subject.account)
  const holds = wallets.flatMap((wallet) => wallet.holds.map(({ id }) => id))
  if (holds.length > 0) return { _tag: "HoldsOpen", holds }
  if (wallets.some(({ receivable }) => receivable > 0n))
    return { _tag: "ProgramRuleViolation", rule: "close", sentence: "The holder still owes a receivable." }
  const status = wallets.every(({ lots, pendingLoads }) => lots.length === 0 && pendingLoads === undefined)
    ? "closed"
    : "closing"
  return accepted(
    subject,
    wallets[0],
    { movements: [withAccount(subject.account, { status })], postings: [] },
    { status }
  )
}
