/** Reading holders: the usual fields and the tenant's own, each fault by its path, nothing that was sent repeated. */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { holderReader } from "../../src/holder/Holder.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import type { HolderTerms } from "../../src/network/HolderTerms.ts"
import { shop } from "../promise/shop.ts"

const terms: HolderTerms = {
  callingCode: "359",
  fields: [
    { id: "plate", label: "Car", kind: "text", maxLength: 8, required: true },
    { id: "visits", label: "Visits a month", kind: "integer" },
    { id: "wedding", label: "Wedding day", kind: "date", anniversary: true },
    { id: "seat", label: "Seat", kind: "choice", choices: ["window", "aisle"] },
    { id: "vegetarian", label: "Vegetarian", kind: "boolean" }
  ]
}
const read = holderReader(terms)
const secret = "Ana-51051051"
const own = { plate: "CB 1234" }

const faultsIn = (sent: unknown, reader = read) => {
  const result = reader(sent)
  return Result.isFailure(result) ? result.failure.map(({ message, path }) => [path, message]) : []
}

describe("a holder", () => {
  it("is read with everything, phones in one spelling and each once", () => {
    const sent = {
      id: "m-1",
      name: "Ана Стоянова",
      phones: ["0888 123 456", "+359 888 123 456", "+86 138 0013 8000"],
      email: "Ana.Stoyanova+vip@example.com",
      birthday: "1992-02-29",
      language: "bg",
      photo: "https://pictures.example.com/m-1?size=2",
      noticesSince: "2026-11-21T10:00:00+02:00",
      fields: { ...own, visits: 4, wedding: "2020-06-06", seat: "aisle", vegetarian: false }
    }
    expect(Result.getOrThrow(read(sent))).toEqual({ ...sent, phones: ["+359888123456", "+8613800138000"] })
  })

  it.each([
    [{}, [[["fields"], "Missing key"]]],
    [{ fields: {} }, [[["fields", "plate"], "Missing key"]]],
    [{ id: "", fields: own }, [[["id"], "Expected a value with a length of at least 1"]]],
    [{ fields: own, nickname: secret }, [[["nickname"], "Expected no excess property"]]],
    [{ fields: { ...own, colour: secret } }, [[["fields", "colour"], "Expected no excess property"]]],
    [
      { fields: { ...own, constructor: secret } },
      [[["fields", "constructor"], "Expected no excess property"]]
    ],
    [
      { fields: { plate: secret } },
      [[["fields", "plate"], "Expected at most 8 characters without control characters"]]
    ],
    [{ fields: { ...own, visits: 4.5 } }, [[["fields", "visits"], "Expected an integer"]]],
    [
      { fields: { ...own, wedding: "2021-02-29" } },
      [[["fields", "wedding"], "Expected a calendar date such as 2026-12-31"]]
    ],
    [{ fields: { ...own, seat: secret } }, [[["fields", "seat"], 'Expected "window" | "aisle"']]],
    [{ fields: { ...own, vegetarian: "no" } }, [[["fields", "vegetarian"], "Expected boolean"]]],
    [
      { fields: own, phones: ["0888 123 456", secret] },
      [[["phones", 1], "Expected a phone number of +359, or one in international form"]]
    ],
    [{ fields: own, email: secret }, [[["email"], "Expected an e-mail address such as ana@example.com"]]],
    [
      { fields: own, birthday: "1990-02-30" },
      [[["birthday"], "Expected a calendar date such as 1990-12-31, or --12-31 without the year"]]
    ],
    [{ fields: own, language: "fr" }, [[["language"], 'Expected "en" | "zh" | "bg"']]],
    [
      { fields: own, photo: "http://example.com/ana.jpg" },
      [[["photo"], "Expected an https URL, or a key of at most 200 letters, digits and . _ / -"]]
    ],
    [
      { fields: own, photo: "data:image/png;base64,iVBORw0KGgo=" },
      [[["photo"], "Expected an https URL, or a key of at most 200 letters, digits and . _ / -"]]
    ],
    [
      { fields: own, noticesSince: "yesterday" },
      [[["noticesSince"], "Expected an instant in RFC 3339 with offset, such as 2026-11-21T10:00:00+08:00"]]
    ],
    [
      { fields: own, name: "Ana\u0000" },
      [[["name"], "Expected at most 200 characters without control characters"]]
    ]
  ] as const)("%j is refused by its path", (sent, faults) => {
    expect(faultsIn(sent)).toEqual(faults)
    expect(JSON.stringify(faultsIn(sent))).not.toContain(secret)
  })

  it("has a birthday without its year, on 29 February too", () => {
    for (const birthday of ["--02-29", "--12-31"])
      expect(Result.getOrThrow(read({ birthday, fields: own })).birthday).toBe(birthday)
    expect(faultsIn({ birthday: "--02-30", fields: own })).toHaveLength(1)
    expect(faultsIn({ birthday: "-02-28", fields: own })).toHaveLength(1)
  })

  it("needs no fields of its own where none is asked for, and then takes none", () => {
    const plain = holderReader()
    expect(Result.getOrThrow(plain({}))).toEqual({})
    expect(faultsIn({ phones: ["0888 123 456"] }, plain)).toEqual([
      [["phones", 0], "Expected a phone number in international form, such as +359 888 123 456"]
    ])
    const none = "Expected no fields: the configuration has none"
    expect(faultsIn({ fields: { plate: "x" } }, plain)).toEqual([[["fields"], none]])
    expect(faultsIn({ fields: 5 }, plain)).toHaveLength(1)
  })

  it("is refused with all its faults at once", () => {
    expect(faultsIn({ id: 5, email: "", phones: "0888", fields: { plate: 1, x: 1 } })).toHaveLength(5)
  })
})

describe("the terms of holders", () => {
  const refused = (holders: unknown) => {
    const result = readConfiguration({ ...shop, holders })
    return Result.isFailure(result)
      ? result.failure.map(({ message, path }) => [path.join("."), message])
      : []
  }
  const field = { id: "plate", label: "Car", kind: "text" }

  it.each([
    [{ fields: [{ ...field, id: "Plate" }] }, "holders.fields.0.id"],
    [{ fields: [{ ...field, id: "__proto__" }] }, "holders.fields.0.id"],
    [{ fields: [field, field] }, "holders.fields.1.id"],
    [{ fields: [{ ...field, kind: "money" }] }, "holders.fields.0.kind"],
    [{ fields: [{ ...field, choices: ["a"] }] }, "holders.fields.0.choices"],
    [{ fields: [{ ...field, kind: "choice" }] }, "holders.fields.0.choices"],
    [{ fields: [{ ...field, kind: "choice", choices: ["a", "a"] }] }, "holders.fields.0.choices.1"],
    [{ fields: [{ ...field, anniversary: true }] }, "holders.fields.0.anniversary"],
    [{ fields: [{ ...field, kind: "date", maxLength: 3 }] }, "holders.fields.0.maxLength"],
    [{ fields: [{ ...field, shown: true }] }, "holders.fields.0.shown"],
    [{ callingCode: "+359" }, "holders.callingCode"],
    [{ trunkPrefix: "x" }, "holders.trunkPrefix"]
  ])("%j are refused by their path", (holders, path) => {
    expect(refused(holders).map(([at]) => at)).toEqual([path])
  })

  it("are taken as they are meant", () => {
    expect(refused(terms)).toEqual([])
    expect(refused({})).toEqual([])
  })
})
