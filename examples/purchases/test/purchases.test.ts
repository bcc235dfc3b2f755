import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { readCommand, readConfiguration } from "@tessera/core"
import * as Result from "effect/Result"
import { afterAll, describe, expect, it } from "vitest"
import { runner } from "../../runner/test/runner.ts"
import { cents } from "../src/cents.ts"
import { programs } from "../src/programs.ts"
import { readPurchase } from "../src/readPurchase.ts"

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "purchases-"))
afterAll(() => rmSync(folder, { recursive: true }))
const node = (...words: ReadonlyArray<string>) => spawnSync(process.execPath, words, { encoding: "utf8" })

it.each([
  ["29.33", 2933n],
  ["0.07", 7n],
  ["7", 700n],
  ["7.5", 750n],
  ["9007199254740.99", 900_719_925_474_099n],
  ["12.345", undefined],
  ["-1.00", undefined],
  ["1e3", undefined],
  ["", undefined]
])("%s dollars are %s cents", (text, amount) => {
  expect(cents(text)).toBe(amount)
})

it.each([
  ["0007 0001 19980103 1", /columns/],
  ["0007 0001 19980230 1 1.00", /a day/],
  ["0007 0001 19980103 one 1.00", /items/],
  ["0007 0001 19980103 1 1.005", /two decimals/],
  ["00/07 0001 19980103 1 1.00", /customer/]
])("%s is refused with the column that is wrong", (line, why) => {
  expect(readPurchase(line)).toMatch(why)
})

describe("the sample", () => {
  const made = node(beside("../src/main.ts"), beside("../PURCHASES.txt"), folder)
  const file = join(folder, "operations.ndjson")
  const operations = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  const of = (type: string) => operations.filter((operation) => operation.type === type)

  it("becomes commands under a configuration that the ledger reads", () => {
    expect(made.status).toBe(0)
    expect(Result.isSuccess(readConfiguration(programs))).toBe(true)
    for (const operation of operations) expect(Result.isSuccess(readCommand(operation))).toBe(true)
    expect(new Set(operations.map(({ key }) => key)).size).toBe(operations.length)
  })

  it("has a card for each customer, round loads, and the real amounts in the order of their days", () => {
    expect(of("Issue").map(({ card }) => card)).toStrictEqual([
      "CARD-00000007",
      "CARD-00000012",
      "CARD-00000031"
    ])
    expect(of("Load").every(({ amount }) => amount % 2000 === 0)).toBe(true)
    expect(of("Redeem").map(({ amount }) => amount)).toStrictEqual([
      1177, 2933, 7796, 999, 1437, 4410, 2648, 6105
    ])
    const times = operations.map(({ at }) => Date.parse(at))
    expect(times).toStrictEqual(times.toSorted((a, b) => a - b))
  })

  it("is approved to the last line, and what is left is what was loaded and not spent", () => {
    const sum = (type: string) => of(type).reduce((total, { amount }) => total + amount, 0)
    const ran = node(runner, "run", file, "--config", join(folder, "PROGRAMS.json"), "--json")
    expect(ran.status).toBe(0)
    expect(JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "").summary).toStrictEqual({
      operations: operations.length,
      approved: operations.length,
      declined: 0,
      invalid: 0,
      replayed: 0,
      trialBalance: { USD: 0 },
      outstanding: { USD: sum("Load") - sum("Redeem") }
    })
  })

  it("has two cards for two customers whose names are alike", () => {
    const list = join(folder, "alike.txt")
    const lines = [
      "7 1 19980103 1 1.00",
      "007 1 19980103 1 2.00",
      "ab 1 19980103 1 3.00",
      "AB 1 19980104 1 4.00"
    ]
    writeFileSync(list, lines.map((line) => `${line}\n`).join(""))
    const into = join(folder, "alike")
    expect(node(beside("../src/main.ts"), list, into).status).toBe(0)
    const words = ["run", join(into, "operations.ndjson"), "--config", join(into, "PROGRAMS.json"), "--json"]
    const ran = node(runner, ...words)
    expect(JSON.parse(ran.stdout.trim().split("\n").at(-1) ?? "").summary).toMatchObject({
      approved: 12,
      declined: 0
    })
  })

  it("stops at a line that is wrong and names it", () => {
    const list = join(folder, "wrong.txt")
    writeFileSync(list, "0007 0001 19980103 1 11.77\n\n0007 0001 19980103 1 abc\n")
    const ran = node(beside("../src/main.ts"), list, folder)
    expect(ran).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/wrong\.txt, line 3: expected an amount/)
    })
  })
})
