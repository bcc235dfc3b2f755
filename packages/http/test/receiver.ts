/** A receiver of posts on this machine, as a retailer would run one. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** A request that came. */
export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answering = (response: ServerResponse, n: number) => void

/** Listens for the life of the scope; what came is in `received`, in its order. */
export const receiver = (
  answer: Answering = (response) => response.writeHead(204).end()
): Effect.Effect<
  { readonly url: string; readonly received: ReadonlyArray<Received> },
  never,
  Scope.Scope
> => {
  const received: Array<Received> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (part: string) => (body += part))
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body })
      answer(response, received.length)
    })
  })
  const listening = Effect.callback<string>((resume) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resume(Effect.succeed(`http://127.0.0.1:${port}`))
    })
  })
  const close = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
  return Effect.map(
    Effect.acquireRelease(listening, () => close),
    (url) => ({ url, received })
  )
}
