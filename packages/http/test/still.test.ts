/** What is answered for hours: it ends, or does nothing more, once its caller would not be let in. */
import { demoConfiguration } from "@tessera/core/testing"
import * as Redacted from "effect/Redacted"
import { afterEach, describe, expect, it } from "vitest"
import { apiKeyHash, makeApiKey } from "../src/auth/apiKey.ts"
import { networkAccess } from "../src/auth/index.ts"
import { openHttp } from "../src/index.ts"
import { asking, giftCard, listening, options, sale } from "./shop.ts"

const [office, web, franchise] = [makeApiKey("test"), makeApiKey("test"), makeApiKey("test")]
const bearer = (key: Redacted.Redacted) => ({ authorization: `Bearer ${Redacted.value(key)}` })
const clientOf = (id: string, key: Redacted.Redacted) => ({
  id,
  scopes: ["all"],
  keys: [{ id: "first", sha256: apiKeyHash(key) }]
})
const configuration = {
  ...demoConfiguration,
  clients: [
    clientOf("office", office),
    { ...clientOf("web", web), owner: "hq" },
    { ...clientOf("franchise", franchise), owner: "fr1" }
  ]
}

const closing: Array<() => unknown> = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const opened = async () => {
  const service = await openHttp(
    options({
      configuration,
      access: networkAccess({ mode: "test", origin: "https://pos.example" }),
      sandbox: {},
      webhooks: { inBackground: false }
    })
  )
  const { server, url } = await listening(service.node())
  closing.push(
    service.close,
    () => server.close(),
    () => server.closeAllConnections()
  )
  const ask = asking(url)
  const byOffice = (path: string, body: object, more: object = {}) =>
    ask(path, { body, headers: bearer(office), key: crypto.randomUUID(), ...more })
  expect((await byOffice("/v1/cards", giftCard)).status).toBe(201)
  return {
    url,
    byOffice,
    /** So late that everybody who lasts is looked at again. */
    later: () => byOffice("/v1/test/clock-advances", { seconds: 10 })
  }
}

/** Lines that are sent one by one, each answered before the next. */
const stream = async (url: string) => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const answer = fetch(`${url}/v1/commands:batch`, {
    method: "POST",
    duplex: "half",
    headers: { ...bearer(web), "content-type": "application/x-ndjson" },
    body: readable
  })
  let reader: ReadableStreamDefaultReader<string> | undefined
  closing.push(() => writer.close())
  return async (key: string) => {
    const line = JSON.stringify({ type: "Redeem", key, ...sale(100) })
    await writer.write(new TextEncoder().encode(`${line}\n`))
    reader ??= (await answer).body?.pipeThrough(new TextDecoderStream()).getReader()
    return JSON.parse((await reader?.read())?.value ?? "{}")
  }
}

/** A stream of events; what came so far, and whether it has ended. */
const listen = async (url: string, headers: Record<string, string>) => {
  const answer = await fetch(`${url}/v1/events`, { headers: { ...headers, accept: "text/event-stream" } })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  closing.push(() => reader?.cancel())
  let text = ""
  const read = async () => {
    const { done, value = "" } = (await reader?.read()) ?? { done: true }
    text += value
    return done
  }
  await read()
  return {
    read,
    until: async (wanted: string) => {
      while (!text.includes(wanted)) if (await read()) throw new Error(`ended without ${wanted}: ${text}`)
    },
    text: () => text
  }
}

describe("lines that go on coming", () => {
  it.each([
    ["a key that was taken out", "/v1/clients/web/keys/first/revocations", { reason: "lost" }],
    ["a client that is not active", undefined, { active: false }]
  ])("of %s are not done any more, one by one", async (_, path, change) => {
    const { byOffice, later, url } = await opened()
    const send = await stream(url)
    expect(await send("s1")).toMatchObject({ key: "s1", outcome: "approved" })
    const to = { ...clientOf("web", web), owner: "hq", ...change }
    const changed =
      path === undefined
        ? await byOffice(
            "/v1/clients/web",
            { to, reason: "left" },
            { method: "PUT", headers: { ...bearer(office), "if-match": '"v1"' } }
          )
        : await byOffice(path, change, { key: undefined })
    expect(changed.status).toBeLessThan(300)
    await later()
    const refused = { outcome: "notDone", code: "unauthenticated", retry: "never" }
    expect([await send("s2"), await send("s3")]).toEqual([
      { key: "s2", ...refused },
      { key: "s3", ...refused }
    ])
  })

  it("are done as far as their caller may by now, at the time of the service", async () => {
    const { byOffice, later, url } = await opened()
    const send = await stream(url)
    expect(await send("s1")).toMatchObject({ outcome: "approved" })
    const to = { ...clientOf("web", web), scopes: ["balances:read"], owner: "hq" }
    await byOffice("/v1/test/clock-advances", { days: 30 })
    const { recordedAt } = await send("s2")
    expect(Date.parse(recordedAt) - Date.now()).toBeGreaterThan(29 * 86_400_000)
    await byOffice(
      "/v1/clients/web",
      { to, reason: "less" },
      { method: "PUT", headers: { ...bearer(office), "if-match": '"v1"' } }
    )
    await later()
    expect(await send("s3")).toMatchObject({ outcome: "notDone", code: "forbidden" })
  })
})

describe("a stream of events", () => {
  it("ends with the key that was taken out, and tells nothing more", async () => {
    const { byOffice, later, url } = await opened()
    const heard = await listen(url, bearer(web))
    await byOffice("/v1/redemptions", sale(100))
    await heard.until("event: valueRedeemed")
    await byOffice("/v1/clients/web/keys/first/revocations", { reason: "lost" }, { key: undefined })
    await later()
    while (!(await heard.read()));
    expect(heard.text().match(/event: /g)).toHaveLength(1)
  })

  it("tells of an outlet that was opened since", async () => {
    const { byOffice, url } = await opened()
    const heard = await listen(url, bearer(franchise))
    const outlet = { to: { id: "KTV9", owner: "fr1" }, reason: "opened" }
    const headers = { ...bearer(office), "if-none-match": "*" }
    expect((await byOffice("/v1/outlets/KTV9", outlet, { method: "PUT", headers })).status).toBe(201)
    const sold = await byOffice("/v1/redemptions", { ...sale(100), outlet: "KTV9" })
    expect(sold.status).toBe(201)
    await heard.until("KTV9")
  })
})
