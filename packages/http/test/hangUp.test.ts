/** Listeners who hang up, and those who come while a mount is stopped: nobody is asked for who is not there any more. */
import { MemoryStore } from "@tessera/core/memory"
import { Store } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { setTimeout as pause } from "node:timers/promises"
import { afterEach, describe, expect, it } from "vitest"
import { Access, openHttp } from "../src/index.ts"
import { keyOf, listening, options } from "./shop.ts"

const closing: Array<() => unknown> = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const headers = { authorization: `Bearer ${keyOf("erp")}`, accept: "text/event-stream" }

/** A store that counts how often its journal is read. */
const counted = () => {
  let reads = 0
  const store = Layer.effect(
    Store,
    Effect.map(Effect.service(Store), (inner) =>
      Store.of({
        ...inner,
        journal: (query) => {
          reads += 1
          return inner.journal(query)
        }
      })
    )
  ).pipe(Layer.provideMerge(MemoryStore.layer))
  return { store, reads: () => reads }
}

describe("nothing is read for who has hung up", () => {
  it.each(["node", "web"] as const)("at the mount for %s", async (kind) => {
    const { reads, store } = counted()
    const opened = await openHttp(options({ store, webhooks: { inBackground: false } }))
    closing.push(() => opened.close())
    if (kind === "node") {
      const { server, url } = await listening(opened.node())
      closing.push(() => server.close())
      const leaving = new AbortController()
      const answer = await fetch(`${url}/v1/events`, { headers, signal: leaving.signal })
      await answer.body?.getReader().read()
      leaving.abort()
    } else {
      const answer = await opened.web()(new Request("http://shop/v1/events", { headers }))
      const reader = answer.body?.getReader()
      await reader?.read()
      await pause(50)
      await reader?.cancel()
    }
    await pause(100)
    const before = reads()
    await pause(2_300)
    expect(reads()).toBe(before)
  })
})

describe("who comes to listen while it is stopped is told so", () => {
  it.each(["node", "web"] as const)("at the mount for %s", async (kind) => {
    let letIn: () => void = () => undefined
    const knocked = Promise.withResolvers<void>()
    const opening = new Promise<void>((resolve) => (letIn = resolve))
    const slow = Layer.effect(
      Access,
      Effect.map(Effect.service(Access), (access) =>
        Access.of({
          ...access,
          admit: (call) =>
            Effect.flatMap(
              Effect.promise(() => {
                knocked.resolve()
                return opening
              }),
              () => access.admit(call)
            )
        })
      )
    )
    const given = options({ webhooks: { inBackground: false } })
    const opened = await openHttp({ ...given, access: Layer.provide(slow, given.access) })
    closing.push(() => opened.close())
    const asked = async () => {
      if (kind === "web") return opened.web()(new Request("http://shop/v1/events", { headers }))
      const { server, url } = await listening(opened.node())
      closing.push(() => server.close())
      return fetch(`${url}/v1/events`, { headers })
    }
    const answer = asked()
    await knocked.promise
    const closed = opened.close()
    letIn()
    expect((await answer).status).toBe(503)
    await closed
  })
})
