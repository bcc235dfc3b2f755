/**
 * Meanwhile: what was recorded while a ledger was verified. Rows of it are newer than the journal that was read, and cannot be judged by it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { BadRow } from "./findings.ts"
import { foldJournal } from "./foldJournal.ts"
import type { Store } from "./ports/Store.ts"
import type { Rebuilt } from "./replaying.ts"
import type { AccountId, WalletId } from "./values/Ids.ts"

/** Rows that belong to no account, and are other ones after every commit. */
const isOfAll = ({ row }: BadRow): boolean => row.startsWith("shard ") || row.startsWith("tombstone ")

/** Whether a row may be newer than the journal that was read: something was recorded since of whatever it belongs to. */
export const newerThan = Effect.fnUntraced(function* (store: Store["Service"], { reached }: Rebuilt) {
  const [wallets, accounts, cards] = [new Set<WalletId>(), new Set<AccountId>(), new Set<string>()]
  let count = 0
  const after: Array<number> = []
  for (const [shard, { sequence }] of reached) after[shard] = sequence
  yield* foldJournal(store, { after }, ({ operation: { account, entry, links } }) => {
    count += 1
    for (const { wallet } of links) wallets.add(wallet)
    if (account !== undefined) accounts.add(account)
    for (const movement of entry.movements)
      if (movement.kind === "account") accounts.add(movement.after.id)
      else if (movement.kind === "card") cards.add(`card ${movement.after.index}`)
  })
  return (bad: BadRow): boolean =>
    count > 0 &&
    (isOfAll(bad) ||
      cards.has(bad.row) ||
      (bad.wallet !== undefined && wallets.has(bad.wallet)) ||
      (bad.account !== undefined && accounts.has(bad.account)))
})
