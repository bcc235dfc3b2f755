/** Offline codes: the vectors that are published, the window, and that a code is good for exactly one thing. */
import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  isOfflineCode,
  offlineCode,
  offlineMark,
  offlineStep,
  type OfflineBinding,
  type OfflineTill,
  stepOfCode,
  takeOfflineCode,
  truncated,
  unusedTill
} from "../../src/network/offlineCode.ts"
import { hashes } from "../../src/testing/secrets.ts"
import { rare, worstPlace } from "../chiSquare.ts"
import { rows } from "../tables/table.ts"

const page = readFileSync(resolve(import.meta.dirname, "../../../../docs/offline-codes.md"), "utf8")
const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString("hex")
const macUnder = (key: string) => (text: string) => hashes.hmac(key, text)
const mac = macUnder(key)

const load: OfflineBinding = {
  tenant: "demo",
  type: "Load",
  amount: 60_000,
  currency: "CNY",
  card: "9860 1234 5678 9012",
  outlet: "KTV1",
  operator: "amy",
  terminal: "T1"
}

describe("dynamic truncation", () => {
  // RFC 4226, appendix D: the HMAC of each count and its code of six digits.
  it.each([
    ["cc93cf18508d94934c64b65d8ba7667fb7cde4b0", "755224"],
    ["75a48a19d4cbe100644e8ac1397eea747a2d33ab", "287082"],
    ["0bacb7fa082fef30782211938bc1c5e70416ff44", "359152"],
    ["66c28227d03a2d5529262ff016a1e6ef76557ece", "969429"],
    ["a904c900a64b35909874b33e61c5938a8e15ed1c", "338314"],
    ["a37e783d7b7233c083d4f62926c7a25f238d0316", "254676"],
    ["bc9cd28561042c83f219324d3c607256c03272ae", "287922"],
    ["a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", "162583"],
    ["1b3c89f65e6c9e883012052823443f048b4332db", "399871"],
    ["1637409809a679dc698207310c8c7fc07290d9e5", "520489"]
  ])("of %s is %s", (hash, code) => expect(truncated(hash, 6)).toBe(code))

  // RFC 6238, appendix B: the keyed hash is HMAC-SHA-256, the message a count of steps of 30 seconds in eight bytes.
  it.each([
    [59, "46119246"],
    [1_111_111_109, "68084774"],
    [1_111_111_111, "67062674"],
    [1_234_567_890, "91819424"],
    [2_000_000_000, "90698825"],
    [20_000_000_000, "77737706"]
  ])("and time steps as in RFC 6238: second %i is %s", (second, code) => {
    const message = Buffer.alloc(8)
    message.writeBigUInt64BE(BigInt(offlineStep(second * 1000, { stepSeconds: 30 })))
    const hash = createHmac("sha256", "12345678901234567890123456789012").update(message).digest("hex")
    expect(truncated(hash, 8)).toBe(code)
  })
})

/** The vectors of the page: `| changed field | step | six digits | eight digits |`. */
const vectors = rows(page.split("<!-- vectors -->")[1] ?? "").slice(2)

describe("the published vectors", () => {
  it("are there", () => expect(vectors.length).toBeGreaterThanOrEqual(8))
  it.each(vectors.map(([, changed = "", step = "", six = "", eight = ""]) => [changed, step, six, eight]))(
    "%s in step %s is %s and %s",
    (changed, step, six, eight) => {
      const [name = "", value] = changed.replaceAll("`", "").split("=")
      const numeric = name === "amount" ? Number(value) : value
      const binding = name === "as above" ? load : { ...load, [name]: value === "" ? undefined : numeric }
      // Computed a second time from the words of the page alone.
      const more = [
        binding.to,
        binding.subWallet,
        binding.offer,
        binding.voucher,
        binding.lot,
        binding.expiresAt
      ]
      const isMore = more.some((one) => one !== undefined)
      const lines = [
        `tessera offline code ${isMore ? 2 : 1}`,
        binding.tenant,
        binding.type,
        binding.amount ?? ""
      ]
      const card = (binding.card ?? "").replaceAll(/[ -]/g, "").toUpperCase()
      lines.push(binding.currency ?? "", card, binding.account ?? "", binding.outlet, binding.operator)
      lines.push(binding.terminal, binding.original ?? "")
      if (isMore) lines.push(...more.map((one) => String(one ?? "")))
      lines.push(step)
      const hash = createHmac("sha256", Buffer.from(key, "hex")).update(lines.join("\n")).digest()
      const bits = hash.readUInt32BE((hash[31] ?? 0) & 15) & 0x7fffffff
      expect(String(bits % 1_000_000).padStart(6, "0")).toBe(six)
      expect(offlineCode(mac, binding, Number(step), 6)).toBe(six)
      expect(offlineCode(mac, binding, Number(step), 8)).toBe(eight)
    }
  )
})

