/** The testing kit itself: its notation, its tills, and that a broken ledger is found and named. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  anonymous,
  checkLaw,
  demoConfiguration,
  type InProcessTill,
  laws,
  MemoryStore,
  type Open,
  projection,
  rulesOf,
  runLawsInProcess,
  shown,
  till,
  tillOn,
  walletOf
} from "../../src/testing/index.ts"

describe("notation", () => {
  it.each([
    ["gift:200@KTV1 main:500"],
    ["main:500"],
    ["gift:200(50)+160@KTV1,KTV2#room>2026-12-01<2027-01-01 main:0+40 main:500(500)"],
    ["main:9007199254740991<2026-11-21T02:00:00.001Z"]
  ])("%s is read and written alike", (text) => {
    expect(shown(walletOf(text), rulesOf(text))).toBe(text)
  })

  it("reads the marks as lots and rules", () => {
    const [lot] = walletOf("gift:200(50)+160@KTV1<2027-01-01").lots
    expect(lot).toMatchObject({ remaining: 200n, held: 50n, promised: 160n, expiresAt: Date.UTC(2027, 0, 1) })
    expect(rulesOf("gift:200@KTV1#room main:1")).toMatchObject([
      { id: "gift", funding: "promotional", rule: { outlets: ["KTV1"], categories: ["room"] } },
      { id: "main", funding: "paid" }
    ])
  })

  it("refuses what is not a wallet", () => {
    expect(() => walletOf("gift 200")).toThrow("Expected a lot")
    expect(() => walletOf("gift:200<someday")).toThrow("Expected a lot")
    expect(() => walletOf("gift:200<2026-13-01")).toThrow("Expected a date")
  })
})

const load = (key: string, amount: number) => ({
  type: "Load",
  key,
  card: "DEMO0001",
  amount,
  currency: "CNY",
  tender: { kind: "cash" },
  outlet: "KTV1"
})

const issued = (opened: InProcessTill): InProcessTill => {
  opened.submit({ type: "Issue", key: "issue", program: "member", card: "DEMO0001", outlet: "KTV1" })
  return opened
}

describe("projection", () => {
  it("tells wallets apart by what they hold, not by when or as what it was recorded", () => {
    const one = issued(till(demoConfiguration))
    const other = issued(till(demoConfiguration, { at: Date.UTC(2026, 10, 21, 3), seed: 7 }))
    for (const one_ of [one, other]) one_.submit({ ...load("load", 500), subWallet: "refund" })
    const [a, b] = [one.walletsOf("DEMO0001"), other.walletsOf("DEMO0001")].map((all) => all.map(projection))
    expect(a).not.toEqual(b)
    const same = (text: string) => anonymous(text).replaceAll(/"activeFrom":\d+/g, "")
    expect(a?.map(same)).toEqual(b?.map(same))
    other.submit({ ...load("more", 1), subWallet: "refund" })
    expect(other.walletsOf("DEMO0001").map((wallet) => same(projection(wallet)))).not.toEqual(a?.map(same))
  })
})

describe("tills", () => {
  it("answers alike on the decisions alone and on a store, byte for byte", async () => {
    const commands = [
      { type: "Issue", key: "issue", program: "member", card: "DEMO0001", outlet: "KTV1" },
      { ...load("load", 100_000), offer: "1000+200" },
      { type: "Redeem", key: "pay", card: "DEMO0001", amount: 60_000, currency: "CNY", outlet: "KTV1" },
      { type: "Redeem", key: "no", card: "DEMO0001", amount: 600_000, currency: "CNY", outlet: "KTV1" },
      { type: "Redeem", key: "invalid", card: "DEMO0001", amount: 1.5, currency: "CNY", outlet: "KTV1" },
      { type: "Sweep", key: "sweep" }
    ]
    const near = till(demoConfiguration)
    const far = await tillOn(() => MemoryStore.layer)(demoConfiguration)
    near.now += 40 * 86_400_000
    far.now += 40 * 86_400_000
    for (const sent of commands) expect(await far.submit(sent)).toEqual(near.submit(sent))
    expect((await far.wallets()).map(projection)).toEqual(near.wallets().map(projection))
    expect(await far.books()).toEqual(near.books())
    await far.close()
  })

  it("throws every fault of a configuration with its path", () => {
    expect(() => till({ ...demoConfiguration, zone: "Moon/Base" })).toThrow("zone: ")
  })
})

/** A ledger that says of every lot that a little more remains than was recorded. */
const generous: Open = (configuration, beginning) => {
  const honest = till(configuration, beginning)
  const raised = () =>
    honest.wallets().map((wallet) => ({
      ...wallet,
      lots: wallet.lots.map((lot) => ({ ...lot, remaining: lot.remaining + 1n }))
    }))
  return Object.assign(honest, { wallets: raised })
}

