import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const { status, stderr, stdout } = spawnSync(
  process.execPath,
  ["--conditions=@tessera/source", beside("../../runner/src/main.ts"), "tell", beside("..")],
  { encoding: "utf8" }
)
const lines = stdout.split("\n")

it("is told to the end, in lines that fit a screen", () => {
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" })
  const headings: ReadonlyArray<{ title: string }> = JSON.parse(
    readFileSync(beside("../chapters.json"), "utf8")
  )
  for (const { title } of headings) expect(stdout.split(title)).toHaveLength(2)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100)
})

it.each([
  "paid 3.20 main for drink + 4.00 main for cake, 7 BEANS earned, 1.00 off the list price",
  "a voucher for the holder: third-visit, 3.50",
  "paid 3.20 cups for drink + 2.50 main for cake",
  "the card is now regular",
  "beans  83  BEANS",
  "30 BEANS taken back, given back 30.00 main for catering, owed by the holder 5.00",
  "180 BEANS earned",
  "the card is now friend",
  "added 50.00 main + 2.50 gift",
  "added 4.00 gift, for 100 BEANS",
  "what was named is no voucher of this card",
  "2 card types reviewed",
  "paid 2.70 gift for drink + 1.30 main for drink, 1 BEANS earned",
  "22 operations: 21 approved, 1 declined, 0 invalid, 0 answered before"
])("says: %s", (sentence) => expect(stdout).toContain(sentence))

it("ends with books that come to zero", () => {
  expect(stdout).toMatch(/total +0\.00 {2}EUR\n/)
  expect(stdout).toMatch(/total +0 {2}BEANS\n/)
})
