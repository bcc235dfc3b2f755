/**
 * Checkpoints: how far a ledger had come at a moment, kept outside of it, so that whatever is altered later is noticed.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Recorded } from "./batch/decideBatch.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import { operationHash } from "./journal/leafText.ts"
import { Edge, rootOf, spansOf } from "./journal/merkle.ts"
import { Digest } from "./ports/Digest.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { shardsOf } from "./shardsOf.ts"
import { canonicalText } from "./values/canonical.ts"
import type { Instant } from "./values/Instant.ts"
import { checkCharacter } from "./values/checkCharacter.ts"

/** SHA-256 as it stands in a checkpoint. */
export const CheckpointHash = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{64}$/, { expected: "64 lower-case hexadecimal digits" })
)

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How far one shard had come. */
export const ShardCheckpoint = Schema.Struct({
  shard: Count,
  /** The commit sequence of the newest operation, and so how many there are; 0 where there is none. */
  sequence: Count,
  /** The hash of the tree over all operations from the first on. */
  root: CheckpointHash,
  /** The right edge of that tree: what is needed to go on from here without reading again what came before. */
  edge: Schema.Array(CheckpointHash)
})
export type ShardCheckpoint = typeof ShardCheckpoint.Type

/** A hash over everything that every shard has recorded. Plain JSON: print it, post it, put it in a safe. */
export const Checkpoint = Schema.Struct({
  /** SHA-256 of what the ledger was founded on. Absent: nothing is said of it. */
  founding: Schema.optionalKey(CheckpointHash),
  shards: Schema.Array(ShardCheckpoint)
})
export type Checkpoint = typeof Checkpoint.Type

/**
 * The hashes of operations of one shard, in their order: 64 characters for each. With them an audit names the very row that
 * was altered, where the checkpoint alone says between which sequences it is.
 */
export const TrailPart = Schema.Struct({ shard: Count, after: Count, hashes: Schema.String })
export type TrailPart = typeof TrailPart.Type

/** How many characters a hash has in a trail. */
export const hashWidth = 64

/** The hashes of a trail for one shard, in the order of their leaves, which count from 0; what overlaps comes once. */
export const hashesOf = function* (trail: ReadonlyArray<TrailPart>, shard: number) {
  let size = 0
  const parts = trail.filter((part) => part.shard === shard).toSorted((a, b) => a.after - b.after)
  for (const { after, hashes } of parts)
    for (let n = Math.max(0, size - after); after + n === size && (n + 1) * hashWidth <= hashes.length; n++) {
      yield { leaf: size, hash: hashes.slice(n * hashWidth, (n + 1) * hashWidth) }
      size += 1
    }
}

/** What a checkpoint is taken with. */
export interface CheckpointOptions {
  /** An earlier checkpoint of this ledger, of no later an instant than `asOf`: only what came since is read. Absent: everything is. */
  readonly since?: Checkpoint
  /** Gets the hashes of what is read, in parts of at most 500. */
  readonly trail?: (part: TrailPart) => void
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  readonly asOf?: Instant
}

/** In what a ledger falls behind a checkpoint, or departs from it. */
export interface Discrepancy {
  /** Absent: it is about the checkpoint as a whole. */
  readonly shard?: number
  readonly why: string
  /** The sequences among which the first altered operation is. Absent: it is not known. */
  readonly from?: number
  readonly to?: number
}

const pageSize = 500

/** Reads a shard in its order from a sequence on, up to and with another, or an instant. */
export const readShard = Effect.fnUntraced(function* (
  store: Store["Service"],
  {
    after,
    asOf = Number.POSITIVE_INFINITY,
    shard,
    until = Number.POSITIVE_INFINITY
  }: { shard: number; after: number; until?: number; asOf?: Instant | undefined },
  visit: (page: ReadonlyArray<Recorded>) => void
) {
  for (let last = after; last < until;) {
    const limit = Math.min(pageSize, until - last)
    const page = yield* store.journal({ shard, after: last, limit })
    const within = page.filter(({ operation }) => operation.sequence <= until && operation.recordedAt <= asOf)
    if (within.length > 0) visit(within)
    if (page.length < limit || within.length < page.length) return
    last = page.at(-1)?.operation.sequence ?? until
  }
})

const nothing = (shard: number): Omit<ShardCheckpoint, "root"> => ({ shard, sequence: 0, edge: [] })

const shardOf = (checkpoint: Checkpoint | undefined, shard: number) =>
  checkpoint?.shards.find((one) => one.shard === shard) ?? nothing(shard)

const checkpointOf = Effect.fnUntraced(function* (
  store: Store["Service"],
  { edge, sequence, shard }: Omit<ShardCheckpoint, "root">,
  { asOf, trail }: Pick<CheckpointOptions, "asOf" | "trail">
) {
  const { sha256 } = yield* Digest
  const grown = new Edge(sha256, sequence, edge)
  yield* readShard(store, { shard, after: sequence, asOf }, (page) => {
    const after = grown.size
    const hashes = page.map(({ operation, text }) => operationHash(sha256, operation, text))
    for (const hash of hashes) grown.add(hash)
    trail?.({ shard, after, hashes: hashes.join("") })
  })
  return { shard, sequence: grown.size, root: grown.root, edge: grown.hashes }
})

/** A checkpoint of a ledger as it is now, or was. */
export const checkpoint: (
  store: Store["Service"],
  options?: CheckpointOptions
) => Effect.Effect<Checkpoint, StoreUnavailable, Digest> = Effect.fnUntraced(function* (
  store,
  { since, ...options } = {}
) {
  const shards = yield* Effect.forEach(
    Array.from({ length: yield* shardsOf(store) }, (_, shard) => shardOf(since, shard)),
    (reached) => checkpointOf(store, reached, options)
  )
  const founding = yield* store.audit.founding()
  if (founding === undefined) return { shards }
  const { sha256 } = yield* Digest
  return { founding: sha256(founding), shards }
})

