/**
 * Filed operations: old ones, whose entry is kept as its text alone, so that a million of them stay cheap to hold.
 *
 * @module
 */
import type { Recorded } from "../batch/decideBatch.ts"
import type { Entry } from "../journal/Entry.ts"
import { readEntry } from "../journal/entryText.ts"
import type { Operation } from "../journal/Operation.ts"

const nothing: Entry = { movements: [], postings: [] }

/** An operation that reads its entry from the text when it is first asked for it. */
export class FiledOperation implements Operation {
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

  constructor({ operation, text }: Recorded) {
    this.id = operation.id
    this.client = operation.client
    this.key = operation.key
    this.verb = operation.verb
    this.shard = operation.shard
    this.sequence = operation.sequence
    this.recordedAt = operation.recordedAt
    this.effectiveAt = operation.effectiveAt
    this.occurredAt = operation.occurredAt
    this.businessDate = operation.businessDate
    this.outlet = operation.outlet
    this.owner = operation.owner
    this.terminal = operation.terminal
    this.operator = operation.operator
    this.account = operation.account
    this.original = operation.original
    this.fingerprint = operation.fingerprint
    this.asked = operation.asked
    this.approved = operation.approved
    this.outcome = operation.outcome
    this.links = operation.links
    this.#text = text
  }

  get entry(): Entry {
    this.#entry ??= this.#text === "" ? nothing : readEntry(this.#text)
    return this.#entry
  }
}
