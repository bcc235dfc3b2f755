/**
 * Whether an owner has served a wallet, of which the memory knows the sequences of its entries.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "../batch/decideBatch.ts"
import type { ServedQuery } from "../ports/Store.ts"
import type { WalletId } from "../values/Ids.ts"

/** Answers from the oldest entry on: who opens an account serves it. */
export const servedBy =
  (
    entries: ReadonlyMap<WalletId, ReadonlyArray<number>>,
    recorded: (sequence: number) => Recorded | undefined
  ) =>
  ({ owners, wallet }: ServedQuery): Effect.Effect<boolean> =>
    Effect.sync(() =>
      (entries.get(wallet) ?? []).some((sequence) => {
        const { owner, verb } = recorded(sequence)?.operation ?? {}
        return owner === undefined ? verb === "Issue" : owners.includes(owner)
      })
    )
