/**
 * Terms over time: what a program was at any instant of ledger time, read once.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { type Desk, networkAt } from "./bookGround.ts"
import { after, changesSince } from "./currentNetwork.ts"
import type { Network } from "./network/Network.ts"
import type { StoreUnavailable } from "./ports/Store.ts"
import type { Program } from "./program/Program.ts"
import type { ProgramId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** A program as it was at an instant. */
export type ProgramAt = (program: ProgramId, at: Instant) => Program | undefined

/** The programs at every instant; it keeps a network for each change. */
export const termsOver: (desk: Desk) => Effect.Effect<ProgramAt, StoreUnavailable> = Effect.fnUntraced(
  function* (desk) {
    const versions: Array<{ readonly from: Instant; readonly network: Network }> = [
      { from: Number.NEGATIVE_INFINITY, network: yield* networkAt(desk, 0) }
    ]
    for (const change of yield* changesSince(desk.store, 0)) {
      const last = versions.at(-1)
      const from = change.operation.recordedAt
      if (last !== undefined && from > 0) versions.push({ from, network: after(last.network, [change]) })
    }
    return (program, at) => versions.findLast(({ from }) => from <= at)?.network.programs.get(program)
  }
)
