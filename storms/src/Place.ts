/**
 * Where the ledger of a storm is kept, and the store that opens it.
 *
 * @module
 */
import { PostgresStore, type Refusal as PostgresRefusal } from "@tessera/adapters-sql/postgres"
import { type Refusal as SqliteRefusal, SqliteStore } from "@tessera/adapters-sql/sqlite"
import type { KeyVault, Store, StoreUnavailable } from "@tessera/core/ports"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { planted } from "./planted.ts"
import { shop } from "./shop.ts"

/** A ledger file, or a schema of a database. */
export type Place =
  | { readonly store: "sqlite"; readonly file: string }
  | {
      readonly store: "postgres"
      readonly url: string
      readonly schema: string
      readonly durability?: "local" | "replicated"
      /** Absent: 2. */
      readonly shards?: number
      /** After how many batches the next are decided from memory. Absent: as the store does by itself. */
      readonly foreseenAfter?: number
    }

type Opened = Layer.Layer<Store, SqliteRefusal | PostgresRefusal | StoreUnavailable, KeyVault>

const storeOf = (place: Place): Opened =>
  place.store === "sqlite"
    ? SqliteStore.layer({ file: place.file, configuration: shop })
    : PostgresStore.layer({
        url: Redacted.make(place.url),
        schema: place.schema,
        durability: place.durability ?? "local",
        shards: place.shards ?? 2,
        ...(place.foreseenAfter !== undefined && { foreseenAfter: place.foreseenAfter }),
        configuration: shop
      })

/** The store at a place; with the planted defect it answers before it commits. */
export const storeAt = (place: Place, isPlanted = false): Opened =>
  isPlanted
    ? planted(storeOf(place.store === "postgres" ? { ...place, shards: 1 } : place))
    : Layer.fresh(storeOf(place))