describe("running laws", () => {
  it("names the law that a broken ledger breaks, its promise, and how to see it again", async () => {
    const tests = new Map<string, () => Promise<void>>()
    const environment = { TESSERA_SEED: "42", TESSERA_RUNS: "50" }
    runLawsInProcess((name, run) => tests.set(name, run), { environment })
    expect(tests.size).toBe(laws.length)
    expect([...tests.keys()].every((name) => name.endsWith("(seed 42)"))).toBe(true)
    const liability = laws.find(({ name }) => name === "liability")
    if (liability === undefined) throw new Error("Expected a law of liability")
    const failure = await checkLaw(liability, generous, { runs: 50, seed: 42 }).catch(String)
    expect(failure).toContain("The law of liability is broken: Liability equals")
    const path = /TESSERA_SEED=42 TESSERA_PATH=([\d:]+)/.exec(String(failure))?.[1]
    expect(path).toBeDefined()
    const again = await checkLaw(liability, generous, { runs: 50, seed: 42, path }).catch(String)
    expect(again).toContain("Counterexample")
  })

  it("gives every law a name of its own and a sentence", () => {
    expect(new Set(laws.map(({ name }) => name)).size).toBe(laws.length)
    for (const { promise } of laws) expect(promise).toMatch(/^[A-Z].*\.$/)
  })

  it("begins every case on an empty ledger", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(till(demoConfiguration, { seed }).journal()).toEqual([])
      }),
      { numRuns: 5, seed: 1 }
    )
  })
})

describe("the laws of clearing", () => {
  // As few cases as a store that is slow is tried with, and the seed of all of them.
  const chance = { runs: 1, seed: 20_261_121 }
  const lawOf = (name: string) => {
    const law = laws.find((one) => one.name === name)
    if (law === undefined) throw new Error(`there is no law of ${name}`)
    return law
  }

  it.each(["cleared once", "clearing empties the gross accounts"])(
    "%s: something is settled in the first case, and something is late",
    async (name) => {
      let [settled, late] = [0, 0]
      const open: Open = (configuration, beginning) => {
        const honest = till(configuration, beginning)
        const submit = honest.submit.bind(honest)
        return Object.assign(honest, {
          submit: (...args: Parameters<typeof submit>) => {
            const outcome = submit(...args)
            if (outcome.outcome === "approved") {
              settled += outcome.receipt.period?.positions.length ?? 0
              late += "effectiveAt" in args[0] ? 1 : 0
            }
            return outcome
          }
        })
      }
      await checkLaw(lawOf(name), open, chance)
      expect(settled).toBeGreaterThan(0)
      expect(late).toBeGreaterThan(0)
    }
  )

  it("notice positions that are lost", async () => {
    const forgetful: Open = (configuration, beginning) => {
      const honest = till(configuration, beginning)
      const journal = honest.journal.bind(honest)
      const without = (text: string) => text.replace(/"positions":\[[^\]]*\]/, '"positions":[]')
      return Object.assign(honest, {
        journal: () =>
          journal().map(({ operation, ...rest }) => ({
            ...rest,
            operation: { ...operation, outcome: without(operation.outcome) }
          }))
      })
    }
    const failure = await checkLaw(lawOf("cleared once"), forgetful, chance).catch((cause: unknown) => cause)
    const inmost = (error: unknown): unknown =>
      error instanceof Error && error.cause !== undefined ? inmost(error.cause) : error
    expect(String(inmost(failure))).toContain("deep-equal")
  })
})
