/**
 * The ledger that a run works on: the service on a SQLite file, which is a temporary one where none is named.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { Audit, Books, Clearing, type Configuration, Shifts, StoredValue } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher, NodeSigner } from "@tessera/core/node"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Options } from "./commandLine.ts"
import { FileUnreadable, sentenceIn } from "./FileUnreadable.ts"
import { secretFor } from "./secret.ts"

/** A folder that is gone when the process ends, however it ends short of being killed. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-"))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** How many lines wait for one commit, twice as many as a service of many callers takes: nobody here waits for the first. */
export const fullBatch = 512

/** The service and its store. Building it fails, with a sentence, where the file cannot be this ledger. */
export const ledgerOf = (
  configuration: Configuration,
  { database, overrule, wallClock }: Pick<Options, "database" | "overrule" | "wallClock">
) => {
  const file = database ?? join(temporaryFolder(), "ledger.db")
  const store = SqliteStore.layer({ file, configuration }).pipe(
    Layer.catchTag("StoreUnavailable", (failure) =>
      Layer.effect(Store, Effect.fail(new FileUnreadable({ message: `${file}: ${sentenceIn(failure)}` })))
    )
  )
  const secret = secretFor(database, process.env["TESSERA_SECRET"])
  const service = StoredValue.layer(configuration, {
    overrule,
    batch: fullBatch,
    ...(!wallClock && { openedAt: 0 })
  })
  return Layer.mergeAll(Audit.layer(configuration), Books.layer, Clearing.layer, Shifts.layer).pipe(
    Layer.provideMerge(service),
    Layer.provideMerge(store),
    Layer.provide(NodePinHasher.layer(secret)),
    Layer.provide([NodeKeyVault.layer(secret), NodeOperationIds.layer, NodeSigner.derived(secret)]),
    Layer.provideMerge(NodeDigest.layer)
  )
}
