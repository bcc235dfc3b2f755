/**
 * A ledger of the chain on a store: days that are told, and days that are closed.
 *
 * @module
 */
import { Clearing, ClearingEntries, Ids, readCommand, StoredValue } from "@tessera/core"
import { NodeDigest, NodeOperationIds } from "@tessera/core/node"
import type { KeyVault, Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { vault } from "../shop.ts"
import { commandOf, configuration, cycle, type Day } from "./chain.ts"

/** What it took to close a day. */
export interface Closed {
  readonly seconds: number
  /** Seconds of processor. */
  readonly used: number
  /** Megabytes that the process had at most, before it and after. */
  readonly before: number
  readonly peak: number
  /** How many owners have something to pay or to get. */
  readonly positions: number
}

const megabytes = (): number => process.resourceUsage().maxRSS / 1024
const noon = (date: string): number => Date.parse(`${date}T12:00:00+08:00`)
/** Cards came in the course of 200 days: what is spent was loaded on any of them. */
const receivedAt = (n: number, { cards, date, from }: Day): number =>
  n < cards
    ? noon(date) - Math.ceil(((cards - n) * 200 * 86_400_000) / cards)
    : noon(date) + Math.floor((n - from) / 100)
/** How many are told at once. */
const group = 5_000

const groupsOf = function* (day: Day) {
  for (let from = day.from; from < day.until; from += group)
    yield Array.from({ length: Math.min(group, day.until - from) }, (_, n) => ({
      ...commandOf(from + n, day.cards),
      receivedAt: receivedAt(from + n, day)
    }))
}

/** The service on a store, opened before the first of the days. */
export const ledgerOn = async (store: Layer.Layer<Store, unknown, KeyVault>) => {
  const below = Layer.mergeAll(NodeDigest.layer, NodeOperationIds.layer, vault)
  const layer = Clearing.layer.pipe(
    Layer.provideMerge(StoredValue.layer(configuration, { openedAt: 0 })),
    Layer.provideMerge(store),
    Layer.provideMerge(below),
    Layer.fresh
  )
  const scope = Scope.makeUnsafe()
  const run = Effect.runPromiseWith(await Effect.runPromise(Layer.buildWithScope(layer, scope)))
  const [service, clearing] = [await run(StoredValue), await run(Clearing)]
  return {
    /** Performs what is done on a day; hardly anything of it is declined. */
    tell: async (day: Day): Promise<void> => {
      let declined = 0
      for (const all of groupsOf(day))
        for (const ended of await run(service.submitMany(all)))
          if (Result.getOrThrow(ended).outcome !== "approved") declined += 1
      if (declined * 20 > day.until - day.from) throw new Error(`${declined} operations were declined`)
    },
    /** Cuts the day off, the next morning: before anything of the next day is done. */
    close: async (date: string): Promise<Closed> => {
      const command = Result.getOrThrow(
        readCommand({ type: "CutOff", key: `cut-${date}`, cycle, through: date })
      )
      const at = noon(date) + 18 * 3_600_000
      const before = megabytes()
      const [begun, used] = [performance.now(), process.cpuUsage()]
      const outcome = await run(service.submit(Ids.ClientId.make("office"), command, at))
      const { system, user } = process.cpuUsage(used)
      const seconds = (performance.now() - begun) / 1000
      if (outcome.outcome !== "approved")
        throw new Error(`the day was not closed: ${JSON.stringify(outcome)}`)
      const positions = outcome.receipt.period?.positions.length ?? 0
      return { seconds, used: (system + user) / 1e6, before, peak: megabytes(), positions }
    },
    /** How many entries of clearing the day has. */
    entries: async (date: string): Promise<number> => {
      const asked = Schema.decodeUnknownSync(ClearingEntries)({ cycle, through: date })
      return (await run(clearing.entries(asked))).rows.length
    },
    end: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
