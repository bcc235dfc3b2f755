/**
 * Convert: a bearer account becomes a registered one under another program; its lots stay as they are.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Convert } from "../command/Convert.ts"
import type { Decline } from "../command/Decline.ts"
import type { LotMoved, Posting } from "../journal/Entry.ts"
import { liabilityPostings } from "../journal/post.ts"
import { mirror } from "../journal/mirror.ts"
import { type Program, subWalletOf } from "../program/Program.ts"
import type { SubWalletId } from "../values/Ids.ts"
import { withAccount } from "./accounts.ts"
import { admit, programOf } from "./admit.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"
import { walletsIn } from "./View.ts"

/** The whole value of a wallet, as if it had just been funded. */
const asFunded = (wallet: Wallet): ReadonlyArray<LotMoved> =>
  wallet.lots
    .filter(({ remaining }) => remaining > 0n)
    .map((lot) => ({
      kind: "lot",
      wallet: wallet.id,
      lot,
      remaining: lot.remaining,
      held: 0n,
      promised: 0n,
      why: "converted"
    }))

/** Every lot leaves the one program and enters the other, and is in the wallet as it was. */
const relabelled = (wallet: Wallet): ReadonlyArray<LotMoved> =>
  asFunded(wallet).flatMap((lot) => [{ ...lot, remaining: -lot.remaining }, lot])

/** The liability moves from one program to the other. */
const moved = (wallet: Wallet, from: Program, to: Program): ReadonlyArray<Posting> => {
  const of = (program: Program) => liabilityPostings(asFunded(wallet), wallet.asset, () => program.id)
  return [...mirror({ movements: [], postings: of(from) }).postings, ...of(to)]
}

/** The sub-wallets that have value or wait for it. */
const used = ({ lots, pendingLoads }: Wallet): ReadonlyArray<SubWalletId> => [
  ...lots.map(({ subWallet }) => subWallet),
  ...(pendingLoads ?? []).flatMap(({ terms }) =>
    [terms, terms.bonus, terms.rebate].flatMap((given) => given?.subWallet ?? [])
  )
]

const refusal = (situation: Situation, { account, program }: Subject, to: Program): Decline | undefined => {
  const no = (sentence: string): Decline => ({ _tag: "ProgramRuleViolation", rule: "convert", sentence })
  if (to.asset.code !== program.asset.code) return { _tag: "CurrencyMismatch", expected: program.asset.code }
  if (to.kind !== "registered" || program.kind !== "bearer")
    return no("Only a bearer card becomes a registered one.")
  const missing = walletsIn(situation.view, account)
    .flatMap(used)
    .find((subWallet) => subWalletOf(to, subWallet) === undefined)
  return missing && no(`The program has no sub-wallet ${missing}.`)
}

export const convert = (situation: Situation, command: Convert): Decision => {
  const to = programOf(situation, command.program)
  if (to === undefined) return { _tag: "ProgramUnknown", id: command.program }
  const subject = admit(situation, { capability: "convert", account: ["open"] })
  if (isDecline(subject)) return subject
  const refused = refusal(situation, subject, to)
  if (refused !== undefined) return refused

  const wallets = walletsIn(situation.view, subject.account)
  const movements = [
    withAccount(subject.account, { program: to.id, holder: command.holder }),
    ...wallets.flatMap(relabelled)
  ]
  const postings = wallets.flatMap((wallet) => moved(wallet, subject.program, to))
  return accepted(subject, wallets[0], { movements, postings })
}
