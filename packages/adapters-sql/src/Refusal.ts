/**
 * Refusals at opening that all stores share, each with a sentence that says what to do.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A setting under which a commit that was acknowledged could be lost, or that the database did not take. */
export class WeakSetting extends Schema.TaggedError<WeakSetting>()("WeakSetting", {
  setting: Schema.String,
  value: Schema.String,
  needed: Schema.String
}) {
  override get message() {
    return `${this.setting} is ${this.value}, but a ledger needs ${this.needed}; only tests may do with less (forTests: true)`
  }
}

/** The terms of a program were changed without a new version: what was agreed with holders would change silently. */
export class ProgramChanged extends Schema.TaggedError<ProgramChanged>()("ProgramChanged", {
  id: Schema.String,
  version: Schema.Number
}) {
  override get message() {
    return `program ${this.id} version ${this.version} is in the ledger with other content; give the changed terms a new version`
  }
}

/** The ledger was written under another secret: no card would be found, and every card could be issued twice. */
export class WrongKey extends Schema.TaggedError<WrongKey>()("WrongKey", { tenant: Schema.String }) {
  override get message() {
    return `the key vault's secret is not the one that the ledger of tenant ${this.tenant} was written with, or one of several is missing`
  }
}
