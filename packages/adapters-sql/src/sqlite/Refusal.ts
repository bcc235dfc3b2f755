/**
 * Refusals at opening: why a store does not start on a file, each with a sentence that says what to do.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A setting that could lose a commit that was acknowledged, or that SQLite did not take. */
export class WeakSetting extends Schema.TaggedError<WeakSetting>()("WeakSetting", {
  setting: Schema.String,
  value: Schema.String,
  needed: Schema.String
}) {
  override get message() {
    return `${this.setting} is ${this.value}, but a ledger needs ${this.needed}; only tests may do with less (forTests: true)`
  }
}

/** This SQLite has faults that can damage a file in WAL mode. */
export class SqliteTooOld extends Schema.TaggedError<SqliteTooOld>()("SqliteTooOld", {
  version: Schema.String,
  needed: Schema.String
}) {
  override get message() {
    return `this is SQLite ${this.version}; ${this.needed} or newer is needed, use a newer Node.js`
  }
}

/** The file is a database of something else, or was written by a newer release. */
export class ForeignFile extends Schema.TaggedError<ForeignFile>()("ForeignFile", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `${this.file} ${this.reason}`
  }
}

/** Somebody writes to the file already. */
export class SecondWriter extends Schema.TaggedError<SecondWriter>()("SecondWriter", {
  file: Schema.String
}) {
  override get message() {
    return `another store is writing to ${this.file}; a ledger file has one writer process, and one store per tenant in it`
  }
}

/** The terms of a program were changed without a new version: what was agreed with holders would change silently. */
export class ProgramChanged extends Schema.TaggedError<ProgramChanged>()("ProgramChanged", {
  id: Schema.String,
  version: Schema.Number
}) {
  override get message() {
    return `program ${this.id} version ${this.version} is in the file with other content; give the changed terms a new version`
  }
}

/** The file was written under another secret: no card would be found, and every card could be issued twice. */
export class WrongKey extends Schema.TaggedError<WrongKey>()("WrongKey", { tenant: Schema.String }) {
  override get message() {
    return `the key vault's secret is not the one that the ledger of tenant ${this.tenant} was written with`
  }
}

const refusals = [WeakSetting, SqliteTooOld, ForeignFile, SecondWriter, ProgramChanged, WrongKey] as const

/** Why a store does not open. */
export type Refusal = InstanceType<(typeof refusals)[number]>

export const isRefusal = (thrown: unknown): thrown is Refusal =>
  refusals.some((refusal) => thrown instanceof refusal)
