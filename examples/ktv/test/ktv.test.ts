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
  "paid 40.00 gift + 260.00 main, 400 STARS earned",
  "paid 360.00 main for room, 360 STARS earned",
  "declined: Ask the holder for the PIN.",
  "declined: Wrong; 2 more tries.",
  "Loading is not possible here or with this card.",
  "60 STARS taken back, given back 60.00 main",
  "Paying with a card is not possible here or with this card.",
  "A manager has to approve this with a code.",
  "declined: This outlet may load 0.00 CNY more.",
  "The limit cn-anonymous leaves room for 1000.00 CNY on this card.",
  "added 50.00 gift, for 500 STARS",
  "gift    90.00  CNY  available 90.00, to come 120.00",
  "21 operations: 14 approved, 7 declined, 0 invalid, 0 answered before"
])("says: %s", (sentence) => expect(stdout).toContain(sentence))

it("ends with books that come to zero", () => {
  expect(stdout).toMatch(/total +0\.00 {2}CNY\n/)
  expect(stdout).toMatch(/total +0 {2}STARS\n/)
})
