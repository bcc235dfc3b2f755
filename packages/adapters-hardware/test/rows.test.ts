/** The table of what goes wrong in docs/hardware.md: every row has a reason, or names tests, and those are there. */
import { existsSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const read = (path: string): string | undefined => {
  const url = new URL(`../${path}`, import.meta.url)
  return existsSync(url) ? readFileSync(url, "utf8") : undefined
}

const rows = (read("../../docs/hardware.md") ?? "").split("\n").flatMap((line) => {
  const [, number, , , shown] = line.split(" | ").length === 4 ? line.split(/^\| | \| | \|$/) : []
  return number !== undefined && /^\d+$/.test(number) && shown !== undefined ? [{ number, shown }] : []
})

interface Named {
  readonly path: string
  readonly words: string
}

/** `file`: words; more words; rig `file`: words; reason: why there is no test. */
const namedIn = (shown: string): ReadonlyArray<Named | { readonly reason: string }> => {
  let path = ""
  return shown.split("; ").map((part) => {
    if (part.startsWith("reason: ")) return { reason: part.slice(8) }
    const found = /^(rig )?`([^`]+)`: (.+)$/.exec(part)
    if (found === null) return { path, words: part }
    const [, rig, file = "", words = ""] = found
    path = rig
      ? `rig/${file}.test.ts`
      : file.startsWith("testing/")
        ? `src/${file}.ts`
        : `test/${file}.test.ts`
    return { path, words }
  })
}

const ports = (read("../../docs/hardware.md") ?? "").split("\n").flatMap((line) => {
  const [, port, driver, simulator, cases, tests, real] = line.split("|").map((cell) => cell.trim())
  return cases?.endsWith("Cases`") ? [{ port, driver, simulator, cases, tests, real }] : []
})
const quoted = (cell = ""): ReadonlyArray<string> =>
  [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? [])

describe("the ports", () => {
  it("are all that there are", () => {
    expect(new Set(ports.flatMap(({ port }) => quoted(port)))).toEqual(
      new Set(
        ["CardReader", "CardPurse", "KeyProvider", "TerminalIdentity", "OfflineJournal", "Magstripe"].concat([
          "BarcodeScanner",
          "PinPad",
          "Dongle",
          "ReceiptPrinter",
          "CashDrawer"
        ])
      )
    )
  })

  it.each(ports)("$port has a driver, a simulator, published cases, and tests that run them", (row) => {
    const [cases = ""] = quoted(row.cases)
    for (const cell of [row.driver, row.simulator, row.tests, row.real]) {
      expect(quoted(cell).length).toBeGreaterThan(0)
      for (const path of quoted(cell))
        expect({ path, isThere: read(path) !== undefined }).toEqual({ path, isThere: true })
    }
    for (const path of quoted(row.tests)) expect(read(path)).toContain(cases)
    expect(read("src/testing/index.ts")).toContain(cases)
  })
})

describe("what goes wrong", () => {
  it("is 68 rows", () => {
    expect(rows.map(({ number }) => Number(number))).toEqual(Array.from({ length: 68 }, (_, n) => n + 1))
  })

  it.each(rows)("row $number is shown by tests that are there, or has a reason", ({ shown }) => {
    const all = namedIn(shown)
    expect(all.length).toBeGreaterThan(0)
    for (const one of all) {
      if ("reason" in one) expect(one.reason.length).toBeGreaterThan(20)
      else expect({ ...one, isThere: read(one.path)?.includes(one.words) }).toEqual({ ...one, isThere: true })
    }
  })
})
