/** Operations through the Promise API: the client's own keys, pages, and questions that cannot be read. */
import { describe, expect, it } from "vitest"
import { MemoryStore } from "../../src/memory/MemoryStore.ts"
import { open } from "../../src/promise/open.ts"
import { demoConfiguration } from "../../src/testing/demoConfiguration.ts"

const opened = () =>
  open({
    configuration: demoConfiguration,
    store: MemoryStore.layer,
    secret: "at least 32 characters, kept outside of the database"
  })

describe("operations", () => {
  it("are found by key and by id, and listed", async () => {
    await using pos = await opened()
    const card = { card: "4000-1234", outlet: "KTV1", currency: "CNY" }
    await pos.issue({ key: "1", program: "giftCard", amount: 500, tender: { kind: "cash" }, ...card })
    await pos.redeem({ key: "2", amount: 100, ...card })
    const sale = await pos.operations.byKey("2")
    if (sale === undefined || "tombstone" in sale) throw new Error("not found")
    expect(await pos.operations.operation(sale.operation.id)).toEqual(sale)
    const first = await pos.operations.list({ limit: 1 })
    if (first.outcome !== "answered" || first.next === undefined) throw new Error("no page")
    const second = await pos.operations.list({ limit: 1, next: first.next })
    expect([first, second].map((page) => page.outcome === "answered" && page.operations[0]?.key)).toEqual([
      "2",
      "1"
    ])
  })

  it("that nobody asked for are not there", async () => {
    await using pos = await opened()
    expect(await pos.operations.byKey("none")).toBeUndefined()
    expect(await pos.operations.byKey("no key at all")).toBeUndefined()
    expect(await pos.operations.operation("nonsense")).toBeUndefined()
    expect(await pos.operations.list({ outlet: "" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["outlet"] }]
    })
  })
})
