/**
 * Laws of the audit: what was recorded stands as it is, and whatever is altered of it is found.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Recorded } from "../../batch/decideBatch.ts"
import { Beside, tailMissing } from "../../checkpoint.ts"
import { operationHash } from "../../journal/leafText.ts"
import { Edge, leafHash, rootOf } from "../../journal/merkle.ts"
import type { Operation } from "../../journal/Operation.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import { hashes } from "../secrets.ts"
import { law, onLedger } from "./Law.ts"

const { sha256 } = hashes

/** Worked out anew for every prefix, as the definition has it. */
const plainRoot = (leaves: ReadonlyArray<string>): string => {
  if (leaves.length < 2) return leaves[0] ?? sha256("")
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(`\u0001${plainRoot(leaves.slice(0, split))}${plainRoot(leaves.slice(split))}`)
}

const hashOf = ({ operation, text }: Recorded): string => operationHash(sha256, operation, text)

const edited = (operation: Operation, column: string): Operation => {
  const { entry: _, ...rest } = operation
  const value: unknown = Reflect.get(rest, column)
  const other =
    typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`
  return { ...rest, entry: operation.entry, [column]: other }
}

const columns = [
  "id",
  "client",
  "key",
  "verb",
  "approved",
  "recordedAt",
  "effectiveAt",
  "occurredAt",
  "businessDate",
  "outlet",
  "owner",
  "terminal",
  "operator",
  "account",
  "original",
  "fingerprint",
  "asked",
  "outcome"
]

/** How a journal is altered, at places that are drawn from 0 to below 1. */
const ways = fc.record({
  way: fc.constantFrom("edit", "insert", "delete", "swap", "truncate", "text"),
  at: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  to: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
  column: fc.constantFrom(...columns)
})
type Way = typeof ways extends fc.Arbitrary<infer A> ? A : never

const altered = (journal: ReadonlyArray<Recorded>, { at, column, to, way }: Way): ReadonlyArray<Recorded> => {
  const [a, b] = [Math.floor(at * journal.length), Math.floor(to * journal.length)]
  const [one, other] = [journal[a], journal[b]]
  if (one === undefined || other === undefined) return journal
  switch (way) {
    case "insert":
      return journal.toSpliced(b, 0, one)
    case "delete":
      return journal.toSpliced(a, 1)
    case "swap":
      return journal.with(a, other).with(b, one)
    case "truncate":
      return journal.slice(0, a)
    case "text":
      return journal.with(a, { ...one, text: `${one.text} ` })
    default:
      return journal.with(a, { ...one, operation: edited(one.operation, column) })
  }
}

const isSame = (a: ReadonlyArray<Recorded>, b: ReadonlyArray<Recorded>): boolean =>
  a.length === b.length && a.every((one, n) => one === b[n])

/** What a checkpoint says of a journal that may have been altered: each row takes the place at which it is found. */
const complaint = (journal: ReadonlyArray<Recorded>, whole: Edge): string | undefined => {
  const expected = { shard: 0, sequence: whole.size, root: whole.root, edge: whole.hashes }
  const beside = new Beside(sha256, expected)
  journal.forEach((recorded, n) => beside.give(n + 1, hashOf(recorded)))
  const [first] = beside.departing
  if (first !== undefined) return `sequences ${first.from} to ${first.to}`
  return beside.size < whole.size ? tailMissing(beside.size, whole.size) : undefined
}

/** Checkpoints. */
export const checkpointsHold = law(
  "checkpoints",
  "A checkpoint of every beginning of the journal holds; an edit, insertion, deletion, swap or cut before it is found.",
  fc.record({
    configuration: configurations(),
    steps: histories(),
    alterations: fc.array(ways, { maxLength: 12 })
  }),
  (open, { alterations, configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const journal = await till.journal()
      const edge = new Edge(sha256)
      const leaves: Array<string> = []
      for (const recorded of journal) {
        edge.add(hashOf(recorded))
        leaves.push(hashOf(recorded))
        assert.equal(edge.root, plainRoot(leaves))
        assert.equal(rootOf(sha256, edge.hashes), edge.root)
        assert.notEqual(edge.root, leafHash(sha256, ""))
      }
      assert.equal(complaint(journal, edge), undefined)
      for (const way of alterations) {
        const now = altered(journal, way)
        const before = now.slice(0, journal.length)
        assert.equal(complaint(now, edge) === undefined, isSame(before, journal), `${way.way} is not found`)
      }
    })
)

/** Verification. */
export const verifies = law(
  "verification",
  "Whatever was done to a ledger through its verbs, every row that its store holds is the one that its journal makes.",
  fc.record({ configuration: configurations(), steps: histories() }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const found = await till.verify()
      assert.deepEqual(found?.failing ?? [], [])
    })
)
