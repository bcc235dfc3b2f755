/**
 * Endpoints in a ledger file, on the same connection as the ledger.
 *
 * @module
 */
import { decodeEndpoint, encodeEndpoint, EndpointStore } from "@tessera/core/ports"
import { type Row, text } from "../rows.ts"
import { asking, changing, redoing } from "./ending.ts"
import type { Session } from "./Session.ts"

const texts = {
  all: "select document from endpoint where tenant = ? order by id",
  find: "select document from endpoint where tenant = ? and id = ?",
  begin: `
    insert into endpoint (tenant, id, version, document) values (?, ?, ?, ?)
    on conflict (tenant, id) do nothing`,
  change:
    "update endpoint set version = ?3, document = ?4 where tenant = ?1 and id = ?2 and version = ?3 - 1",
  remove: "delete from endpoint where tenant = ? and id = ? and version = ?"
}

const readEndpoint = (row: Row) => decodeEndpoint(JSON.parse(text(row, "document")))

/** Each is a commit of its own, on the disk before it is answered. */
export const endpointsOn = (session: Session): EndpointStore["Service"] => {
  const { database, tenant } = session
  const [all, find] = [database.prepare(texts.all), database.prepare(texts.find)]
  const [begin, change] = [database.prepare(texts.begin), database.prepare(texts.change)]
  const remove = database.prepare(texts.remove)
  const attempt = asking(session)
  const isDone = (write: () => { readonly changes: number | bigint }) =>
    redoing(() => Number(changing(session, write).changes) === 1)
  return EndpointStore.of({
    all: () => attempt(() => all.all(tenant).map((row) => readEndpoint(row))),
    find: (id) =>
      attempt(() => {
        const row = find.get(tenant, id)
        return row && readEndpoint(row)
      }),
    write: (endpoint) => {
      const { id, version } = endpoint
      const document = JSON.stringify(encodeEndpoint(endpoint))
      return isDone(() => (version === 1 ? begin : change).run(tenant, id, version, document))
    },
    remove: (id, version) => isDone(() => remove.run(tenant, id, version))
  })
}
