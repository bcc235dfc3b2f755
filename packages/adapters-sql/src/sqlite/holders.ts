/**
 * Records of holders in a file: what was replaced is overwritten in the file, and what was erased is gone from its log too.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"
import type { Ids } from "@tessera/core"
import {
  type HolderFound,
  type HolderSearch,
  HolderStore,
  isErased,
  type StoredHolder
} from "@tessera/core/ports"
import { dataKeyOf, holderColumns, holderFields, holderRow, readFound, readHolder } from "../holderRows.ts"
import { asking, changing, writing } from "./ending.ts"
import { whole } from "../rows.ts"
import { lockPatience, type Session } from "./Session.ts"

const columns = holderColumns("key")
const assigned = columns.filter((name) => name !== "id").map((name) => `${name} = excluded.${name}`)
const record = "holder left join holder_key on holder_key.number = holder.key"

/** The statements, prepared once. */
export const prepareHolders = (database: DatabaseSync) => ({
  find: database.prepare(`select ${holderFields} from ${record} where tenant = ? and id = ?`),
  /** Tokens one by one in their order, each by the index, and only then the records: a page reads no more of them. */
  search: database.prepare(`
    with page (place, holder) as (
      select given.key, holder_token.holder from json_each(?2) as given
      cross join holder_token on holder_token.tenant = ?1 and holder_token.token = given.value
      where given.key > ?3 or (given.key = ?3 and holder_token.holder > ?4)
      order by given.key, holder_token.holder limit ?5
    )
    select page.place, ${holderFields} from page
    cross join holder on holder.tenant = ?1 and holder.id = page.holder
    cross join holder_key on holder_key.number = holder.key
    order by page.place, page.holder`),
  before: database.prepare("select version, key from holder where tenant = ? and id = ?"),
  /** In its place: a row of the same length is overwritten, byte by byte. */
  overwriteKey: database.prepare(
    "update holder_key set data_key = ?1 where number = ?2 and length(data_key) = length(?1)"
  ),
  blankKey: database.prepare(
    "update holder_key set data_key = printf('%.*c', length(data_key), '0') where number = ?"
  ),
  writeKey: database.prepare("insert into holder_key (data_key) values (?) returning number"),
  write: database.prepare(`
    insert into holder (tenant, ${columns.join(", ")}) values (?, ${columns.map(() => "?").join(", ")})
    on conflict do update set ${assigned.join(", ")}`),
  forgetTokens: database.prepare("delete from holder_token where tenant = ? and holder = ?"),
  writeToken: database.prepare(
    "insert into holder_token (tenant, token, holder) values (?, ?, ?) on conflict do nothing"
  )
})
type HolderStatements = ReturnType<typeof prepareHolders>

const search = (
  { tenant }: Session,
  statements: HolderStatements,
  { after, limit, tokens }: HolderSearch
): ReadonlyArray<HolderFound> =>
  statements.search
    .all(tenant, JSON.stringify(tokens), after?.place ?? -1, after?.id ?? "", limit)
    .map((row) => readFound(row))

/** Puts a key in the place of the one before, or nothing; gives its number. */
const replaceKey = (
  statements: HolderStatements,
  before: number | null,
  dataKey: string | null
): number | null => {
  if (before !== null) {
    if (dataKey !== null && statements.overwriteKey.run(dataKey, before).changes === 1) return before
    statements.blankKey.run(before)
  }
  return dataKey === null ? null : whole(statements.writeKey.get(dataKey) ?? {}, "number")
}

/** Whether the version before was there, and the record now is in its place. */
const replace = (
  { tenant }: Session,
  statements: HolderStatements,
  stored: StoredHolder,
  tokens: ReadonlyArray<string>
): boolean => {
  const before = statements.before.get(tenant, stored.id)
  if ((before === undefined ? 0 : whole(before, "version")) !== stored.version - 1) return false
  const key = before === undefined || before["key"] === null ? null : whole(before, "key")
  statements.write.run(tenant, ...holderRow(stored, replaceKey(statements, key, dataKeyOf(stored))))
  statements.forgetTokens.run(tenant, stored.id)
  for (const token of tokens) statements.writeToken.run(tenant, token, stored.id)
  return true
}

/**
 * SQLite overwrites with zeros what such a transaction deletes or replaces. The ledger, which deletes nothing, is spared.
 * Copies that it made when it moved rows may stay, which is why keys are in rows that never move.
 */
const overwriting = <A>({ database }: Session, write: () => A): A => {
  database.exec("pragma secure_delete = on")
  try {
    return write()
  } finally {
    if (database.isOpen) database.exec("pragma secure_delete = off")
  }
}

/**
 * Empties the log, which may still hold the key of somebody who was erased. A reader of the file may stand in the way;
 * then the next erasure does it, or the closing of the file.
 */
const emptyLog = ({ database }: Session): void => {
  try {
    database.exec("pragma busy_timeout = 0; pragma wal_checkpoint(truncate)")
  } catch {
    // The record is erased all the same: what is in the log is what a backup of this moment would hold.
  } finally {
    database.exec(`pragma busy_timeout = ${lockPatience}`)
  }
}

const write = (
  session: Session,
  statements: HolderStatements,
  stored: StoredHolder,
  tokens: ReadonlyArray<string>
): boolean => {
  const isWritten = overwriting(session, () =>
    changing(session, () => replace(session, statements, stored, tokens))
  )
  if (isWritten && isErased(stored)) emptyLog(session)
  return isWritten
}

/** The records in the file of a session. */
export const holdersOn = (session: Session): HolderStore["Service"] => {
  const statements = prepareHolders(session.database)
  const attempt = asking(session)
  return HolderStore.of({
    find: (id: Ids.HolderId) =>
      attempt(() => {
        const row = statements.find.get(session.tenant, id)
        return row && readHolder(row)
      }),
    search: (asked) => attempt(() => search(session, statements, asked)),
    write: (stored, tokens) => writing(() => write(session, statements, stored, tokens))
  })
}
