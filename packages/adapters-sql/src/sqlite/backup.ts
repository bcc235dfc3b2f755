/**
 * Backing a ledger file up while it is written to: a copy of one moment, page by page, without stopping anybody.
 *
 * @module
 */
import { existsSync, renameSync, rmSync } from "node:fs"
import { backup, DatabaseSync } from "node:sqlite"
import { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { ForeignFile } from "./Refusal.ts"

/** The ledger's file, and the file of the copy, which must not exist yet. */
export interface BackupOptions {
  readonly file: string
  readonly to: string
}

/**
 * Opens a file for reading as it is now. The moment is held: a copy of what changes meanwhile would begin anew with every
 * commit, and never end while tills sell.
 */
const asOfNow = (file: string): DatabaseSync => {
  const source = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    source.exec("begin; select count(*) from sqlite_schema")
    return source
  } catch (cause) {
    source.close()
    throw cause
  }
}

const unavailable = (cause: unknown) => new StoreUnavailable({ cause })

const remove = (part: string): void => {
  for (const name of [part, `${part}-journal`]) rmSync(name, { force: true })
}

/**
 * Copies under another name until all of it is there: a copy that broke off is an empty database, and would be opened as a new
 * ledger.
 */
const copy = (source: DatabaseSync, to: string): Effect.Effect<void, StoreUnavailable> => {
  const part = `${to}.part`
  return Effect.try({ try: () => remove(part), catch: unavailable }).pipe(
    Effect.andThen(Effect.tryPromise({ try: () => backup(source, part), catch: unavailable })),
    Effect.andThen(Effect.try({ try: () => renameSync(part, to), catch: unavailable })),
    Effect.onError(() => Effect.ignore(Effect.try(() => remove(part))))
  )
}

/**
 * Copies a ledger file with everything that was acknowledged before the copy began. The copy is a ledger file like any
 * other: open it, and verify it. Until it is whole nothing has its name.
 */
export const backupSqlite = Effect.fnUntraced(function* ({ file, to }: BackupOptions) {
  if (!existsSync(file)) return yield* Effect.fail(new ForeignFile({ file, reason: "does not exist" }))
  if (existsSync(to)) return yield* Effect.fail(new ForeignFile({ file: to, reason: "exists already" }))
  yield* Effect.acquireUseRelease(
    Effect.try({
      try: () => asOfNow(file),
      catch: unavailable
    }),
    (source) => copy(source, to),
    (source) => Effect.sync(() => source.close())
  )
})
