/** Secrets that were planted over HTTP are in no body, no header, no event, no post, no trace, no figure, no file of an export and no log. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { demoConfiguration } from "@tessera/core/testing"
import { expect, it, vi } from "vitest"
import { metrics, traces } from "../src/observe/index.ts"
import { keyOf, openShop, type Shop } from "./shop.ts"

const configuration = {
  ...demoConfiguration,
  programs: demoConfiguration.programs.map((program) => ({
    ...program,
    verification: { pinAbove: 1, tries: 10, oneTimeCode: {} }
  }))
}

/** Fifty secrets: card numbers, PINs that are set, PINs and codes that are guessed, and the service's own. */
const several = Array.from({ length: 16 }, (_, n) => n)
const cards = several.map((n) => `98765432${String(10_000_019 * (n + 1)).padStart(10, "0")}`)
const pins = several.map((n) => String(830_917_264_351 + n * 7_919))
const guesses = several.map((n) => String(512_093_847_105 + n * 104_729))
const own = "the secret of the service 9b1deb4d3b7d4bad"
const secrets = [...cards, ...pins, ...guesses, own, keyOf("erp")]

const shows = (text: string): ReadonlyArray<string> => secrets.filter((secret) => text.includes(secret))

/** What is written to the console or to the process's own streams from now on. */
const listeningTo = (said: Array<unknown>) => {
  const names = ["debug", "error", "info", "log", "trace", "warn"] as const
  const spies = [
    ...names.map((name) => vi.spyOn(console, name).mockImplementation((...words) => void said.push(words))),
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((text) => said.push(text) > 0)
    )
  ]
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

/** Takes whatever is posted to it: what is told of events, and what is seen of requests. */
const taking = async (said: Array<unknown>) => {
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (part: string) => (body += part))
    request.on("end", () => {
      said.push(`post to ${request.url}`, request.headers, body)
      response.end("{}")
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(closed))
    }
  }
}

const money = { outlet: "KTV1", currency: "CNY" }

/** Asks for all that brings a secret, right and wrong, well-formed and not, as who is told much and who is told little. */
const plant = async (ask: Shop["ask"], hears: (heard: unknown) => void) => {
  let keys = 0
  const say = async (path: string, body: unknown, as = "erp", headers: Record<string, string> = {}) => {
    const key = `key-${String((keys += 1)).padStart(6, "0")}`
    const { headers: answered, status, text } = await ask(path, { as, key, body, headers })
    hears([path, status, [...answered], text])
    return status
  }
  for (const [n, card] of cards.entries()) {
    const [pin = "", guess = ""] = [pins[n], guesses[n]]
    const asked = { ...money, card, amount: 100 }
    const issued = { ...asked, program: "giftCard", amount: 900, tender: { kind: "cash" } }
    expect(await say("/v1/cards", issued)).toBe(201)
    expect(await say("/v1/pins", { card, newPin: pin })).toBe(201)
    const as = ["erp", "stranger", "kiosk"][n % 3]
    await say("/v1/redemptions", { ...asked, pin: guess }, as)
    await say("/v1/redemptions", { ...asked, oneTimeCode: guess, cardSecret: guess }, as)
    await say("/v1/redemptions", { ...asked, pin: Number(pin), amount: card, newPin: guess }, as)
    await say("/v1/redemptions", { [card]: pin, type: guess }, as)
    await say("/v1/redemptions", `{"card": "${card}", "pin": "${pin}" "newPin`, as)
    await say("/v1/redemptions", `card=${card}&pin=${pin}`, as, { "content-type": "text/plain" })
    await say("/v1/balances", { card, pin: guess }, as)
    await say("/v1/quotes", { ...asked, card: `${card}1` })
    const tender = { kind: "cash" }
    await say("/v1/loads", { ...asked, tender, operator: "cashier", authorizationCode: guess })
    if (n < 3) {
      expect(await say("/v1/redemptions", { ...asked, pin })).toBe(201)
      await say("/v1/identifications", { card, pin })
      await say("/v1/commands:batch", { commands: [{ type: "Redeem", ...asked, key: `b${n}`, pin: guess }] })
    }
    await say("/v1/one-time-codes", { card })
  }
}

it("fifty secrets that come over HTTP go nowhere", async () => {
  const said: Array<unknown> = []
  const folder = mkdtempSync(join(tmpdir(), "tessera-canary-"))
  const listenNoMore = listeningTo(said)
  const office = await taking(said)
  try {
    console.warn("logs are listened to")
    await using shop = await openShop({
      configuration,
      secret: own,
      metrics: metrics(),
      traces: traces({ endpoint: `${office.url}/`, service: "cards" }),
      webhooks: { allowPrivate: true, poll: 10, look: 50 },
      jobs: { folder },
      onFault: (fault, at) => void said.push(fault, at)
    })
    const { ask } = shop
    const look = async (path: string) => said.push([path, (await ask(path)).text])
    expect((await ask("/v1/webhook-endpoints", { body: { url: `${office.url}/told` } })).status).toBe(201)
    await plant(ask, (heard) => void said.push(heard))
    for (const path of ["/v1/events?limit=100", "/v1/operations?limit=100", "/metrics", "/v1/network"])
      await look(path)
    const { body, status, text } = await ask("/v1/exports", { body: { of: "journal", format: "csv" } })
    expect([status, text]).toEqual([202, text])
    await vi.waitFor(async () => {
      expect((await ask(`/v1/exports/${body.id}`)).body).toMatchObject({ state: "done" })
    }, 10_000)
    await look("/v1/exports/journal")
    await vi.waitFor(() => expect(said).toContain("post to /told"), 10_000)
  } finally {
    await office.close()
    listenNoMore()
  }
  for (const name of readdirSync(folder)) said.push(readFileSync(join(folder, name), "latin1"))
  rmSync(folder, { recursive: true })
  expect(secrets).toHaveLength(50)
  const texts = said.map((one) =>
    typeof one === "string" ? one : inspect(one, { depth: 20, maxStringLength: null })
  )
  for (const part of ["logs are listened to", "valueRedeemed", "post to /v1/traces", "verification_failed"])
    expect(texts.filter((text) => text.includes(part)).map(() => part)).toContain(part)
  for (const text of texts) expect([...shows(text), text.slice(0, 500)]).toEqual([text.slice(0, 500)])
}, 60_000)
