/**
 * A gateway on this machine that sends nothing: it shows what would be sent, and is busy now and then, as they are.
 *
 * @module
 */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

interface Message {
  readonly to: string
  readonly text: string
  readonly reference: string
}

export interface LocalGateway {
  readonly url: string
  /** What telephones have received. */
  readonly messages: ReadonlyArray<Message>
  /** How it answered, request by request. */
  readonly answers: ReadonlyArray<number>
}

/** Put together first: a letter may come in two pieces. */
const bodyOf = async (request: IncomingMessage): Promise<string> =>
  Buffer.concat(await request.toArray()).toString()

/** The first time that it is asked to send a message it takes it and says that it is busy; that is how doubles come about. */
const isBusyFor = ({ reference }: Message): boolean => reference.endsWith("valueLoaded")

/** Listens for the life of the scope. `show` is told of every message that a telephone receives. */
export const localGateway = (
  token: string,
  show: (message: Message) => void
): Effect.Effect<LocalGateway, never, Scope.Scope> => {
  const messages: Array<Message> = []
  const answers: Array<number> = []
  const answerTo = async (request: IncomingMessage): Promise<number> => {
    if (request.headers.authorization !== `Bearer ${token}`) return 401
    const message: Message = JSON.parse(await bodyOf(request))
    if (!/^\+\d{8,15}$/.test(message.to)) return 422
    if (messages.some(({ reference }) => reference === message.reference)) return 200
    messages.push(message)
    show(message)
    return isBusyFor(message) ? 503 : 202
  }
  const server = createServer((request, response) => {
    void answerTo(request)
      .catch(() => 400)
      .then((status) => {
        answers.push(status)
        response.writeHead(status, status === 503 ? { "retry-after": "1" } : {}).end()
      })
  })
  const listening = Effect.callback<LocalGateway>((resume) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}/messages`, messages, answers }))
    })
  })
  const close = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
  return Effect.acquireRelease(listening, () => close)
}
