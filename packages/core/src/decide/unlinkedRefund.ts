/**
 * UnlinkedRefund: goods came back without their original; merchandise credit in the refund sub-wallet.
 *
 * @module
 */
import type { UnlinkedRefund } from "../command/UnlinkedRefund.ts"
import { balanceRoom, consumedBy, overBalance, overLimit } from "../policy/limits.ts"
import { refundSubWallet } from "../program/Program.ts"
import { admit, moneyOf } from "./admit.ts"
import { funded, newLot, shownLot, stillborn } from "./fund.ts"
import { allowanceFor } from "./gauges.ts"
import { spentAt } from "./redeem.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation } from "./Situation.ts"

export const unlinkedRefund = (situation: Situation, command: UnlinkedRefund): Decision => {
  const subject = admit(situation, { side: "credit", account: ["open"], capability: "unlinkedRefund" })
  if (isDecline(subject)) return subject
  const wallet = moneyOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const { card, program } = subject
  const allowance = allowanceFor(situation, { card, program, wallet }, "UnlinkedRefund")
  const over = overLimit(allowance, command.amount)
  if (over !== undefined) return over
  const balance = balanceRoom(wallet, program, lawsOf(situation, program))
  if (balance.amount < command.amount) return overBalance(balance)
  const rule = refundSubWallet(program)
  if (rule === undefined)
    return {
      _tag: "ProgramRuleViolation",
      rule: "refundSubWallet",
      sentence: "The program has no refund sub-wallet."
    }

  const lot = newLot(situation, subject, rule, {
    n: 0,
    amount: command.amount,
    funding: "refund",
    from: situation.at
  })
  const refused = stillborn([lot])
  if (refused !== undefined) return refused

  const movement = funded(wallet, lot, situation.at)
  const uses = consumedBy(allowance, command.amount)
  const entry = spentAt(situation, program.id, wallet, [movement, ...uses])
  return accepted(subject, wallet, entry, { lots: [shownLot(movement)] })
}
