/**
 * The store of ledgers in a PostgreSQL database.
 *
 * @module
 */
export { ProgramChanged, WeakSetting, WrongKey } from "../Refusal.ts"
export type { Server } from "./Connections.ts"
export type { Durability, Settings } from "./open.ts"
export { PostgresHolders, type PostgresOptions, PostgresStore } from "./PostgresStore.ts"
export { type Refusal, SchemaMissing, SchemaTooNew, ServerTooOld } from "./Refusal.ts"