/** Why what a ledger was founded on is not what it was when a checkpoint was taken; nothing where it is, or nothing is said. */
export const foundingFault = Effect.fnUntraced(function* (
  { audit }: Store["Service"],
  { founding: expected }: Checkpoint
) {
  if (expected === undefined) return undefined
  const { sha256 } = yield* Digest
  const founding = yield* audit.founding()
  if (founding === undefined) return "it is missing"
  return sha256(founding) === expected ? undefined : "it is not as it was when the checkpoint was taken"
})

/** Why a checkpoint contradicts itself: somebody has altered it. */
export const contradiction = (sha256: Sha256, { shards }: Checkpoint): Discrepancy | undefined => {
  const wrong = shards.find(
    ({ edge, root, sequence }) => edge.length !== spansOf(sequence).length || rootOf(sha256, edge) !== root
  )
  return wrong && { shard: wrong.shard, why: "the checkpoint contradicts itself: it was altered" }
}

/** A shard of a ledger beside the checkpoint of it: hashes come in, one for each sequence from the first on. */
export class Beside {
  readonly #expected: ShardCheckpoint
  readonly #spans
  readonly #sha256: Sha256
  #edge: Edge
  #size = 0
  #at = 0
  /** The parts that are not as they were: sequences from and to, both counted. */
  readonly departing: Array<{ readonly from: number; readonly to: number }> = []

  constructor(sha256: Sha256, expected: ShardCheckpoint) {
    this.#sha256 = sha256
    this.#expected = expected
    this.#spans = spansOf(expected.sequence)
    this.#edge = new Edge(sha256)
  }

  /** How many sequences were given, as far as the checkpoint goes. */
  get size(): number {
    return this.#size
  }

  /** The hash at a sequence; what was left out before it is missing. */
  give(sequence: number, hash: string): void {
    while (this.#size < Math.min(sequence - 1, this.#expected.sequence)) this.#next("")
    if (sequence === this.#size + 1 && sequence <= this.#expected.sequence) this.#next(hash)
  }

  #next(hash: string): void {
    this.#edge.add(hash)
    this.#size += 1
    const span = this.#spans[this.#at]
    if (span?.to !== this.#size) return
    if (this.#edge.root !== this.#expected.edge[this.#at])
      this.departing.push({ from: span.from + 1, to: span.to })
    this.#at += 1
    this.#edge = new Edge(this.#sha256)
  }
}

/** Why a shard that ends before its checkpoint cannot be the one that it was taken of. */
export const tailMissing = (ends: number, sequence: number): string =>
  `the ledger ends at sequence ${ends}, before sequence ${sequence}: it is an older copy, or its tail was cut off`

/**
 * Where a ledger is not the one that a checkpoint was taken of, gone on since: an older copy of it, another one, or one in
 * which something was altered. A ledger that was restored from a backup before the checkpoint has lost what came between.
 */
export const compareWith: (
  store: Store["Service"],
  checkpoint: Checkpoint
) => Effect.Effect<Discrepancy | undefined, StoreUnavailable, Digest> = Effect.fnUntraced(
  function* (store, checkpoint) {
    const { sha256 } = yield* Digest
    const wrong = contradiction(sha256, checkpoint)
    if (wrong !== undefined) return wrong
    const unfounded = yield* foundingFault(store, checkpoint)
    if (unfounded !== undefined) return { why: `what the ledger was founded on: ${unfounded}` }
    for (const expected of checkpoint.shards) {
      const { sequence, shard } = expected
      const beside = new Beside(sha256, expected)
      yield* readShard(store, { shard, after: 0, until: sequence }, (page) => {
        for (const { operation, text } of page)
          beside.give(operation.sequence, operationHash(sha256, operation, text))
      })
      const [first] = beside.departing
      if (first !== undefined)
        return {
          shard,
          why: `sequences ${first.from} to ${first.to} are not as they were: something was altered there, or it is another ledger, or an older copy that went on`,
          ...first
        }
      if (beside.size < sequence) return { shard, why: tailMissing(beside.size, sequence) }
    }
    return undefined
  }
)

/** One hash for all of a checkpoint. */
export const checkpointHash = (sha256: Sha256, { founding, shards }: Checkpoint): string => {
  const roots = shards.map(({ root, sequence, shard }) => ({ shard, sequence, root }))
  return sha256(canonicalText(founding === undefined ? roots : { founding, shards: roots }))
}

const short = 16

/**
 * A checkpoint in short, for a printed line and to be read out: 16 hexadecimal digits in fours and a check character, as in
 * `3F2A-91BC-0D4E-77A1-K`. Two that are the same are of one checkpoint for all that people can do by accident; whoever
 * wants to deceive needs the whole one, which is signed.
 */
export const checkpointText = (sha256: Sha256, checkpoint: Checkpoint): string => {
  const digits = checkpointHash(sha256, checkpoint).slice(0, short).toUpperCase()
  return [...(digits.match(/.{4}/g) ?? []), checkCharacter("crockford", "luhn", digits)].join("-")
}

/** A short checkpoint as somebody typed or heard it, in its one spelling; nothing when its check character is wrong. */
export const readCheckpointText = (typed: string): string | undefined => {
  const plain = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, "")
  const digits = plain.slice(0, short)
  if (!/^[0-9A-F]{16}$/.test(digits) || plain.length !== short + 1) return undefined
  if (checkCharacter("crockford", "luhn", digits) !== plain.slice(short)) return undefined
  return [...(digits.match(/.{4}/g) ?? []), plain.slice(short)].join("-")
}
