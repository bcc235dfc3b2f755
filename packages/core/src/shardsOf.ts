/**
 * How many shards a journal has by now: another process may have added some since this one was started.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Store, StoreUnavailable } from "./ports/Store.ts"

/** How many shards are to be read, whether this process commits to all of them or not. */
export const shardsOf = ({ audit, shards }: Store["Service"]): Effect.Effect<number, StoreUnavailable> =>
  Effect.map(audit.shards(), (rows) => Math.max(shards, ...rows.map(({ shard }) => shard + 1)))
