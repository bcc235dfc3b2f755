/** An import whose answers are lost, and that is then refused: whether its lines were done is not known. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { saying } from "./saying.ts"

const folder = mkdtempSync(join(tmpdir(), "tessera-import-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [file, key] = [join(folder, "sold.ndjson"), join(folder, "key")]
writeFileSync(file, '{"type":"Redeem","key":"a"}\n')
writeFileSync(key, "test_key\n")

const refusal = { code: "unauthenticated", status: 401, title: "Not known who calls", detail: "Show a key." }

it.each([
  // how many answers are lost, what is said of the line once, how it ends
  [0, undefined, 1, "Show a key."],
  [4, undefined, 3, "whether they were done is not known"],
  [0, { key: "a", outcome: "inDoubt", retry: "sameKey" }, 3, "whether they were done is not known"]
])("%i lost, then %j, and then refused: ends with %i", async (lost, outcome, code, message) => {
  let asked = 0
  const server = createServer((request, response) => {
    request.resume()
    asked += 1
    if (asked <= lost) response.destroy()
    else if (outcome !== undefined && asked === lost + 1)
      response.writeHead(200, { "content-type": "application/x-ndjson" }).end(`${JSON.stringify(outcome)}\n`)
    else response.writeHead(401, { "content-type": "application/problem+json" }).end(JSON.stringify(refusal))
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const { port } = server.address() as AddressInfo
  const ran = await saying(["import", file, "--url", `http://127.0.0.1:${port}`, "--key-file", key])
  server.closeAllConnections()
  server.close()
  expect([ran.code, ran.errors]).toEqual([code, expect.stringContaining(message)])
})
