/** The real hledger and beancount of Debian, where they are installed: they read a text and say what they made of it. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Whether a program can be run here. */
export const isInstalled = (program: string): boolean =>
  spawnSync(program, ["--version"], { encoding: "utf8" }).status === 0

const environment = { ...process.env, LC_ALL: "C.UTF-8" }

/** Runs a program on a file of this text, which it finds where `FILE` stands; what it printed, or how it failed. */
export const run = (program: string, text: string, args: ReadonlyArray<string>): string => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-books-"))
  const file = join(folder, "journal")
  try {
    writeFileSync(file, text)
    const ended = spawnSync(
      program,
      args.map((arg) => (arg === "FILE" ? file : arg)),
      { encoding: "utf8", env: environment, maxBuffer: 100_000_000 }
    )
    return ended.status === 0 ? ended.stdout : `failed: ${ended.stderr}${ended.stdout}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
