/**
 * In a shift: whether what is asked may be done in the shift that it names, and what it counts there.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import {
  bonusUse,
  countUse,
  forShift,
  isOfShifts,
  type Shift,
  shiftAccount,
  shiftWallet,
  tenderUse
} from "../account/Shift.ts"
import type { Decline } from "../command/Decline.ts"
import type { Entry, Movement, UseMoved } from "../journal/Entry.ts"
import type { LimitId, WalletId } from "../values/Ids.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"

const whyNot = (shift: Shift | undefined, { place, request: { command } }: Situation): string | undefined => {
  if (shift === undefined) return "unknown"
  if (shift.closed !== undefined) return "closed"
  if (shift.outlet !== place.outlet?.id || shift.owner !== place.owner) return "anotherOutlet"
  const isOther = (own: string | undefined, named: string | undefined) =>
    own !== undefined && named !== undefined && own !== named
  if (isOther(shift.terminal, command.terminal)) return "anotherTerminal"
  return isOther(shift.operator, command.operator) ? "anotherOperator" : undefined
}

/**
 * Why nothing can be done in the shift that a command names. At outlets that do not count shifts a shift is a name that nobody
 * checks.
 */
export const shiftRefusal = (situation: Situation): Decline | undefined => {
  const { place, request, view } = situation
  const { shift, type } = request.command
  if (shift === undefined || place.outlet?.shifts === undefined || isOfShifts(type)) return undefined
  const why = whyNot(view.accounts.get(shiftAccount(shift))?.shift, situation)
  return why === undefined ? undefined : { _tag: "ShiftNotOpen", shift, why }
}

/** A use that is counted for as long as the shift lasts. */
export const used = (wallet: WalletId, limit: LimitId, consumed: bigint): UseMoved => ({
  kind: "use",
  wallet,
  limit,
  window: forShift,
  consumed,
  reserved: 0n
})

/** A shift's account with a wallet for every asset that it has to count. */
export const countingIn = (account: Account, shift: string, assets: Iterable<string>): Account => {
  const missing = [...new Set(assets)].filter((asset) => !account.wallets.some((one) => one.asset === asset))
  if (missing.length === 0) return account
  const wallets = missing.map((asset) => ({ asset, wallet: shiftWallet(shift, asset) }))
  return { ...account, wallets: [...account.wallets, ...wallets] }
}

/** What an entry takes, gives back and gives away, by what it is counted as. */
const countedOf = ({ postings }: Entry): ReadonlyMap<string, ReadonlyMap<LimitId, bigint>> => {
  const byAsset = new Map<string, Map<LimitId, bigint>>()
  for (const { account, amount, asset } of postings) {
    const isTender = account.kind === "cashClearing"
    if (!isTender && account.kind !== "promotionExpense") continue
    const name = isTender ? tenderUse(account.tender, amount > 0n ? "in" : "out") : bonusUse
    const uses = byAsset.get(asset) ?? new Map<LimitId, bigint>()
    const part = isTender && amount < 0n ? -amount : amount
    byAsset.set(asset, uses.set(name, (uses.get(name) ?? 0n) + part))
  }
  return byAsset
}

const movesTender = ({ postings }: Entry, isByOperator: boolean): boolean =>
  postings.some(
    ({ account }) => account.kind === "cashClearing" && (isByOperator || account.tender === "cash")
  )

const inNone = ({ place, request: { command } }: Situation, decision: Decision): Decision =>
  !isDecline(decision) &&
  place.outlet?.shifts === "required" &&
  movesTender(decision.entry, command.operator !== undefined)
    ? { _tag: "ShiftNotOpen", shift: "", why: "missing" }
    : decision

/** A decision with what it counts in the shift that it is done in: an operation that is done in none is as it was. */
export const inShift = (situation: Situation, decision: Decision): Decision => {
  if (situation.place.outlet?.shifts === undefined) return decision
  const { shift, type } = situation.request.command
  if (isDecline(decision) || isOfShifts(type)) return decision
  if (shift === undefined) return inNone(situation, decision)
  const account = situation.view.accounts.get(shiftAccount(shift))
  const [first] = account?.wallets ?? []
  if (account === undefined || first === undefined) return decision
  const byAsset = countedOf(decision.entry)
  const after = countingIn(account, shift, byAsset.keys())
  const movements: Array<Movement> = after === account ? [] : [{ kind: "account", before: account, after }]
  movements.push(used(first.wallet, countUse(type), 1n))
  for (const [asset, uses] of byAsset)
    for (const [name, amount] of uses)
      if (amount !== 0n) movements.push(used(shiftWallet(shift, asset), name, amount))
  const { entry } = decision
  return { ...decision, entry: { ...entry, movements: [...entry.movements, ...movements] } }
}
