/**
 * What of an operation is mirrored when it is taken back: not what was beside it, and not that it had waited.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import { advancedIn, type Entry, type LotMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { posted } from "../journal/post.ts"
import { spends } from "./spent.ts"

const isOfSale = ({ why }: LotMoved): boolean => why === undefined || why === "lapsed" || why === "repaid"

/** What a sale or a refund did but for what was beside it: that is taken back as a refund takes it, spent or not. */
const withoutBeside = ({ entry }: Operation, { asset, id }: Wallet): Entry => ({
  movements: entry.movements.filter((movement) => {
    if (movement.kind === "account" || movement.kind === "progress") return false
    if (movement.kind === "receivable") return movement.advancedBy !== undefined
    return movement.kind !== "lot" || (movement.wallet === id && isOfSale(movement))
  }),
  postings: [
    ...entry.postings.filter((posting) => posting.asset === asset && posting.account.kind !== "receivable"),
    ...posted({ kind: "receivable", wallet: id }, asset, advancedIn(entry))
  ]
})

/** What a confirmation did but for the end of the waiting: a load that is taken back waits for nothing again. */
const withoutWaiting = ({ entry }: Operation): Entry => ({
  ...entry,
  movements: entry.movements
    .filter((movement) => movement.kind !== "pendingLoad" && !("hold" in movement))
    .map((movement) => (movement.kind === "use" ? { ...movement, reserved: 0n } : movement))
})

/** What of an operation is taken back by mirroring it. */
export const mirroredOf = (original: Operation, wallet: Wallet): Entry => {
  if (original.verb === "ConfirmLoad") return withoutWaiting(original)
  // Of a sale that was paid elsewhere only what was taken of a stock: the points are given again, spent or not.
  if (original.verb === "Refund" && original.entry.earned?.paid !== undefined)
    return { movements: original.entry.movements.filter(({ kind }) => kind === "use"), postings: [] }
  return spends(original) || original.verb === "Refund" ? withoutBeside(original, wallet) : original.entry
}
