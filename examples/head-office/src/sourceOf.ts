/**
 * Where a request comes from, as the proxy before the server says: the last address, which is its own word.
 *
 * @module
 */
import type { IncomingMessage } from "node:http"

/** Of what was said, the address alone: some proxies write a port behind it. */
const written = /^(?:\[(?<six>[^\]]+)\](?::\d+)?|(?<four>\d+(?:\.\d+){3})(?::\d+)?|(?<other>\S+))$/

/** A proxy that says nothing is counted itself: nobody gets around being counted by saying nothing. */
export const sourceOf = ({
  headers,
  socket
}: Pick<IncomingMessage, "headers"> & {
  readonly socket: Pick<IncomingMessage["socket"], "remoteAddress">
}): string | undefined => {
  const said = headers["x-forwarded-for"]
  const last = (typeof said === "string" ? said : said?.join(","))?.split(",").at(-1)?.trim() ?? ""
  const { four, other, six } = written.exec(last)?.groups ?? {}
  return six ?? four ?? other ?? socket.remoteAddress
}
