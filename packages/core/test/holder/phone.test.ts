/** Phone numbers: every spelling that people use becomes one, and what is no number is refused. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { phoneOf } from "../../src/holder/Phone.ts"

const bulgaria = { callingCode: "359" }
const china = { callingCode: "86" }
const italy = { callingCode: "39", trunkPrefix: "" }
const america = { callingCode: "1", trunkPrefix: "1" }

describe("a number", () => {
  it.each([
    ["+359888123456", {}, "+359888123456"],
    ["+359 888 123 456", {}, "+359888123456"],
    ["00359 (888) 123-456", {}, "+359888123456"],
    ["0888/12 34 56", bulgaria, "+359888123456"],
    ["888123456", bulgaria, "+359888123456"],
    ["+86 138-0013-8000", bulgaria, "+8613800138000"],
    ["138 0013 8000", china, "+8613800138000"],
    ["１３８００１３８０００", china, "+8613800138000"],
    ["＋86 138 0013 8000", {}, "+8613800138000"],
    ["(021) 6329-0000", china, "+862163290000"],
    ["+44 (0)20 7946 0958", {}, "+442079460958"],
    ["0044 (0) 20 7946 0958", {}, "+442079460958"],
    ["06 6982", italy, "+39066982"],
    ["1 (415) 555-2671", america, "+14155552671"],
    ["415.555.2671", america, "+14155552671"],
    ["+1‑415‑555‑2671", {}, "+14155552671"],
    ["  +359888123456 ", {}, "+359888123456"]
  ])("%s under %o is %s", (sent, terms, phone) => {
    expect(phoneOf(sent, terms)).toBe(phone)
    expect(phoneOf(phone, terms)).toBe(phone)
  })

  it.each([
    ["", bulgaria],
    ["0888 123 456", {}],
    ["+", {}],
    ["+0888123456", {}],
    ["+35988", {}],
    ["+3598881234567890", {}],
    ["088", bulgaria],
    ["+359 888 123 456 ext. 7", {}],
    ["call me", bulgaria],
    ["0888 123 456;1", bulgaria],
    ["+359+888123456", {}],
    ["88881234567890123", bulgaria]
  ])("%j under %o is none", (sent, terms) => {
    expect(phoneOf(sent, terms)).toBeUndefined()
  })

  it("in E.164 is found under whatever separators, prefix and country it is written", () => {
    const numbers = fc.tuple(fc.constantFrom("1", "39", "86", "359"), fc.stringMatching(/^[1-9]\d{6,10}$/))
    const separators = fc.array(fc.constantFrom("", "", " ", "-", ".", "/", " – ", "\u00a0"), {
      minLength: 20,
      maxLength: 20
    })
    fc.assert(
      fc.property(
        numbers,
        separators,
        fc.constantFrom("+", "00", "0", ""),
        ([code, digits], between, prefix) => {
          const national = prefix === "0" || prefix === ""
          const all = national ? digits : `${code}${digits}`
          const written = `${prefix}${all.split("").reduce((text, digit, n) => text + (between[n] ?? "") + digit, "")}`
          expect(phoneOf(written, { callingCode: code })).toBe(`+${code}${digits}`)
        }
      )
    )
  })
})
