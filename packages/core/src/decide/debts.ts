/**
 * What a return takes off a holder's debt. What of it was paid meanwhile comes back as value.
 *
 * @module
 */
import type { LotTerms } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { LotMoved, ReceivableMoved } from "../journal/Entry.ts"
import { mainSubWallet, refundSubWallet } from "../program/Program.ts"
import { least } from "../values/Amount.ts"
import { SubWalletId } from "../values/Ids.ts"
import { newLot } from "./fund.ts"
import type { Situation, Subject } from "./Situation.ts"

/** The lots of what was paid have numbers that no other lot of a return has. */
const firstRepaid = 800_000

/** Where it goes in a program that has come to be of points alone. */
const unnamed = SubWalletId.make("repaid")

/**
 * A lot for what a holder has paid of a debt that is none after all: where merchandise credit goes, and else where paid
 * value does. It has no end.
 */
export const repaidLot = (situation: Situation, subject: Subject, amount: bigint, n = 0): LotTerms => {
  const refunds = refundSubWallet(subject.program)
  const { id } = refunds ?? mainSubWallet(subject.program) ?? { id: unnamed }
  return newLot(
    situation,
    subject,
    { id },
    {
      n: firstRepaid + n,
      amount,
      funding: refunds === undefined ? "paid" : "refund",
      from: situation.at
    }
  )
}

/** The movement that gives it. */
export const repaidInto = (
  wallet: Wallet,
  lot: LotTerms,
  why: LotMoved["why"],
  line?: LotMoved["line"]
): LotMoved => ({
  kind: "lot",
  wallet: wallet.id,
  lot,
  remaining: lot.funded,
  held: 0n,
  promised: 0n,
  line,
  why
})

/** What is owed no more, in all, and what comes back because it had been paid. */
export interface Settled {
  readonly off: ReadonlyArray<ReceivableMoved>
  readonly paidOff: bigint
  readonly repaid: ReadonlyArray<LotMoved>
}

/** Splits what a return takes off a debt: as much as is owed still, in its order, and the rest as value. */
export const settled = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  due: ReadonlyArray<ReceivableMoved>
): Settled => {
  let { receivable } = wallet
  const parts = due.map((one) => {
    const part = least(receivable, -one.amount)
    receivable -= part
    return { one, part, again: -one.amount - part }
  })
  return {
    off: parts.flatMap(({ one, part }) => (part === 0n ? [] : [{ ...one, amount: -part }])),
    paidOff: wallet.receivable - receivable,
    repaid: parts.flatMap(({ again, one: { line } }, n) =>
      again === 0n ? [] : [repaidInto(wallet, repaidLot(situation, subject, again, n), "repaid", line)]
    )
  }
}
