/** Ways in that are open to anybody: counted by where a request comes from; and what has ended is forgotten. */
import { MemoryStore } from "@tessera/core/memory"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { AccessRecords } from "../../src/auth/AccessRecords.ts"
import { networkAccess } from "../../src/auth/accessLayer.ts"
import { memoryRecords } from "../../src/auth/memoryRecords.ts"
import { staffAccess } from "../../src/auth/staff/index.ts"
import { openHttp } from "../../src/mount/open.ts"
import { doors } from "../../src/rate/limits.ts"
import { accessRoutes } from "../../src/api/accessRoutes.ts"
import { document, origin } from "./house.ts"

const opened = (more: Partial<Parameters<typeof networkAccess>[0]> = {}) =>
  openHttp({
    configuration: document,
    store: MemoryStore.layer,
    secret: "a secret of at least 32 characters, for tests",
    access: networkAccess({
      mode: "test",
      origin,
      staff: staffAccess({ id: "pos.example", name: "Harbour", origins: ["https://pos.example"] }),
      ...more
    })
  })

describe("the doors", () => {
  it("are all that is open to anybody, but for holders, who are counted by card too", () => {
    const open = Object.entries(accessRoutes).filter(
      ([, { by }]) => by === "nothing" || by === "ownSignature"
    )
    expect(open.map(([name]) => name).toSorted()).toEqual([...doors, "signInHolder"].toSorted())
  })

  for (const name of doors)
    it(`${name}: twenty at once from one source, and then it waits; another source does not`, async () => {
      await using service = await opened()
      const handler = service.web({ source: (request) => request.headers.get("x-from") ?? undefined })
      const ask = async (source: string) => {
        const path = accessRoutes[name].path.replace("{id}", "amy")
        const headers = { "content-type": "application/json", "x-from": source }
        const body = '{"nothing":"of this"}'
        const answer = await handler(
          new Request(`https://pos.example${path}`, { method: "POST", headers, body })
        )
        return { status: answer.status, wait: answer.headers.get("retry-after"), text: await answer.text() }
      }
      for (let n = 0; n < 20; n++) expect((await ask("192.0.2.1")).status).toBe(400)
      const refused = await ask("192.0.2.1")
      expect([refused.status, Number(refused.wait) > 0]).toEqual([429, true])
      expect(JSON.parse(refused.text)).toMatchObject({ code: "rate_limited", limit: "doors" })
      expect((await ask("192.0.2.2")).status).toBe(400)
    })
})

it("of secrets that are typed from many addresses so few are hashed at once that no sale waits for them", async () => {
  await using service = await opened()
  const handler = service.web({ source: (request) => request.headers.get("x-from") ?? undefined })
  const headers = (n: number) => ({ "content-type": "application/json", "x-from": `192.0.2.${n % 5}` })
  const ways = [
    ["/v1/staff-sessions/passwords", { operator: "fin", password: "a guess of fifteen", totp: "123456" }],
    ["/v1/operators/amy/pin-exchanges", { from: "0000", to: "4711" }]
  ] as const
  const asked = Array.from({ length: 60 }, async (_, n) => {
    const [path, body] = ways[n % 2] ?? ways[0]
    const sent = { method: "POST", headers: headers(n), body: JSON.stringify(body) }
    const answer = await handler(new Request(`https://pos.example${path}`, sent))
    return { status: answer.status, limit: JSON.parse(await answer.text()).limit as string | undefined }
  })
  const said = await Promise.all(asked)
  // While they are answered there is room for one more now and then.
  const compared = said.filter(({ status }) => status === 401)
  expect(compared.length).toBeGreaterThanOrEqual(30)
  expect(compared.length).toBeLessThan(45)
  expect(new Set(said.filter(({ status }) => status !== 401).map(({ limit }) => limit))).toEqual(
    new Set(["secrets"])
  )
})

describe("what has ended", () => {
  it("is forgotten by the server itself, again and again, also after a sweep that failed", async () => {
    let [sweeps, swept] = [0, (): void => undefined]
    const thrice = new Promise<void>((resolve) => (swept = resolve))
    const records = Layer.effect(
      AccessRecords,
      Effect.map(Effect.service(AccessRecords), (own) =>
        AccessRecords.of({
          ...own,
          sweep: (at) => {
            sweeps += 1
            if (sweeps === 3) swept()
            return sweeps === 1 ? Effect.die("the database is away") : own.sweep(at)
          }
        })
      )
    ).pipe(Layer.provide(memoryRecords))
    await using _service = await opened({ records, sweepEvery: 1 })
    await thrice
    expect(sweeps).toBeGreaterThanOrEqual(3)
  })
})
