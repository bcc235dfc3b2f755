/** Each house rule is broken once, on purpose, and tidy has to name exactly that fault. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, expect, it } from "vitest"
import { tidy } from "../tidy.ts"

const roots: Array<string> = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

const title = "/** Says what it is about. */\n"
const tidyOf = (files: Record<string, string>) => {
  const root = mkdtempSync(join(tmpdir(), "tessera-tidy-"))
  roots.push(root)
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return tidy(root)
}
const core = (files: Record<string, string>) =>
  tidyOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [`packages/core/src/${name}`, text])))

it("finds nothing in files that keep the rules", () => {
  const found = core({
    "index.ts": `${title}export { a } from "./testing/a.ts"\n`,
    "StoredValue.ts": `${title}import { d } from "./decide/d.ts"\nexport const s = d\n`,
    "decide/d.ts": `${title}export const d = 1\n`,
    "promise/index.ts": `/**\n * A sentence that goes on\n * over two lines.\n *\n * @module\n */\nexport { s } from "../StoredValue.ts"\n`,
    "testing/a.ts": `${title}import { s } from "../StoredValue.ts"\nexport const a = s\n`
  })
  expect(found).toEqual([])
})

it.each([
  ["an import", `import { B } from "../decide/B.ts"\nexport const a = B`],
  ["a type import", `import type { B } from "../decide/B.ts"\nexport type A = B`],
  ["a type import in place", `export type A = import("../decide/B.ts").B`],
  ["a dynamic import", `export const a = () => import("../decide/B.ts")`],
  ["an export from", `export { B } from "../decide/B.ts"`],
  ["an export of everything", `export * from "../decide/B.ts"`]
])("%s from a later folder is named", (_, text) => {
  const found = core({ "values/A.ts": `${title}${text}\n`, "decide/B.ts": `${title}export class B {}\n` })
  expect(found).toEqual([
    "packages/core/src/values/A.ts: line 2: values may not import packages/core/src/decide/B.ts"
  ])
})

it("a folder may not import a service beside the folders, nor the index", () => {
  const found = core({
    "index.ts": `${title}export const i = 1\n`,
    "StoredValue.ts": `${title}export const s = 1\n`,
    "ports/P.ts": `${title}import "../StoredValue.ts"\nimport "../index.ts"\n`
  })
  expect(found).toEqual([
    "packages/core/src/ports/P.ts: line 2: ports may not import packages/core/src/StoredValue.ts",
    "packages/core/src/ports/P.ts: line 3: ports may not import packages/core/src/index.ts"
  ])
})

it("a folder that is not in the order is named", () => {
  expect(core({ "extras/A.ts": title })).toEqual([
    `packages/core/src/extras/A.ts: its folder has no place in the import order`
  ])
})

it("a cycle is named, through type imports too", () => {
  const found = core({
    "values/A.ts": `${title}import type { B } from "./B.ts"\nexport type A = B\n`,
    "values/B.ts": `${title}import type { A } from "./A.ts"\nexport type B = A\n`
  })
  expect(found).toEqual([
    "a cycle: packages/core/src/values/A.ts → packages/core/src/values/B.ts → packages/core/src/values/A.ts"
  ])
})

it.each([
  ["nothing", "export const a = 1\n"],
  ["an import", `import "./B.ts"\n${title}`],
  ["an ordinary comment", "// Says what it is about.\n"],
  ["a title that is no sentence", "/** Amounts */\n"],
  ["an unfinished sentence", "/** Amounts and what they are */\n"]
])("a file that opens with %s is named", (_, text) => {
  const found = tidyOf({ "examples/shop/src/A.ts": text, "examples/shop/src/B.ts": title })
  expect(found).toEqual(["examples/shop/src/A.ts: opens without a sentence in /** … */"])
})

it.each([
  "utils.ts",
  "helpers/A.ts",
  "common.ts",
  "misc.ts",
  "shared/A.ts",
  "CardManager.ts",
  "data.ts",
  "cardInfo.ts"
])("%s is refused as a name", (name) => {
  expect(tidyOf({ [`packages/http/src/${name}`]: title })).toHaveLength(1)
})

it("a file may have 300 lines of code, comments and blank lines not counted", () => {
  const lines = (count: number) =>
    `${title}\n// one\n/* two\n three */\n${"export {} // code\n".repeat(count)}`
  expect(core({ "values/A.ts": lines(300) })).toEqual([])
  expect(core({ "values/A.ts": lines(301) })).toEqual([
    "packages/core/src/values/A.ts: 301 lines of code, 300 at most"
  ])
})

it("a function may have 70 lines", () => {
  const lines = (count: number) => `${title}export const f = () => {\n${"  f()\n\n".repeat(count - 2)}}\n`
  expect(core({ "values/A.ts": lines(70) })).toEqual([])
  expect(core({ "values/A.ts": lines(71) })).toEqual([
    "packages/core/src/values/A.ts: line 2: a function of 71 lines, 70 at most"
  ])
})
