/**
 * Rows of holder records: sealed, or what is left of them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import { type HolderFound, isErased, type SealedHolder, type StoredHolder } from "@tessera/core/ports"
import * as Schema from "effect/Schema"
import { present, type Row, whole, type Written } from "./rows.ts"

const Ruling = Schema.fromJsonString(
  Schema.Struct({ at: Schema.Int, by: Schema.String, reason: Schema.String })
)
const Kept = Schema.Struct({
  id: Ids.HolderId,
  version: Schema.Int,
  changedAt: Schema.Int,
  dataKey: Schema.String,
  record: Schema.String,
  legalHold: Schema.optionalKey(Ruling)
})
const Left = Schema.Struct({ id: Ids.HolderId, version: Schema.Int, erased: Ruling })
const decodeKept = Schema.decodeUnknownSync(Kept)
const decodeLeft = Schema.decodeUnknownSync(Left)

/** The columns after the tenant, as they are written; what holds the key is named by the database. */
export const holderColumns = (key: string) =>
  ["id", "version", "changed_at", key, "record", "legal_hold", "erased"] as const

/** The columns as they are read. */
export const holderFields = `id, version, changed_at as "changedAt", data_key as "dataKey", record,
    legal_hold as "legalHold", erased`

const readKept = (row: Row): SealedHolder => {
  const { dataKey, record, ...head } = decodeKept(present(row))
  return { ...head, sealed: { dataKey, record } }
}

export const readHolder = (row: Row): StoredHolder =>
  row["erased"] === null ? readKept(row) : decodeLeft(present(row))

/** A record that a token found; an erased one has none. */
export const readFound = (row: Row): HolderFound => ({ place: whole(row, "place"), stored: readKept(row) })

/** The values of `holderColumns`, with what stands for the key. */
export const holderRow = (stored: StoredHolder, key: string | number | null): Written => [
  stored.id,
  stored.version,
  ...(isErased(stored)
    ? [stored.erased.at, key, null, null, JSON.stringify(stored.erased)]
    : [
        stored.changedAt,
        key,
        stored.sealed.record,
        stored.legalHold === undefined ? null : JSON.stringify(stored.legalHold),
        null
      ])
]

/** The wrapped key of a record, which an erased one has no more. */
export const dataKeyOf = (stored: StoredHolder): string | null =>
  isErased(stored) ? null : stored.sealed.dataKey