const steps = { digits: 6, stepSeconds: 120, windowSteps: 1 }
const noon = 1_795_233_600_000

describe("the window", () => {
  const code = offlineCode(mac, load, offlineStep(noon, steps), 6)
  it.each([
    ["a step too early", -120_001, false],
    ["as early as it is taken", -120_000, true],
    ["as its step begins", 0, true],
    ["as its step ends", 119_999, true],
    ["in the next step", 120_000, true],
    ["as late as it is taken", 239_999, true],
    ["a moment too late", 240_000, false]
  ])("%s (%i ms): %s", (_, plus, isTaken) =>
    expect(isOfflineCode(mac, load, code, noon + plus, steps)).toBe(isTaken)
  )
  it("may be none", () => {
    expect(isOfflineCode(mac, load, code, noon, { ...steps, windowSteps: 0 })).toBe(true)
    expect(isOfflineCode(mac, load, code, noon + 120_000, { ...steps, windowSteps: 0 })).toBe(false)
  })
  it("takes the card however it is spelled, and the code in groups", () => {
    const spelled = { ...load, card: "9860-1234-5678-9o12" }
    expect(isOfflineCode(mac, { ...load, card: "9860123456789012" }, code, noon, steps)).toBe(true)
    expect(isOfflineCode(mac, spelled, code, noon, steps)).toBe(true)
    expect(isOfflineCode(mac, load, `${code.slice(0, 3)} ${code.slice(3)}`, noon, steps)).toBe(true)
  })
})

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,11}$/)
const bindings: fc.Arbitrary<OfflineBinding> = fc.record({
  tenant: word,
  type: fc.constantFrom("Load", "Redeem", "Adjust", "Reverse"),
  amount: fc.option(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), { nil: undefined }),
  currency: fc.option(fc.constantFrom("CNY", "EUR"), { nil: undefined }),
  card: fc.option(fc.stringMatching(/^[0-9]{8,16}$/), { nil: undefined }),
  account: fc.option(word, { nil: undefined }),
  outlet: word,
  operator: word,
  terminal: word,
  original: fc.option(word, { nil: undefined })
})
const keys = fc.stringMatching(/^[0-9a-f]{64}$/)

describe("a code", () => {
  it("is right for what it was made for, and is one of the given length", () =>
    fc.assert(
      fc.property(bindings, keys, fc.integer({ min: 6, max: 8 }), (binding, key, digits) => {
        const code = offlineCode(macUnder(key), binding, offlineStep(noon, steps), digits)
        expect(code).toMatch(new RegExp(`^\\d{${digits}}$`))
        expect(isOfflineCode(macUnder(key), binding, code, noon, { ...steps, digits })).toBe(true)
      })
    ))

  // Eight digits, one step: a changed field hits the same code once in a hundred million times.
  it("is wrong for anything else: another field, another key, another step", () =>
    fc.assert(
      fc.property(bindings, bindings, keys, keys, (binding, other, key, otherKey) => {
        const exact = { ...steps, digits: 8, windowSteps: 0 }
        const code = offlineCode(macUnder(key), binding, offlineStep(noon, exact), 8)
        const isTaken = (changed: OfflineBinding, by = key, at = noon) =>
          isOfflineCode(macUnder(by), changed, code, at, exact)
        for (const field of Object.keys(binding) as Array<keyof OfflineBinding>)
          if (binding[field] !== other[field])
            expect([field, isTaken({ ...binding, [field]: other[field] })]).toEqual([field, false])
        if (key !== otherKey) expect(isTaken(binding, otherKey)).toBe(false)
        expect(isTaken(binding, key, noon + 120_000)).toBe(false)
        expect(isTaken(binding, key, noon - 1)).toBe(false)
      })
    ))

  it("does not come again when fields change places", () => {
    const one = { ...load, operator: "amy", terminal: "T1" }
    const other = { ...load, operator: "T1", terminal: "amy" }
    expect(offlineCode(mac, one, 7, 8)).not.toBe(offlineCode(mac, other, 7, 8))
    const card = { ...load, card: "12345678", account: undefined }
    const account = { ...load, card: undefined, account: "12345678" }
    expect(offlineCode(mac, card, 7, 8)).not.toBe(offlineCode(mac, account, 7, 8))
  })

  it("has digits that are all alike: χ² of each place, over 20,000 steps", () => {
    const codes = Array.from({ length: 20_000 }, (_, step) => offlineCode(mac, load, step, 6))
    expect(worstPlace(codes, "0123456789")).toBeLessThan(rare)
  })
})

