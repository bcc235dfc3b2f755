/** The page of laws says of each law what the law itself says, and names no law and no file that is not there. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { laws } from "../../src/testing/index.ts"

const root = join(import.meta.dirname, "../../../..")
const page = readFileSync(join(root, "docs/laws.md"), "utf8")
const [onEveryStore = "", others = ""] = page.split("## By tables")
const cellsOf = (part: string): ReadonlyArray<ReadonlyArray<string>> =>
  part
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (law|number|---)/.test(line))
    .map((line) => line.slice(2, -2).split(" | "))

it("has a row for every law, with its sentence, in their order", () => {
  expect(cellsOf(onEveryStore).map(([name, , promise]) => [name, promise])).toEqual(
    laws.map(({ name, promise }) => [name, promise])
  )
})

it("names the file in which each law stands", () => {
  const folder = join(root, "packages/core/src/testing/laws")
  for (const [name, , , file = ""] of cellsOf(onEveryStore))
    expect(readFileSync(join(folder, file.replaceAll("`", "")), "utf8")).toContain(`  "${name}",\n`)
})

it("names no test that is not there", () => {
  const files = ["packages", "storms"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter(
      (file) => !file.includes("node_modules")
    )
  )
  const named = [...others.matchAll(/`([\w/.]+\.ts)`/g)].map(([, file = ""]) => file)
  expect(named.length).toBeGreaterThan(10)
  const isThere = (file: string): boolean =>
    existsSync(join(root, "packages", file)) || files.some((one) => one.endsWith(`/${file}`))
  expect(named.filter((file) => !isThere(file))).toEqual([])
})

it("names every invariant that has to be a property", () => {
  const asked = [32, 33, 34, 35, 36, 37, 53, 54, 55, 56, 58]
  expect(asked.filter((number) => !page.includes(`I-${number}`))).toEqual([])
})
