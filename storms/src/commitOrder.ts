/**
 * The journal of all shards in one order, in which every operation comes after all that it could have seen.
 *
 * @module
 */
import type { Operation } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { isOfLedger } from "./acknowledgements.ts"

const page = 1000

const laneOf = Effect.fnUntraced(function* (shard: number) {
  const store = yield* Store
  const lane: Array<Operation> = []
  for (let isMore = true; isMore;) {
    const found = yield* store.journal({ shard, after: lane.at(-1)?.sequence ?? 0, limit: page })
    for (const { operation } of found) lane.push(operation)
    isMore = found.length === page
  }
  return lane
})

/** What of each client was recorded, in the order in which it was sent: a till waits for every answer. */
const clientsOf = (journal: ReadonlyArray<Operation>): Map<string, Array<string>> => {
  const keys = Map.groupBy(journal, ({ client }) => client)
  return new Map(
    [...keys].map(([client, all]) => [
      client,
      all
        .map(({ key }) => key)
        .toSorted()
        .toReversed()
    ])
  )
}

/**
 * All operations, each after those that it follows in the chains of its wallets, and after what its till was answered
 * before: a decline is in no chain.
 */
export const wholeJournal = Effect.gen(function* () {
  const { shards } = yield* Store
  const lanes = yield* Effect.forEach(Array.from({ length: shards }).keys(), laneOf)
  const versions = new Map<string, number>()
  const clients = clientsOf(lanes.flat())
  const passed = lanes.map(() => 0)
  const fits = (operation: Operation | undefined): boolean =>
    operation !== undefined &&
    (isOfLedger(operation) || clients.get(operation.client)?.at(-1) === operation.key) &&
    operation.links.every(({ version, wallet }) => version === (versions.get(wallet) ?? 0) + 1)
  const journal: Array<Operation> = []
  for (;;) {
    const at = lanes.findIndex((lane, n) => fits(lane[passed[n] ?? 0]))
    const operation = lanes[at]?.[passed[at] ?? 0]
    if (operation === undefined) break
    passed[at] = (passed[at] ?? 0) + 1
    clients.get(operation.client)?.pop()
    for (const { version, wallet } of operation.links) versions.set(wallet, version)
    journal.push(operation)
  }
  if (journal.length !== lanes.flat().length)
    throw new Error("the journal is in no order that could have been")
  return journal
})
