/**
 * What it costs to be watched: processor time of a redemption, with metrics, with traces, and with neither, in turns in one
 * process. `node --conditions=@tessera/source packages/http/bench/watching.ts [rounds] [folder of another checkout]`
 *
 * @module
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { resolve } from "node:path"
import { metrics, traces } from "../src/observe/index.ts"
import * as here from "../src/index.ts"
import { giftCard, keyOf, options, sale } from "../test/shop.ts"

const [rounds = "20", other] = process.argv.slice(2)
const [each, together] = [2_000, 16]

/** Takes what it is sent. */
const receiver = createServer((request, response) => {
  request.resume().on("end", () => response.end("{}"))
}).listen(0, "127.0.0.1")
await new Promise((ready) => receiver.once("listening", ready))
const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`

const there: typeof here =
  other === undefined ? here : await import(resolve(other, "packages/http/src/index.ts"))

const kinds: ReadonlyArray<readonly [string, typeof here, Partial<here.OpenOptions>]> = [
  [other === undefined ? "off again" : "before there were any", there, {}],
  ["off", here, {}],
  ["metrics", here, { metrics: metrics() }],
  ["traces, 0.01 of all", here, { traces: traces({ endpoint, share: 0.01 }) }],
  ["traces, all", here, { traces: traces({ endpoint }) }]
]

const opened = await Promise.all(
  kinds.map(async ([name, { openHttp }, more]) => {
    const service = await openHttp(options(more))
    const handler = service.web()
    let n = 0
    const ask = (path: string, body: object): Promise<Response> =>
      handler(
        new Request(`http://shop.example${path}`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${keyOf("erp")}`,
            "content-type": "application/json",
            "idempotency-key": `k${n++}`
          },
          body: JSON.stringify(body)
        })
      )
    const issued = await ask("/v1/cards", { ...giftCard, amount: 1_000_000 })
    if (issued.status !== 201) throw new Error(await issued.text())
    return { name, service, ask, times: [] as Array<number> }
  })
)

for (let round = 0; round <= Number(rounds); round++)
  for (const { ask, times } of round % 2 === 0 ? opened : opened.toReversed()) {
    const before = process.cpuUsage()
    for (let n = 0; n < each; n += together) {
      const answers = await Promise.all(
        Array.from({ length: together }, () => ask("/v1/redemptions", sale(1)))
      )
      if (answers.some(({ status }) => status !== 201)) throw new Error("a sale was refused")
    }
    const { system, user } = process.cpuUsage(before)
    // The first round warms up.
    if (round > 0) times.push((system + user) / each)
  }

const median = (all: ReadonlyArray<number>): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
const first = median(opened[0]?.times ?? [])
for (const { name, times } of opened) {
  const own = median(times)
  console.log(
    `${name.padEnd(24)}${own.toFixed(1)} µs  ${(own / first).toFixed(3)}  (${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)})`
  )
}
await Promise.all(opened.map(({ service }) => service.close()))
receiver.close()
receiver.closeAllConnections()
