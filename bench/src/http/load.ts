/**
 * Load over HTTP: connections that are kept, each of which waits for its answer before it asks again.
 *
 * @module
 */
import { connect, type Socket } from "node:net"

/** How one request is written; every one is another. */
export type Writing = (n: number) => string

/** What so many connections were answered in so long. */
export interface Answered {
  readonly seconds: number
  /** Milliseconds of each answer. */
  readonly times: ReadonlyArray<number>
  readonly statuses: ReadonlyMap<number, number>
}

const [headEnd, lengthName] = ["\r\n\r\n", "content-length: "]

/** The whole answer at the beginning of a text, if it is there: how long it is, and its status. */
const answerIn = (text: string): { readonly length: number; readonly status: number } | undefined => {
  const head = text.indexOf(headEnd)
  if (head < 0) return undefined
  const at = text.toLowerCase().indexOf(lengthName)
  const body = at < 0 || at > head ? 0 : Number.parseInt(text.slice(at + lengthName.length), 10)
  const length = head + headEnd.length + body
  return text.length < length ? undefined : { length, status: Number(text.slice(9, 12)) }
}

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.setNoDelay(true).setEncoding("latin1")))
    socket.once("error", reject)
  })

/** Asks over one connection for as long as there is time. */
const asking = (
  socket: Socket,
  next: () => string,
  until: number,
  seen: (ms: number, status: number) => void
) =>
  new Promise<void>((resolve, reject) => {
    let rest = ""
    let asked = performance.now()
    const ask = () => {
      asked = performance.now()
      socket.write(next(), "latin1")
    }
    socket.on("data", (chunk: string) => {
      rest += chunk
      const answer = answerIn(rest)
      if (answer === undefined) return
      rest = rest.slice(answer.length)
      const now = performance.now()
      seen(now - asked, answer.status)
      if (now < until) return ask()
      socket.end()
      resolve()
    })
    socket.once("error", reject)
    socket.once("close", () => reject(new Error("the server hung up")))
    ask()
  })

/** Lets connections ask until the time is over. */
export const load = async (
  port: number,
  {
    connections,
    first,
    seconds
  }: { readonly connections: number; readonly first: number; readonly seconds: number },
  writing: Writing
): Promise<Answered> => {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connected(port)))
  const times: Array<number> = []
  const statuses = new Map<number, number>()
  let n = first
  const next = () => writing(n++)
  const begun = performance.now()
  const seen = (ms: number, status: number): void => {
    times.push(ms)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  await Promise.all(sockets.map((socket) => asking(socket, next, begun + seconds * 1000, seen)))
  return { seconds: (performance.now() - begun) / 1000, times, statuses }
}
