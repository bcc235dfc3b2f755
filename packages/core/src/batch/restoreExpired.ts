/**
 * Taking expiry back: of value that is taken at an instant before its end, what was posted as expired since never was.
 *
 * @module
 */
import type { LotMoved } from "../journal/Entry.ts"
import type { Restored } from "../journal/Hindsight.ts"
import { against, expiredTo, liabilityPostings } from "../journal/post.ts"
import { type Key, sourceOf } from "../values/Ids.ts"
import type { Accepted, Situation } from "../decide/Situation.ts"
import { recordSystem } from "./recordSystem.ts"
import type { Work } from "./Work.ts"

/** Each part counts when it had expired, in the same commit and before what takes it. */
export const restoreExpired = (
  work: Work,
  { operation }: Situation,
  { account, restored = [], wallet: id }: Accepted
): void => {
  restored.forEach(({ amount, at, lot }: Restored, n) => {
    const wallet = id && work.view.wallets.get(id)
    const program = account && work.view.accounts.get(account)?.program
    if (wallet === undefined || program === undefined) throw new Error(`${operation} has no wallet`)
    const movements: ReadonlyArray<LotMoved> = [
      { kind: "lot", wallet: wallet.id, lot, remaining: amount, held: 0n, promised: 0n }
    ]
    const liability = liabilityPostings(movements, wallet.asset, () => program)
    const postings = against(liability, expiredTo(lot.funding, program), wallet.asset)
    const key = `sys:restore:${operation}:${n}` as Key
    const original = sourceOf(lot.id)
    recordSystem(
      work,
      account,
      { verb: "RestoreExpired", key, at, original, entry: { movements, postings } },
      wallet
    )
  })
}
