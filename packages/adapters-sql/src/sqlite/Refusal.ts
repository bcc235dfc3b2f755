/**
 * Refusals at opening: why a store does not start on a file, each with a sentence that says what to do.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ProgramChanged, WeakSetting, WrongKey } from "../Refusal.ts"

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

const refusals = [WeakSetting, SqliteTooOld, ForeignFile, SecondWriter, ProgramChanged, WrongKey] as const

/** Why a store does not open. */
export type Refusal = InstanceType<(typeof refusals)[number]>

export const isRefusal = (thrown: unknown): thrown is Refusal =>
  refusals.some((refusal) => thrown instanceof refusal)
