/** What Prometheus scrapes is what happened, in a form that its own parser reads, and nobody's card or key is in it. */
import { execFileSync, spawnSync } from "node:child_process"
import { describe, expect, it, vi } from "vitest"
import { metrics } from "../../src/observe/index.ts"
import { giftCard, openShop, sale } from "../shop.ts"

/** A line of the page: its name, labels and figure. */
interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const samplesIn = (page: string): ReadonlyArray<Sample> =>
  page
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = "", value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      const pairs = [...labels.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text])
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })

const figure = (samples: ReadonlyArray<Sample>, name: string, labels: Sample["labels"] = {}): number =>
  samples
    .filter((one) => one.name === name)
    .filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0)

const shopWithMetrics = () => openShop({ metrics: metrics(), sandbox: {} })

describe("metrics", () => {
  it("count requests by route and status, and commands by how they ended", async () => {
    await using shop = await shopWithMetrics()
    const { ask } = shop
    await ask("/v1/redemptions", { key: "a", body: sale(100) })
    await ask("/v1/redemptions", { key: "a", body: sale(100) })
    await ask("/v1/redemptions", { key: "b", body: sale(100_000) })
    await ask("/v1/test/faults", { body: { kind: "inDoubt" } })
    await ask("/v1/redemptions", { key: "c", body: sale(100) })
    await ask("/v1/test/faults", { body: { kind: "unavailable" } })
    await ask("/v1/redemptions", { key: "d", body: sale(100) })
    await ask("/v1/operations/op_nobody")
    await ask("/nowhere")
    const commands = ["e", "f"].map((key) => ({ type: "Redeem", key, ...sale(50) }))
    await ask("/v1/commands:batch", { body: { commands } })
    const found = samplesIn((await ask("/metrics")).text)

    const ended = (labels: Sample["labels"]) => figure(found, "tessera_commands_total", labels)
    expect([
      ended({ verb: "Issue", outcome: "approved" }),
      ended({ verb: "Redeem", outcome: "approved", replayed: "false" }),
      ended({ verb: "Redeem", outcome: "approved", replayed: "true" }),
      ended({ verb: "Redeem", outcome: "declined", reason: "insufficient_funds" }),
      ended({ verb: "Redeem", outcome: "inDoubt" }),
      ended({ verb: "Redeem", outcome: "notDone", reason: "unavailable" })
    ]).toEqual([1, 3, 1, 1, 1, 1])
    const asked = (labels: Sample["labels"]) => figure(found, "tessera_http_requests_total", labels)
    expect([
      asked({ route: "/v1/redemptions", method: "POST", status: "201" }),
      asked({ route: "/v1/redemptions", status: "422" }),
      asked({ route: "/v1/redemptions", status: "503" }),
      asked({ route: "/v1/operations/{operation}", method: "GET", status: "404" }),
      asked({ route: "", status: "404" })
    ]).toEqual([2, 1, 2, 1, 1])
    expect(
      figure(found, "tessera_http_request_duration_seconds_count", { route: "/v1/redemptions", class: "5xx" })
    ).toBe(2)
    expect(figure(found, "tessera_commit_commands_sum")).toBeGreaterThanOrEqual(8)
    expect(figure(found, "tessera_commit_duration_seconds_count", { result: "unknown" })).toBe(1)
    expect(figure(found, "tessera_commit_duration_seconds_count", { result: "unavailable" })).toBe(1)
    expect(
      ["under_way", "in_commits", "waiting"].map((of) => figure(found, `tessera_commands_${of}`))
    ).toEqual([0, 0, 0])
    expect(figure(found, "tessera_http_requests_under_way")).toBe(1)
    expect(figure(found, "process_resident_memory_bytes")).toBeGreaterThan(1_000_000)
  })

  it("are for who has the scope, and are not there where nobody wants them", async () => {
    await using shop = await shopWithMetrics()
    expect((await shop.ask("/metrics", { as: "kiosk" })).body).toMatchObject({ needs: ["metrics:read"] })
    expect((await shop.ask("/metrics", { headers: { authorization: "" } })).status).toBe(401)
    await using plain = await openShop()
    expect((await plain.ask("/metrics")).status).toBe(404)
  })

  it("know how many are connected to a server of its own", async () => {
    const meter = metrics()
    await using shop = await openShop({ metrics: meter })
    const { close, url } = await shop.opened.serve()
    await (await fetch(`${url}/livez`)).text()
    expect(figure(samplesIn(meter.text()), "tessera_http_connections")).toBe(1)
    await close()
    await vi.waitFor(() => expect(figure(samplesIn(meter.text()), "tessera_http_connections")).toBe(0))
  })

  it("have no card, key or id in them", async () => {
    await using shop = await shopWithMetrics()
    const secret = "4000-9999"
    const { body } = await shop.ask("/v1/cards", { key: "key-of-mine", body: { ...giftCard, card: secret } })
    await shop.ask("/v1/balances", { body: { card: secret } })
    await shop.ask(`/v1/operations/${body.operation}`)
    await shop.ask(`/v1/operations/by-key/key-of-mine`)
    await shop.ask(`/${secret}`, { method: "PROPFIND" })
    const { text } = await shop.ask("/metrics")
    for (const hidden of [secret, "key-of-mine", body.operation, "test_erp", "KTV1", "PROPFIND"])
      expect(text).not.toContain(hidden)
  })
})

const python = "/usr/bin/python3"
const isInstalled = spawnSync(python, ["-c", "import prometheus_client.parser"]).status === 0

/** The parser of Prometheus, of Debian's python3-prometheus-client: each family, its type, whether it is explained, its samples. */
const parsed = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([[f.name, f.type, bool(f.documentation), len(f.samples)] for f in text_string_to_metric_families(sys.stdin.read())]))
`

it.runIf(isInstalled)(
  "the parser of Prometheus reads every family, with its type and what it is",
  async () => {
    await using shop = await shopWithMetrics()
    await shop.ask("/v1/redemptions", { key: "a", body: sale(100) })
    const page = (await shop.ask("/metrics")).text
    const families: ReadonlyArray<readonly [string, string, boolean, number]> = JSON.parse(
      execFileSync(python, ["-c", parsed], { input: page, encoding: "utf8" })
    )
    const types = Object.fromEntries(families.map(([name, type]) => [name, type]))
    expect(types).toMatchObject({
      tessera_http_requests: "counter",
      tessera_http_request_duration_seconds: "histogram",
      tessera_commands: "counter",
      tessera_commit_commands: "histogram",
      tessera_commands_waiting: "gauge",
      process_cpu_user_seconds: "counter"
    })
    expect(families.filter(([, , isSaid, samples]) => !isSaid || samples === 0)).toEqual([])
    expect(families.reduce((sum, [, , , samples]) => sum + samples, 0)).toBe(samplesIn(page).length)
  }
)

it.each(isInstalled ? [] : ["python3-prometheus-client"])(
  "%s is not installed: its parser read nothing",
  () => expect(isInstalled).toBe(false)
)
