/**
 * Filed operations: old ones, kept as bytes outside of what the garbage collector looks at, so that a million of them cost
 * no more to hold than the first.
 *
 * @module
 */
import type { Recorded } from "../batch/decideBatch.ts"
import type { Entry } from "../journal/Entry.ts"
import { readEntry } from "../journal/entryText.ts"
import type { Operation } from "../journal/Operation.ts"

/** What of an operation is written as a document; its three long texts stand beside it as they are. */
type Head = Omit<Operation, "asked" | "outcome" | "entry">

const nothing: Entry = { movements: [], postings: [] }

/** An operation that reads its entry from the text when it is first asked for it. */
class FiledOperation implements Operation {
  readonly id
  readonly client
  readonly key
  readonly verb
  readonly shard
  readonly sequence
  readonly recordedAt
  readonly effectiveAt
  readonly occurredAt
  readonly businessDate
  readonly outlet
  readonly owner
  readonly terminal
  readonly operator
  readonly account
  readonly original
  readonly fingerprint
  readonly asked
  readonly approved
  readonly outcome
  readonly links
  readonly #text
  #entry: Entry | undefined

  constructor(head: Head, asked: string, outcome: string, text: string) {
    this.id = head.id
    this.client = head.client
    this.key = head.key
    this.verb = head.verb
    this.shard = head.shard
    this.sequence = head.sequence
    this.recordedAt = head.recordedAt
    this.effectiveAt = head.effectiveAt
    this.occurredAt = head.occurredAt
    this.businessDate = head.businessDate
    this.outlet = head.outlet
    this.owner = head.owner
    this.terminal = head.terminal
    this.operator = head.operator
    this.account = head.account
    this.original = head.original
    this.fingerprint = head.fingerprint
    this.asked = asked
    this.approved = head.approved
    this.outcome = outcome
    this.links = head.links
    this.#text = text
  }

  get entry(): Entry {
    this.#entry ??= this.#text === "" ? nothing : readEntry(this.#text)
    return this.#entry
  }
}

const slabSize = 2 ** 24

/** A character takes three bytes at most. */
const widest = 3

/** Operations in the order in which they were filed. */
export class Archive {
  readonly #slabs: Array<Uint8Array> = []
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  /** Of each operation the slab, where in it it begins, and where it ends. */
  #places = new Uint32Array(3 * 1024)
  #used = slabSize
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The newest slab, with room for so many bytes. */
  #slabFor(bytes: number): Uint8Array {
    const slab = this.#slabs.at(-1)
    if (slab !== undefined && slab.length - this.#used >= bytes) return slab
    const fresh = new Uint8Array(Math.max(slabSize, bytes))
    this.#slabs.push(fresh)
    this.#used = 0
    return fresh
  }

  add({ operation, text }: Recorded): void {
    const { asked, entry: _, outcome, ...head } = operation
    const said = JSON.stringify(head)
    const all = `${said.length} ${asked.length} ${outcome.length}\n${said}${asked}${outcome}${text}`
    const slab = this.#slabFor(all.length * widest)
    const { written } = this.#encoder.encodeInto(all, slab.subarray(this.#used))
    const at = 3 * this.#size
    if (at === this.#places.length) {
      const places = new Uint32Array(2 * at)
      places.set(this.#places)
      this.#places = places
    }
    this.#places[at] = this.#slabs.length - 1
    this.#places[at + 1] = this.#used
    this.#used += written
    this.#places[at + 2] = this.#used
    this.#size += 1
  }

  /** The nth operation that was filed, from 0 on. */
  at(n: number): Recorded | undefined {
    if (n >= this.#size) return undefined
    const [slab = 0, from = 0, to = 0] = this.#places.subarray(3 * n, 3 * n + 3)
    const all = this.#decoder.decode(this.#slabs[slab]?.subarray(from, to))
    const end = all.indexOf("\n") + 1
    const [said = 0, asked = 0, outcome = 0] = all.slice(0, end).split(" ").map(Number)
    const text = all.slice(end + said + asked + outcome)
    const operation = new FiledOperation(
      JSON.parse(all.slice(end, end + said)),
      all.slice(end + said, end + said + asked),
      all.slice(end + said + asked, end + said + asked + outcome),
      text
    )
    return { operation, text }
  }
}
