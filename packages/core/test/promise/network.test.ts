/** The network over restarts: what a configuration says, what was changed by operation, and the journal of both. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MemoryStore } from "@tessera/core/memory"
import { ConfigurationRefused, type StoredValue } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { atShop, opened, shop } from "./shop.ts"

type Document = Readonly<Record<string, unknown>>

const document = { ...shop, operators: [{ id: "amy", role: "cashier", outlet: "SHOP1" }] }
const [gift] = shop.programs
const dismissed = { id: "amy", role: "cashier", outlet: "SHOP1", active: false } as const
const manager = { id: "amy", role: "manager", outlet: "SHOP1" } as const

/** A ledger that stays while services on it are opened and closed. */
const ledger = async () => {
  const memory = await Effect.runPromise(Effect.scoped(Layer.build(MemoryStore.layer)))
  const store = Layer.succeedContext(memory)
  return (configuration: Document = document, overrule = false) => opened({ configuration, store, overrule })
}

const dismissing = { to: dismissed, version: 1, reason: "left us" }
const dismiss = (service: StoredValue) => service.changeOperator({ key: "dismiss", ...dismissing })

const changesOf = async (service: StoredValue, question: Parameters<StoredValue["changes"]>[0] = {}) => {
  const answer = await service.changes(question)
  if (answer.outcome !== "answered") throw new Error(answer.outcome)
  return answer.changes
}

/** One change a line: part, id, version, by whom, why, and its fields. */
const told = async (service: StoredValue) =>
  (await changesOf(service)).map(
    ({ by, fields, id, part, reason, version }) =>
      `${part} ${id} ${version} ${by} (${reason}): ${fields
        .map(({ after, before, path }) => `${path.join(".")} ${text(before)} -> ${text(after)}`)
        .join(", ")}`
  )
const text = (value: unknown) => (value === undefined ? "-" : JSON.stringify(value))

const refusal = async (opening: Promise<StoredValue>) => {
  const error = await opening.then(
    (service) => service.close().then(() => "opened"),
    (cause: unknown) => cause
  )
  if (typeof error === "string") return error
  expect(error).toBeInstanceOf(ConfigurationRefused)
  return error instanceof Error ? error.message : ""
}

describe("a configuration that is given again", () => {
  it("changes nothing while it says the same", async () => {
    const start = await ledger()
    await (await start()).close()
    await using again = await start()
    expect(await told(again)).toEqual([])
  })

  it("is what counts while nobody has changed anything by operation", async () => {
    const start = await ledger()
    await (await start()).close()
    const outlets = [{ ...shop.outlets[0], region: "north" }, shop.outlets[1], { id: "NEW", owner: "fr1" }]
    await (await start({ ...document, outlets })).close()
    await using again = await start({ ...document, outlets, zone: "UTC" })
    expect(await told(again)).toEqual([
      'outlet SHOP1 2 configuration (configuration): region - -> "north"',
      'outlet NEW 1 configuration (configuration): id - -> "NEW", owner - -> "fr1"',
      'tenant demo 2 configuration (configuration): zone "Europe/Sofia" -> "UTC"'
    ])
  })

  it("takes out of service what it says no more, and back what it says again", async () => {
    const start = await ledger()
    await (await start()).close()
    await (await start({ ...document, terminals: [] })).close()
    await using again = await start()
    expect(await told(again)).toEqual([
      "terminal T1 2 configuration (configuration): active - -> false",
      "terminal T1 3 configuration (configuration): active false -> -"
    ])
    expect(await again.issue({ key: "i", program: "gift", terminal: "T1" })).toMatchObject({
      outcome: "approved"
    })
  })

  it("leaves alone what was changed by operation since, as long as it says of it what it always said", async () => {
    const start = await ledger()
    const first = await start()
    await dismiss(first)
    await first.close()
    await using again = await start({ ...document, zone: "UTC" })
    expect(await told(again)).toEqual([
      "operator amy 2 operation (left us): active - -> false",
      'tenant demo 2 configuration (configuration): zone "Europe/Sofia" -> "UTC"'
    ])
    const load = { key: "i", program: "gift", outlet: "SHOP1", operator: "amy" }
    expect(await again.issue(load)).toMatchObject({ decline: { _tag: "NotPermitted" } })
  })

  it("is refused where it says something else of what was changed by operation, unless it shall count", async () => {
    const start = await ledger()
    const first = await start()
    await dismiss(first)
    await first.close()
    const other = { ...document, operators: [manager] }
    expect(await refusal(start(other))).toMatch(
      /^operators\[0\]: Expected operator amy as the ledger holds it: version 2, made by pos on 20.*Z \(left us\)\. Write it so, or open with overrule$/
    )
    expect(await refusal(start({ ...document, operators: [] }))).toBe("opened")
    expect(await refusal(start({ ...document, operators: [dismissed] }))).toBe("opened")
    await using again = await start(other, true)
    expect((await told(again)).slice(1)).toEqual([
      'operator amy 3 configuration (configuration): role "cashier" -> "manager", active false -> -'
    ])
  })

  it("is refused where it leaves out what was changed by operation and is in service", async () => {
    const start = await ledger()
    const first = await start()
    await first.changeOperator({ key: "up", to: manager, version: 1, reason: "grown" })
    await first.close()
    expect(await refusal(start({ ...document, operators: [] }))).toMatch(
      /^operators: Expected operator amy as/
    )
    await using again = await start({ ...document, operators: [] }, true)
    expect((await told(again)).slice(1)).toEqual([
      "operator amy 3 configuration (configuration): active - -> false"
    ])
  })

  it("adds the newer terms of a program, and never changes those of a version or goes back", async () => {
    const start = await ledger()
    await (await start()).close()
    const second = { ...gift, version: 2, capabilities: {} }
    await (await start({ ...document, programs: [gift, second] })).close()
    expect(await refusal(start({ ...document, programs: [{ ...gift, capabilities: {} }, second] }))).toBe(
      "programs[0]: Expected the terms that the ledger holds for version 1 of gift"
    )
    expect(await refusal(start())).toBe(
      "programs[0].version: Expected version 2, which the ledger holds, or a newer one"
    )
    await using again = await start({ ...document, programs: [second] })
    expect(await told(again)).toEqual([
      "program gift 2 configuration (configuration): version 1 -> 2, capabilities.cashOut true -> -"
    ])
  })

  it("may say older terms while the newer were added by operation", async () => {
    const start = await ledger()
    const first = await start()
    const to = { ...gift, version: 2, capabilities: {} } as Parameters<StoredValue["changeProgram"]>[0]["to"]
    await first.changeProgram({ key: "p", to, version: 1, reason: "new law" })
    await first.close()
    await using again = await start()
    const cards = await again.issue({ key: "i", program: "gift", outlet: "SHOP1", card: "9902 0000 0001" })
    expect(cards).toMatchObject({ outcome: "approved" })
    expect(
      await again.cashOut({ key: "c", card: "9902 0000 0001", ...atShop, tender: { kind: "cash" } })
    ).toMatchObject({
      decline: { _tag: "CapabilityOff" }
    })
  })

  it("of another tenant is refused", async () => {
    const start = await ledger()
    await (await start()).close()
    expect(await refusal(start({ ...document, tenant: "other" }))).toBe("tenant: Expected demo")
  })

  it("is taken once by many processes that start at the same moment", async () => {
    const start = await ledger()
    await (await start()).close()
    const all = await Promise.all(Array.from({ length: 5 }, () => start({ ...document, zone: "UTC" })))
    const [one] = all
    if (one === undefined) throw new Error("five services are open")
    expect(await told(one)).toEqual([
      'tenant demo 2 configuration (configuration): zone "Europe/Sofia" -> "UTC"'
    ])
    for (const service of all) await service.close()
  })
})

