/**
 * Remind: nothing moves; what the reminder is about is looked at once more, so that nobody is told of what is over.
 *
 * @module
 */
import { free } from "../account/Lot.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import type { Remind } from "../command/Remind.ts"
import type { Answers } from "../command/Receipt.ts"
import { admit } from "./admit.ts"
import { dormantNext } from "./inactivity.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

/** What there is to be told of, and whose balances are shown with it. */
interface Reminder {
  readonly wallet: Wallet | undefined
  readonly answers: Answers
}

const ofExpiry = (wallets: ReadonlyArray<Wallet>, { lot: id }: Remind): Reminder | undefined => {
  const wallet = id && wallets.find((one) => lotIn(one, id) !== undefined)
  const lot = wallet && lotIn(wallet, id)
  return lot?.expiresAt === undefined || free(lot) === 0n
    ? undefined
    : { wallet, answers: { expiresAt: lot.expiresAt, reminder: { about: "expiry", amount: free(lot) } } }
}

const ofFee = (wallets: ReadonlyArray<Wallet>, { program }: Subject): Reminder | undefined => {
  const wallet = wallets.find(({ inactivity }) => inactivity?.feeAt !== undefined)
  const amount = program.dormancy?.fee?.amount
  return wallet === undefined || amount === undefined
    ? undefined
    : { wallet, answers: { expiresAt: wallet.inactivity?.feeAt, reminder: { about: "fee", amount } } }
}

const ofDormancy = (
  { network }: Situation,
  wallets: ReadonlyArray<Wallet>,
  { program }: Subject
): Reminder | undefined => {
  const wallet = wallets.find((one) => dormantNext(one, program, network.zone) !== undefined)
  return (
    wallet && {
      wallet,
      answers: { expiresAt: dormantNext(wallet, program, network.zone), reminder: { about: "dormant" } }
    }
  )
}

const found = (
  situation: Situation,
  wallets: ReadonlyArray<Wallet>,
  subject: Subject,
  command: Remind
): Reminder | undefined => {
  switch (command.about) {
    case "expiry":
      return ofExpiry(wallets, command)
    case "fee":
      return ofFee(wallets, subject)
    case "dormant":
      return ofDormancy(situation, wallets, subject)
    case "anniversary":
      return {
        wallet: undefined,
        answers: { reminder: { about: "anniversary", occasion: command.occasion, on: command.on } }
      }
  }
}

export const remind = (situation: Situation, command: Remind): Decision => {
  const subject = admit(situation, { card: "any", account: ["open"] })
  if (isDecline(subject)) return subject
  const { view } = situation
  const wallets = subject.account.wallets.flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])
  const reminder = found(situation, wallets, subject, command)
  return reminder === undefined
    ? { _tag: "ProgramRuleViolation", rule: "reminders", sentence: "There is nothing to be reminded of." }
    : accepted(subject, reminder.wallet, { movements: [], postings: [] }, reminder.answers)
}
