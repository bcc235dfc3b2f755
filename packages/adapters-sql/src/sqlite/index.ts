/**
 * The store of a ledger in a SQLite file.
 *
 * @module
 */
export {
  ForeignFile,
  ProgramChanged,
  type Refusal,
  SecondWriter,
  SqliteTooOld,
  WeakSetting,
  WrongKey
} from "./Refusal.ts"
export type { Settings } from "./open.ts"
export { type SqliteOptions, SqliteStore } from "./SqliteStore.ts"
