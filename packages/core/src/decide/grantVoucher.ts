/**
 * GrantVoucher: one voucher of the program, whatever its condition, as far as the wallet has room for it.
 *
 * @module
 */
import type { GrantVoucher } from "../command/GrantVoucher.ts"
import { balanceRoom, overBalance } from "../policy/limits.ts"
import { admit, moneyOf } from "./admit.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation } from "./Situation.ts"
import { grant } from "./vouchers.ts"

export const grantVoucher = (situation: Situation, command: GrantVoucher): Decision => {
  const subject = admit(situation, { side: "credit", account: ["open"] })
  if (isDecline(subject)) return subject
  const { program } = subject
  const wallet = moneyOf(situation, subject, program.asset.code)
  if (isDecline(wallet)) return wallet
  const voucher = program.vouchers?.find(({ id }) => id === command.voucher)
  if (voucher === undefined)
    return {
      _tag: "ProgramRuleViolation",
      rule: "vouchers",
      sentence: "The program has no such voucher."
    }
  const room = balanceRoom(wallet, program, lawsOf(situation, program))
  if (voucher.amount > room.amount) return overBalance(room)
  const { answers, movements, postings } = grant(situation, subject, wallet, [voucher])
  return movements.length === 0
    ? {
        _tag: "ProgramRuleViolation",
        rule: "validity",
        sentence: "The voucher would have ended before it could be used."
      }
    : accepted(subject, wallet, { movements, postings }, answers)
}
