/**
 * Refusals at opening: why a store does not start on a database, each with a sentence that says what to do.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ProgramChanged, WeakSetting, WrongKey } from "../Refusal.ts"

/** This PostgreSQL is older than the oldest on which the store is tested. */
export class ServerTooOld extends Schema.TaggedError<ServerTooOld>()("ServerTooOld", {
  version: Schema.String,
  needed: Schema.String
}) {
  override get message() {
    return `this is PostgreSQL ${this.version}; ${this.needed} or newer is needed`
  }
}

/** The schema was brought so far by a newer release that this one would damage it. */
export class SchemaTooNew extends Schema.TaggedError<SchemaTooNew>()("SchemaTooNew", {
  schema: Schema.String,
  oldest: Schema.Int,
  known: Schema.Int
}) {
  override get message() {
    return `schema ${this.schema} needs a release that knows migration ${this.oldest}; this one knows ${this.known}`
  }
}

/** The schema is not there, or not complete, and this role may not change it. */
export class SchemaMissing extends Schema.TaggedError<SchemaMissing>()("SchemaMissing", {
  schema: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `schema ${this.schema} ${this.reason}; run the migrations under the role that owns it (migratePostgres)`
  }
}

const refusals = [WeakSetting, ServerTooOld, SchemaTooNew, SchemaMissing, ProgramChanged, WrongKey] as const

/** Why a store does not open. */
export type Refusal = InstanceType<(typeof refusals)[number]>

export const isRefusal = (thrown: unknown): thrown is Refusal =>
  refusals.some((refusal) => thrown instanceof refusal)
