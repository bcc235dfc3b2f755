/**
 * Holder records in memory: the whole contract of the holder store port. Nothing survives it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import {
  type HolderFound,
  type HolderSearch,
  HolderStore,
  isErased,
  type StoredHolder
} from "../ports/HolderStore.ts"
import { StoreUnavailable } from "../ports/Store.ts"
import type { HolderId } from "../values/Ids.ts"

interface Memory {
  readonly records: Map<HolderId, StoredHolder>
  readonly tokens: Map<HolderId, ReadonlySet<string>>
}

const inOrder = (a: HolderFound, b: HolderFound): number =>
  a.place - b.place || (a.stored.id < b.stored.id ? -1 : 1)

const search = ({ records, tokens }: Memory, { after, limit, tokens: asked }: HolderSearch) => {
  const found: Array<HolderFound> = []
  for (const [id, own] of tokens) {
    const stored = records.get(id)
    if (stored === undefined || isErased(stored)) continue
    asked.forEach((token, place) => {
      if (own.has(token)) found.push({ place, stored })
    })
  }
  const isAfter = ({ place, stored }: HolderFound): boolean =>
    after === undefined || place > after.place || (place === after.place && stored.id > after.id)
  return found.filter(isAfter).toSorted(inOrder).slice(0, limit)
}

/** What the triggers of a database refuse. */
const assertAllowed = (before: StoredHolder | undefined, stored: StoredHolder): void => {
  if (before === undefined) return
  if (isErased(before)) throw new Error("an erased record never changes")
  if (isErased(stored) && before.legalHold !== undefined) throw new Error("the record is under legal hold")
}

const write = ({ records, tokens }: Memory, stored: StoredHolder, own: ReadonlyArray<string>): boolean => {
  const before = records.get(stored.id)
  if ((before?.version ?? 0) !== stored.version - 1) return false
  assertAllowed(before, stored)
  records.set(stored.id, stored)
  tokens.set(stored.id, new Set(own))
  return true
}

/** Records of holders beside a ledger in memory. */
export const memoryHolders = (): HolderStore["Service"] => {
  const memory: Memory = { records: new Map(), tokens: new Map() }
  return HolderStore.of({
    find: (id) => Effect.sync(() => memory.records.get(id)),
    search: (asked) => Effect.sync(() => search(memory, asked)),
    write: (stored, tokens) =>
      Effect.try({
        try: () => write(memory, stored, tokens),
        catch: (cause) => new StoreUnavailable({ cause })
      })
  })
}