const till: OfflineTill = { ...steps, tries: 3, lockMinutes: 60 }

/** Types a code at a till that goes on with what it kept. */
const tillWith = () => {
  let use = unusedTill
  return (typed: string, at: number, binding = load): string => {
    const taken = takeOfflineCode(mac, use, { at, binding, typed }, till)
    use = JSON.parse(JSON.stringify(taken.use))
    return taken.why ?? "taken"
  }
}

describe("a till", () => {
  const code = offlineCode(mac, load, offlineStep(noon, steps), 6)
  it("takes a code once", () => {
    const type = tillWith()
    expect([type(code, noon), type(code, noon), type(code, noon + 239_999)]).toEqual([
      "taken",
      "consumed",
      "consumed"
    ])
    expect(type(code, noon + 240_000)).toBe("wrong")
  })
  it("takes the next one of the same binding", () => {
    const type = tillWith()
    const next = offlineCode(mac, load, offlineStep(noon, steps) + 1, 6)
    expect([type(code, noon), type(next, noon), type(next, noon + 120_000)]).toEqual([
      "taken",
      "taken",
      "consumed"
    ])
  })
  it("takes none for an hour after three wrong ones, and then three again", () => {
    const type = tillWith()
    const later = noon + 3_600_000
    const right = offlineCode(mac, load, offlineStep(later, steps), 6)
    expect(["1", "2", "3"].map((typed) => type(typed, noon))).toEqual(["wrong", "wrong", "wrong"])
    expect([type(code, noon), type(right, later - 1), type("1", later), type(right, later)]).toEqual([
      "locked",
      "locked",
      "wrong",
      "taken"
    ])
  })
  it("forgets wrong ones when one is right", () => {
    const type = tillWith()
    const next = offlineCode(mac, load, offlineStep(noon, steps) + 1, 6)
    const story = ["1", "2", code, "3", "4", next, "5", "6"]
    expect(story.map((typed) => type(typed, noon)).join(" ")).toBe(
      "wrong wrong taken wrong wrong taken wrong wrong"
    )
  })
  it("remembers a code by something that says nothing of it", () => {
    const step = offlineStep(noon, steps)
    expect(offlineMark(mac, load, step)).toMatch(/^req_[0-9a-f]{26}$/)
    expect(offlineMark(mac, load, step)).not.toContain(mac(`${step}`).slice(0, 8))
    expect(stepOfCode(mac, load, code, noon, steps)).toBe(step)
  })
})

it("what a terminal needs of core imports nothing but a few lines of core", () => {
  const seen = new Set<string>()
  const follow = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const text = readFileSync(file, "utf8")
    for (const [, from = ""] of text.matchAll(/^(?:import|export)[^"]*from "([^"]+)"/gm)) {
      expect(from).toMatch(/^\./)
      follow(resolve(dirname(file), from))
    }
  }
  follow(resolve(import.meta.dirname, "../../src/network/offlineCode.ts"))
  const lines = [...seen].reduce((sum, file) => sum + readFileSync(file, "utf8").split("\n").length, 0)
  expect(lines).toBeLessThan(250)
})
