/**
 * The journal of all shards in one order, in which every operation comes after all that it could have seen.
 *
 * @module
 */
import type { Operation } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"

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

/** All operations, each after those that it follows in the chains of its wallets. */
export const wholeJournal = Effect.gen(function* () {
  const { shards } = yield* Store
  const lanes = yield* Effect.forEach(Array.from({ length: shards }).keys(), laneOf)
  const versions = new Map<string, number>()
  const passed = lanes.map(() => 0)
  const fits = (operation: Operation | undefined): boolean =>
    operation !== undefined &&
    operation.links.every(({ version, wallet }) => version === (versions.get(wallet) ?? 0) + 1)
  const journal: Array<Operation> = []
  for (;;) {
    const at = lanes.findIndex((lane, n) => fits(lane[passed[n] ?? 0]))
    const operation = lanes[at]?.[passed[at] ?? 0]
    if (operation === undefined) break
    passed[at] = (passed[at] ?? 0) + 1
    for (const { version, wallet } of operation.links) versions.set(wallet, version)
    journal.push(operation)
  }
  if (journal.length !== lanes.flat().length)
    throw new Error("the journal has operations that follow nothing")
  return journal
})

/**
 * The order in which operations are performed again: as they were committed. A decline is in no wallet's chain, so that
 * its place among several shards is known only by its terminal, which waits for every answer: it comes after everything
 * that its terminal was answered before, and before what the terminal sent next.
 */
export const inCommitOrder = (journal: ReadonlyArray<Operation>): ReadonlyArray<Operation> => {
  const declines = new Map<string, Array<Operation>>()
  for (const operation of journal)
    if (!operation.approved)
      declines.set(operation.client, [...(declines.get(operation.client) ?? []), operation])
  for (const list of declines.values()) list.sort((a, b) => (a.key < b.key ? -1 : 1))
  const ordered: Array<Operation> = []
  const passDeclines = (client: string, before: string) => {
    const list = declines.get(client) ?? []
    while (list[0] !== undefined && list[0].key < before) ordered.push(...list.splice(0, 1))
  }
  for (const operation of journal)
    if (operation.approved) {
      passDeclines(operation.client, operation.key)
      ordered.push(operation)
    }
  for (const client of declines.keys()) passDeclines(client, "~")
  return ordered
}
