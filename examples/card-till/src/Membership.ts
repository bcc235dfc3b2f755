/**
 * What a till is to its office: its number, its signing key, the purchase key of its group, and what it may do alone. It has
 * no key that puts value on a card.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { KeyProvider, TerminalIdentity, type Terms } from "@tessera/adapters-hardware"
import { readHotlist, readMandate, signingKeys } from "@tessera/adapters-hardware/purse"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { counter, group } from "./chain.ts"
import { keep, kept } from "./keptFile.ts"
import type { Line } from "./OfficeLine.ts"
import { fromHex } from "./wire.ts"

const Signed = Schema.Struct({ text: Schema.String, signature: Schema.String })

const Kept = Schema.Struct({
  seed: Schema.String,
  purchaseMaster: Schema.optionalKey(Schema.String),
  /** Whose signature counts under mandates and lists. */
  office: Schema.optionalKey(Schema.String),
  mandate: Schema.optionalKey(Signed),
  hotlist: Schema.optionalKey(Signed)
})
type Kept = typeof Kept.Type

export const enrolment = { group: group.group, terminal: counter.number, epoch: 1 } as const

export class Membership {
  readonly #path: string
  #kept: Kept

  constructor(folder: string) {
    this.#path = join(folder, "till.json")
    // A seed is kept before anybody hears of it: the same till after any power cut.
    if (kept(this.#path) === undefined) keep(this.#path, { seed: randomBytes(32).toString("hex") })
    this.#kept = Schema.decodeUnknownSync(Kept)(kept(this.#path))
  }

  #change(more: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...more }
    keep(this.#path, this.#kept)
  }

  get isEnrolled(): boolean {
    return this.#kept.purchaseMaster !== undefined
  }

  /** The till says who it is, once; the office answers with the one key that a till needs. */
  readonly enrol = Effect.fnUntraced(function* (this: Membership, line: Line, at: number | undefined) {
    const { publicKey } = signingKeys(fromHex(this.#kept.seed))
    const answer = yield* line.ask({ kind: "enrol", ...enrolment, publicKey }, at)
    if (answer.kind !== "enrolled") return false
    this.#change({ purchaseMaster: answer.purchaseMaster, office: answer.office })
    return yield* this.renew(line, at)
  })

  /** The newest mandate and list. Without a line the old ones are good until they end. */
  readonly renew = Effect.fnUntraced(function* (this: Membership, line: Line, at: number | undefined) {
    const answer = yield* line.ask({ kind: "terms", ...enrolment }, at)
    if (answer.kind !== "terms") return false
    this.#change({ mandate: answer.mandate, hotlist: answer.hotlist })
    return true
  })

  /** What is not signed by the office is not there. */
  readonly terms = (): Terms => {
    const { hotlist, mandate, office = "" } = this.#kept
    const may = mandate && readMandate(office, mandate)
    const list = hotlist && readHotlist(office, hotlist)
    return { ...(may && { mandate: may }), ...(list && { hotlist: list }) }
  }

  /** Cards that nobody sells on, by the ends of their numbers. */
  readonly listed = (): ReadonlyArray<string> => this.terms().hotlist?.purses ?? []

  readonly identity = () => TerminalIdentity.seed(enrolment, Redacted.make(fromHex(this.#kept.seed)))

  readonly keys = () =>
    KeyProvider.masters([
      { group, masters: { purchase: Redacted.make(fromHex(this.#kept.purchaseMaster ?? "")) } }
    ])
}
