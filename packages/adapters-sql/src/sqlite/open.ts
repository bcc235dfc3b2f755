/**
 * Opening a ledger file: only with settings under which a commit that was acknowledged survives a power cut.
 *
 * @module
 */
import { closeSync, existsSync, openSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { WeakSetting } from "../Refusal.ts"
import { ForeignFile, SqliteTooOld } from "./Refusal.ts"
import { applicationId, migrations } from "./schema/index.ts"
import { writerLock } from "./writerLock.ts"

/** How a file is opened. */
export interface Settings {
  /** The file, or `:memory:` in tests. It is created when it does not exist. */
  readonly file: string
  /** Whether a commit waits for the disk. Absent: `full`, the least that is safe. */
  readonly synchronous?: "extra" | "full" | "normal" | "off"
  /** Absent: `wal`, the only one that is accepted outside of tests. */
  readonly journalMode?: "wal" | "delete" | "memory"
  /** Bytes of the page cache. Absent: 64 MiB. */
  readonly cacheBytes?: number
  /** Accepts settings under which a power cut loses what was acknowledged. */
  readonly forTests?: boolean
}

/** An open file, and how it is closed. */
export interface Opened {
  readonly database: DatabaseSync
  readonly close: () => void
}

/** The first release without the fault that could corrupt a file when two connections reset its WAL. */
const oldest = "3.51.3"

const numbersOf = (version: string): ReadonlyArray<number> => version.split(".").map(Number)

/** Whether a version of SQLite has the faults that this store will not live with. */
export const isTooOld = (version: string): boolean => {
  const [have, need] = [numbersOf(version), numbersOf(oldest)]
  const at = need.findIndex((number, n) => (have[n] ?? 0) !== number)
  return at >= 0 && (have[at] ?? 0) < (need[at] ?? 0)
}

const valueOf = (database: DatabaseSync, question: string): string =>
  String(Object.values(database.prepare(question).get() ?? {})[0])

const durability = ["off", "normal", "full", "extra"]

/** Sets what a ledger needs and reads it back: SQLite keeps silent about what it does not take. */
const insist = (database: DatabaseSync, settings: Settings): void => {
  const { cacheBytes = 64 * 1024 * 1024, forTests, journalMode = "wal", synchronous = "full" } = settings
  database.exec(`
    pragma journal_mode = ${journalMode};
    pragma synchronous = ${synchronous};
    pragma foreign_keys = on;
    pragma recursive_triggers = on;
    pragma trusted_schema = off;
    pragma mmap_size = 0;
    pragma wal_autocheckpoint = 16000;
    pragma cache_size = -${Math.ceil(cacheBytes / 1024)};
  `)
  if (forTests === true) return
  const mode = valueOf(database, "pragma journal_mode")
  if (mode !== "wal") throw new WeakSetting({ setting: "journal_mode", value: mode, needed: "wal" })
  const level = Number(valueOf(database, "pragma synchronous"))
  if (level < durability.indexOf("full"))
    throw new WeakSetting({ setting: "synchronous", value: durability[level] ?? "unknown", needed: "full" })
}

/** Brings a file up to the newest schema; what is not a ledger of ours, or is of a newer release, is left alone. */
const migrate = (database: DatabaseSync, file: string): void => {
  const id = Number(valueOf(database, "pragma application_id"))
  const version = Number(valueOf(database, "pragma user_version"))
  const isEmpty = valueOf(database, "select count(*) from sqlite_schema") === "0"
  if (id !== applicationId && !(isEmpty && id === 0 && version === 0))
    throw new ForeignFile({ file, reason: "is a database of something else" })
  if (version > migrations.length)
    throw new ForeignFile({ file, reason: `has schema ${version}, this release knows ${migrations.length}` })
  if (version === migrations.length) return
  database.exec("begin exclusive")
  for (const migration of migrations.slice(version)) database.exec(migration)
  database.exec(`pragma application_id = ${applicationId}`)
  database.exec(`pragma user_version = ${migrations.length}`)
  database.exec("commit")
}

const isInMemory = (file: string): boolean => file === ":memory:"

/** Opens a file for the writing of one tenant. Throws a `Refusal`, or whatever the storage throws. */
export const open = (settings: Settings, tenant: string): Opened => {
  const { file } = settings
  if (isInMemory(file) && settings.forTests !== true)
    throw new WeakSetting({ setting: "file", value: file, needed: "a file" })
  if (!isInMemory(file) && !existsSync(file)) closeSync(openSync(file, "a"))
  const release = isInMemory(file) ? () => undefined : writerLock(file, tenant)
  const database = new DatabaseSync(file, { open: false, timeout: 5000 })
  const close = () => {
    if (database.isOpen) database.close()
    release()
  }
  try {
    database.open()
    const version = valueOf(database, "select sqlite_version()")
    if (isTooOld(version)) throw new SqliteTooOld({ version, needed: oldest })
    insist(database, settings)
    migrate(database, file)
    return { database, close }
  } catch (refusal) {
    close()
    throw refusal
  }
}