describe("the journal of changes", () => {
  it("tells who, when, why, and field by field what; of one part, and of a period", async () => {
    const start = await ledger()
    await using service = await start({
      ...document,
      operators: [...document.operators, { id: "fin", role: "finance" }]
    })
    const limits = [{ id: "day", verb: "Load", amount: 500, currency: "EUR", per: "day" }] as const
    const bounded = { id: "amy", role: "cashier", outlet: "SHOP1", limits } as const
    const more = { ...bounded, limits: [{ ...limits[0], amount: 800 }] }
    const as = { operator: "fin", reason: "trial" }
    await service.changeOperator({ key: "1", to: bounded, version: 1, ...as })
    await service.changeOperator({ key: "2", to: more, version: 2, ...as })
    await service.changeOutlet({
      key: "3",
      to: { id: "SHOP2", owner: "fr1", region: "x" },
      version: 1,
      ...as
    })
    const [first, second, third] = await changesOf(service)
    expect(first?.fields).toEqual([{ path: ["limits"], after: limits }])
    expect(second).toMatchObject({
      part: "operator",
      id: "amy",
      version: 3,
      by: "operation",
      client: "pos",
      operator: "fin",
      reason: "trial",
      fields: [{ path: ["limits", "day", "amount"], before: 500, after: 800 }]
    })
    expect(await changesOf(service, { part: "operator" })).toEqual([first, second])
    expect(await changesOf(service, { part: "outlet", id: "SHOP2" })).toEqual([third])
    expect(await changesOf(service, { id: "nobody" })).toEqual([])
    expect(await changesOf(service, { to: "2000-01-01T00:00:00Z" })).toEqual([])
    expect(await changesOf(service, { from: "2000-01-01T00:00:00Z" })).toHaveLength(3)
    expect(await service.changes({ from: "yesterday" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["from"] }]
    })
  })

  it("gives the network as it was, as a configuration to open the ledger with", async () => {
    const start = await ledger()
    const first = await start()
    await dismiss(first)
    const before = await first.networkAsOf({ at: "2000-01-01T00:00:00Z" })
    const now = await first.networkAsOf({})
    await first.close()
    expect(before).toMatchObject({ version: 0, configuration: document })
    expect(now).toMatchObject({ version: 1, configuration: { ...document, operators: [dismissed] } })
    if (now.outcome !== "answered") throw new Error(now.outcome)
    await using again = await start(now.configuration)
    expect(await told(again)).toHaveLength(1)
  })

  it("is nothing that a stale version gets into", async () => {
    const start = await ledger()
    await using service = await start()
    const both = await Promise.all([
      dismiss(service),
      service.changeOperator({ key: "up", to: manager, version: 1, reason: "grown" })
    ])
    expect(both).toMatchObject([
      { outcome: "approved", receipt: { version: 2 } },
      { outcome: "declined", decline: { _tag: "StaleVersion", version: 2, retry: "newKey" } }
    ])
    expect(await dismiss(service)).toMatchObject({ outcome: "approved", replayed: true })
  })
})
