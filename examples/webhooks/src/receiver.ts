/**
 * The other program: it hears of every sale, believes what is signed, and counts each event once.
 *
 * Started with the endpoint's secret and the file in which it keeps its books; says where it listens.
 *
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import { appendFileSync } from "node:fs"
import { createServer, type IncomingHttpHeaders } from "node:http"
import type { AddressInfo } from "node:net"

const [secret = "", file = ""] = process.argv.slice(2)

/** What the shop tells of an event, as far as it is looked at here. */
interface Told {
  readonly data: {
    readonly account: string
    readonly balances: ReadonlyArray<{ readonly ledger: number }>
    readonly id: string
    readonly kind: string
  }
}

/** What a request is worth: nothing, unless it is signed with the secret and of the last five minutes. */
const verified = (headers: IncomingHttpHeaders, body: string): Told | undefined => {
  const [id, seconds] = [String(headers["webhook-id"]), String(headers["webhook-timestamp"])]
  if (Math.abs(Date.now() / 1_000 - Number(seconds)) > 300) return undefined
  const key = Buffer.from(secret.replace("whsec_", ""), "base64")
  const expected = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest()
  const isOurs = (one: string): boolean => {
    const [scheme, signature = ""] = one.split(",")
    const given = Buffer.from(signature, "base64")
    return scheme === "v1" && given.length === expected.length && timingSafeEqual(given, expected)
  }
  return String(headers["webhook-signature"]).split(" ").some(isOurs) ? JSON.parse(body) : undefined
}

const server = createServer(async (request, response) => {
  // Put together first: a letter may come in two pieces.
  const body = Buffer.concat(await request.toArray()).toString()
  const event = verified(request.headers, body)
  if (event === undefined) return void response.writeHead(401).end()
  const { account, balances, id, kind } = event.data
  // One line an event, also for one that came before: the books below count each id once.
  appendFileSync(file, `${id} ${kind} ${account} ${balances[0]?.ledger}\n`)
  response.writeHead(204).end()
})
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo
  console.log(`http://127.0.0.1:${port}/events`)
})
