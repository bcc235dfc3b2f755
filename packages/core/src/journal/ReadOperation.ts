/**
 * Operations that are read back: each reads its entry from the text when it is first asked for it, since a replay needs the
 * outcome alone.
 *
 * @module
 */
import type { Entry } from "./Entry.ts"
import { readEntry } from "./entryText.ts"
import type { Operation } from "./Operation.ts"

const nothing: Entry = { movements: [], postings: [] }

/** An operation as a store keeps it, and the text of its entry; empty for a decline. */
export class ReadOperation implements Operation {
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

  constructor(head: Omit<Operation, "entry">, text: string) {
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
    this.asked = head.asked
    this.approved = head.approved
    this.outcome = head.outcome
    this.links = head.links
    this.#text = text
  }

  get entry(): Entry {
    this.#entry ??= this.#text === "" ? nothing : readEntry(this.#text)
    return this.#entry
  }
}
