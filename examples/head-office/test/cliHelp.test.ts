/** What the CLI says of itself: every command has help that fits a narrow terminal, and shells read its completions. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { saying } from "./saying.ts"

const help = async (words: ReadonlyArray<string>) => (await saying([...words, "--help"])).printed

/** The commands that a help lists. */
const listed = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].flatMap(([, name = ""]) => (name === "file" ? [] : [name]))

const pages = async (words: ReadonlyArray<string>): Promise<ReadonlyArray<readonly [string, string]>> => {
  const text = await help(words)
  const isGroup = text.includes("<subcommand>")
  const below = isGroup ? await Promise.all(listed(text).map((name) => pages([...words, name]))) : []
  return [[words.join(" "), text], ...below.flat()]
}

const all = await pages([])

it("has a page for every command", () => {
  expect(all.map(([name]) => name)).toEqual(
    [
      "|program|program list|program show|program create|outlet|outlet list|outlet create",
      "|terminal|terminal list|terminal create|terminal pair|key|key list|key create|key revoke",
      "|card|card show|card issue|day|day report|day offline|day close",
      "|import|export|export operations|export entries|export journal",
      "|job|job list|job show|job outcomes|job continue|job fetch|completions"
    ]
      .join("")
      .split("|")
  )
})

it.each(all)("tessera %s --help fits a terminal of 80 columns", (_, text) => {
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([])
  expect(text).toContain("USAGE")
})

it("says its version", async () => {
  expect(await saying(["--version"])).toMatchObject({ code: 0, printed: expect.stringContaining("1.2.3") })
})

describe("completions", () => {
  it.each(["bash", "zsh", "fish"])("of %s know the commands and their flags", async (shell) => {
    const { code, printed: text } = await saying(["completions", shell])
    expect(code).toBe(0)
    for (const word of ["terminal", "pair", "import", "idempotency-key", "completions", "key-file", "json"])
      expect(text).toContain(word)
    expect(text).toContain(`#   tessera completions ${shell} >`)
  })

  it("are read by bash, which completes by them", async () => {
    const { printed: text } = await saying(["completions", "bash"])
    execFileSync("bash", ["-n"], { input: text })
    const folder = mkdtempSync(join(tmpdir(), "tessera-completing-"))
    writeFileSync(join(folder, "offline.ndjson"), "")
    const completed = (line: string): string => {
      const words = line.split(" ")
      const last = words.at(-1) ?? ""
      const completing = `
        COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; COMP_LINE="${line}"; COMP_POINT=${line.length}
        $(complete -p tessera | sed -E 's/.*-F ([^ ]+).*/\\1/') tessera '${last}' '${words.at(-2)}'
        echo "\${COMPREPLY[@]}"`
      return execFileSync("bash", ["--norc"], { cwd: folder, input: `${text}\n${completing}\n` })
        .toString()
        .trim()
    }
    expect(completed("tessera ter")).toBe("terminal")
    expect(completed("tessera card show --key")).toBe("--key-file")
    expect(completed("tessera import off")).toBe("offline.ndjson")
    expect(completed("tessera export journal --out off")).toBe("offline.ndjson")
    rmSync(folder, { recursive: true })
  })
})
