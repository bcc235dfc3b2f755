/**
 * The store of a ledger in a SQLite file.
 *
 * @module
 */
export { ProgramChanged, WeakSetting, WrongKey } from "../Refusal.ts"
export { ForeignFile, type Refusal, SecondWriter, SqliteTooOld } from "./Refusal.ts"
export { type BackupOptions, backupSqlite } from "./backup.ts"
export type { Settings } from "./open.ts"
export { SqliteHolders, type SqliteOptions, SqliteStore } from "./SqliteStore.ts"
