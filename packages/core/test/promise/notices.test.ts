/** Notices of a service with promises: an async function is told, and what it refuses is seen. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, it } from "vitest"
import { MemoryStore } from "@tessera/core/memory"
import { type Event, NotDelivered, notifier, open, type OpenOptions } from "@tessera/core/promise"
import { demoConfiguration } from "@tessera/core/testing"
import { Store } from "../../src/ports/Store.ts"

const opened = (options: Partial<OpenOptions> = {}) =>
  open({
    configuration: demoConfiguration,
    store: MemoryStore.layer,
    secret: "32 characters that nobody knows!",
    ...options
  })
const issue = {
  key: "1",
  program: "giftCard",
  card: "4000-1234",
  amount: 5_000,
  tender: { kind: "cash" },
  outlet: "KTV1",
  currency: "CNY"
} as const

describe("notices with promises", () => {
  it("an async function is told, and the service waits for it when it is closed", async () => {
    const told: Array<Event> = []
    const one = notifier({ name: "mine", deliver: async (event) => void told.push(event) })
    const pos = await opened({ notices: { notifiers: [one], from: "beginning", inBackground: false } })
    await pos.issue(issue)
    await pos.notices.tellAll()
    await pos.close()
    expect(told.map(({ kind }) => kind)).toEqual(["cardIssued"])
    await expect(pos.notices.tellAll()).rejects.toMatchObject({ _tag: "StoreUnavailable" })
  })

  it("what it refuses is a dead letter, with its reason", async () => {
    const errors = [new NotDelivered({ reason: "no such number", permanent: true }), new Error("busy")]
    const one = notifier({ name: "mine", deliver: () => Promise.reject(errors.shift()) })
    const retries = { tries: 1 }
    const pos = await opened({
      notices: { notifiers: [one], from: "beginning", inBackground: false, retries }
    })
    await pos.issue(issue)
    await pos.redeem({ key: "2", card: "4000-1234", amount: 100, outlet: "KTV1", currency: "CNY" })
    await pos.notices.tellAll()
    const letters = await pos.notices.dead({ notifier: "mine", limit: 10 })
    expect(letters.map(({ event, reason }) => [event.kind, reason])).toEqual([
      ["cardIssued", "no such number"],
      ["valueRedeemed", "busy"]
    ])
    expect(await pos.notices.redrive("mine", "all")).toBe(2)
    await pos.close()
  })

  it("without notifiers there is nobody to tell", async () => {
    const pos = await opened()
    await pos.notices.tellAll()
    expect(await pos.notices.dead({ notifier: "mine", limit: 10 })).toEqual([])
    expect(await pos.notices.redrive("mine", "all")).toBe(0)
    await pos.close()
  })

  it("a store without deliveries is refused", async () => {
    const store = Layer.effect(
      Store,
      Effect.map(Layer.build(MemoryStore.layer), (built) => Context.get(built, Store))
    )
    await expect(opened({ store, notices: { notifiers: [] } })).rejects.toThrow(
      "notices: Expected a store that has deliveries"
    )
  })
})
