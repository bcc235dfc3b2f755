/**
 * Questions of accounts: what a redemption would draw, what is there, what happened.
 *
 * @module
 */
import type { Quoted, StatementLine, WalletBalance } from "@tessera/core"
import * as Effect from "effect/Effect"
import { accountWithin, askedWithin } from "../reach.ts"
import { type Checking, found, type Handlers } from "./questions.ts"

/** As with commands: the places that are named are the caller's own. */
const ofRows: Checking = (ground, { caller }, sent) => askedWithin(ground, caller, sent)

/** An account that is not the caller's is as unknown as one that there is not. */
const ofAccount: Checking = (ground, { caller }, { account }) => accountWithin(ground, caller, account)

/** Who approves acts at no place: where it will be done stands in what is wanted, and nothing else is filled in than who it is. */
const ofApprover: Checking = (ground, { caller }, sent) => {
  const placed = { ...sent }
  const reaching = askedWithin(ground, caller, placed)
  if (placed["operator"] !== undefined) sent["operator"] = placed["operator"]
  return reaching
}

const wallets = (all: ReadonlyArray<WalletBalance>) => ({ wallets: all })
const asLines = (all: ReadonlyArray<StatementLine>) => ({ lines: all })
const plan = (quoted: Quoted) => quoted

export const accountHandlers = {
  quote: {
    check: ofRows,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.quote({ type: "Quote", ...inquiry.asked }),
        found(inquiry, { ...inquiry.asked }, plan)
      )
  },
  balance: {
    check: ofRows,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.balance({ type: "Balance", ...inquiry.asked }),
        found(inquiry, { ...inquiry.asked }, wallets)
      )
  },
  statement: {
    check: ofRows,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.statement({ type: "Statement", ...inquiry.asked }),
        found(inquiry, { ...inquiry.asked }, asLines)
      )
  },
  accountBalance: {
    check: ofAccount,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.balance({ type: "Balance", ...inquiry.asked }),
        found(inquiry, { ...inquiry.asked }, wallets)
      )
  },
  accountStatement: {
    check: ofAccount,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.statement({ type: "Statement", ...inquiry.asked }),
        found(inquiry, { ...inquiry.asked }, asLines)
      )
  },
  approveOffline: {
    check: ofApprover,
    answer: (inquiry) =>
      Effect.map(
        inquiry.ground.ledger.approveOffline({ type: "OfflineApproval", ...inquiry.asked }),
        found(inquiry, {}, (approved) => approved)
      )
  }
} as const satisfies Partial<Handlers>
