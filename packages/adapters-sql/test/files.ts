/** Ledger files of tests: a folder that goes away with the test, and a key vault whose secret every reader knows. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { NodeKeyVault } from "@tessera/core/node"
import { conformanceConfiguration } from "@tessera/core/testing"
import { type SqliteOptions, SqliteStore } from "../src/sqlite/index.ts"

export const vault = NodeKeyVault.layer(Redacted.make("a secret that every reader of the tests knows"))

/** The name of a file that does not exist yet. */
export const newFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  ),
  (folder) => join(folder, "ledger.db")
)

/** A store on a file, for the tenant of the conformance cases unless it is told otherwise. */
export const storeOn = (file: string, options: Partial<SqliteOptions> = {}) =>
  SqliteStore.layer({ file, configuration: conformanceConfiguration, ...options }).pipe(
    Layer.provide(vault),
    Layer.fresh
  )
