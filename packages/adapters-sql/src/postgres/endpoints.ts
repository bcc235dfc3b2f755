/**
 * Endpoints in PostgreSQL: each call is one statement, so that it is all done or none of it.
 *
 * @module
 */
import { decodeEndpoint, encodeEndpoint, EndpointStore, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { type Row, text } from "../rows.ts"
import { plain } from "./Connections.ts"
import type { Session } from "./Session.ts"

const attempt = <A, E>(asked: Effect.Effect<A, E>): Effect.Effect<A, StoreUnavailable> =>
  asked.pipe(
    Effect.mapError((cause) => new StoreUnavailable({ cause })),
    Effect.catchDefect((cause) => Effect.fail(new StoreUnavailable({ cause })))
  )

const readEndpoint = (row: Row) => decodeEndpoint(JSON.parse(text(plain(row), "document")))

/** The endpoints of a session's tenant. */
export const endpointsOn = ({ readers, statements, tenant }: Session): EndpointStore["Service"] => {
  const isDone = (statement: string, values: ReadonlyArray<unknown>) =>
    attempt(Effect.map(readers.unsafe<Row>(statement, values), (rows) => rows.length === 1))
  return EndpointStore.of({
    all: () =>
      attempt(
        Effect.map(readers.unsafe<Row>(statements.endpoints, [tenant]), (rows) => rows.map(readEndpoint))
      ),
    find: (id) =>
      attempt(
        Effect.map(
          readers.unsafe<Row>(statements.endpoint, [tenant, id]),
          ([row]) => row && readEndpoint(row)
        )
      ),
    write: (endpoint) => {
      const { id, version } = endpoint
      const statement = version === 1 ? statements.beginEndpoint : statements.changeEndpoint
      const document = JSON.stringify(encodeEndpoint(endpoint))
      return isDone(statement, [tenant, id, BigInt(version), document])
    },
    remove: (id, version) => isDone(statements.removeEndpoint, [tenant, id, BigInt(version)])
  })
}
