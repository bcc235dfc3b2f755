/** Scanners and telephones: pieces put together, and codes that are good once. */
import fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { phoneCodeText, readPhoneCode, verifyPhoneCode } from "../../src/identify/phoneCode.ts"
import { gapMillis, ScanAssembler } from "../../src/identify/ScanAssembler.ts"

/** The reports that a scanner sends for a text. */
const reportsOf = (text: string, aim = "]Q1"): ReadonlyArray<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  const count = Math.max(1, Math.ceil(bytes.length / 56))
  return Array.from({ length: count }, (_, n) => {
    const part = bytes.slice(n * 56, n * 56 + 56)
    const report = new Uint8Array(64)
    report.set([0x02, part.length, ...new TextEncoder().encode(aim)])
    report.set(part, 5)
    report[63] = n < count - 1 ? 1 : 0
    return report
  })
}

describe("a scanner", () => {
  it("says any text in pieces, a thousand times without a loss", () => {
    const scanner = new ScanAssembler()
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom("]Q1", "]C0", "]E0"),
        (text, aim) => {
          const all = reportsOf(text, aim)
          const said = all.map((report, at) => scanner.take(report, at))
          for (const one of said.slice(0, -1)) expect(one._tag).toBe("More")
          expect(said.at(-1)).toMatchObject({ _tag: "Scan", scan: { text, aim } })
        }
      ),
      { numRuns: 1_000 }
    )
  })

  it("drops the rest of a scan whose middle is late, and reads the next one", () => {
    const scanner = new ScanAssembler()
    const [first, second] = reportsOf("x".repeat(100))
    if (first === undefined || second === undefined) throw new Error("too short")
    expect(scanner.take(first, 0)._tag).toBe("More")
    expect(scanner.take(second, gapMillis + 1)).toEqual({ _tag: "Dropped", why: "truncated" })
    expect(scanner.take(reportsOf("next")[0] ?? first, gapMillis + 2)).toMatchObject({
      scan: { text: "next" }
    })
  })

  it.each([
    ["comes too late", 300, gapMillis + 1],
    ["is no report", 300, undefined],
    ["is past the longest", 6_000, 0]
  ])(
    "reads no end of a code as another one where a part of it %s, and reads the next one",
    (_, length, pause) => {
      const parts = reportsOf(`${"x".repeat(length)}SV1:1234`)
      for (let broken = 1; broken < parts.length; broken++) {
        const scanner = new ScanAssembler()
        let at = 0
        const ends = parts.map((part, n) => {
          at += n === broken && pause !== undefined ? pause + 1 : 1
          return scanner.take(n === broken && pause === undefined ? part.slice(1) : part, at)._tag
        })
        expect(ends).not.toContain("Scan")
        expect(ends).toContain("Dropped")
        // At once: nobody waited for it to be silent.
        expect(scanner.take(reportsOf("next")[0] ?? new Uint8Array(64), at + 1)).toMatchObject(
          pause === undefined && broken === parts.length - 1 ? { _tag: "More" } : { scan: { text: "next" } }
        )
      }
    }
  )

  it("has a longest scan, and takes no report that is none", () => {
    const scanner = new ScanAssembler()
    const ends = reportsOf("y".repeat(5_000)).map((report, at) => scanner.take(report, at)._tag)
    expect(ends).toContain("Dropped")
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(), (report, at) => void scanner.take(report, at))
    )
  })
})

describe("a code on a telephone", () => {
  const key = new Uint8Array(32).fill(1)
  const noon = Date.UTC(2026, 10, 22, 12)
  const text = phoneCodeText(key, "98601234", noon)
  const code = readPhoneCode(text)
  if (code === undefined) throw new Error(text)
  it.each([
    ["when it is shown", code, { at: noon }, "ok"],
    ["half a minute later", code, { at: noon + 30_000 }, "ok"],
    ["a minute later", code, { at: noon + 60_000 }, "CodeOutOfTime"],
    ["by a clock that is two minutes late", code, { at: noon - 60_001 }, "CodeOutOfTime"],
    ["a second time", code, { at: noon, last: code.turning?.step ?? 0 }, "CodeUsed"],
    ["of another number", { ...code, number: "98601235" }, { at: noon }, "CodeWrong"],
    ["without its code", { number: "98601234" }, { at: noon }, "CodeMissing"]
  ])("%s", (_, sent, when, end) => {
    const verified = verifyPhoneCode(key, sent, when)
    expect(Result.isSuccess(verified) ? "ok" : verified.failure._tag).toBe(end)
  })

  it.each([
    ["SV1:98601234", { number: "98601234" }],
    ["sv1:98601234", undefined],
    ["SV1:98601234.1.", undefined],
    ["SV1:98601234.1.0123456789abcdef;drop", undefined],
    [" SV1:98601234", undefined],
    ["SV1:123", undefined],
    ["https://elsewhere.example", undefined]
  ])("%j reads as %j", (scanned, is) => {
    expect(readPhoneCode(scanned)).toEqual(is)
  })

  it("of another key is wrong, whatever was scanned", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), fc.string(), (other, scanned) => {
        fc.pre(other.join() !== key.join())
        expect(Result.isFailure(verifyPhoneCode(other, code, { at: noon }))).toBe(true)
        const read = readPhoneCode(scanned)
        if (read?.turning !== undefined)
          expect(Result.isFailure(verifyPhoneCode(key, read, { at: noon }))).toBe(true)
      })
    )
  })
})
