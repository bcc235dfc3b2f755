/**
 * The key vault port: keyed hashes under secret keys that the ledger never sees and no database stores.
 *
 * @module
 */
import * as Context from "effect/Context"
import type { Macs } from "../values/Mac.ts"

export class KeyVault extends Context.Service<KeyVault, Macs>()("@tessera/core/ports/KeyVault") {}
