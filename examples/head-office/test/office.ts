/** The head office as its users have it: a process of its own, and what it printed. */
import { execFile, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { bundle } from "../../../scripts/bundle.ts"

const program = await bundle(fileURLToPath(new URL("../src/main.ts", import.meta.url)))

export interface Office {
  /** What it printed so far. */
  readonly lines: () => ReadonlyArray<string>
  /** The value of a line such as `address  http://…`. */
  readonly told: (name: string) => string
  /** Runs the lines to paste, one after the other, and answers what each printed. */
  readonly paste: () => Promise<ReadonlyArray<string>>
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>
}

/** Starts it, and waits until it has said everything or has ended. */
export const start = async (
  folder: string,
  words: ReadonlyArray<string> = [],
  more: Readonly<Record<string, string>> = {}
): Promise<Office> => {
  const child = spawn(process.execPath, [program, "--port", "0", ...words], {
    cwd: folder,
    env: { PATH: process.env["PATH"], ...more },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let [said, errors] = ["", ""]
  child.stderr.on("data", (piece: Buffer) => (errors += piece.toString()))
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, errors }))
  )
  const lastly = more["TESSERA_MODE"] === "live" ? /^docs/m : /\/v1\/balances.*\n|^key +taken out.*\n/m
  const isReady = () => lastly.test(said)
  const ready = new Promise<void>((resolve) =>
    child.stdout.on("data", (piece: Buffer) => {
      said += piece.toString()
      if (isReady()) resolve()
    })
  )
  await Promise.race([ready, ended])
  const lines = () => said.split("\n")
  return {
    lines,
    told: (name) =>
      lines()
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length)
        .trim() ?? "",
    paste: async () => {
      const printed: Array<string> = []
      for (const line of lines().filter((one) => one.startsWith("curl ")))
        printed.push((await promisify(execFile)("sh", ["-c", line])).stdout)
      return printed
    },
    kill: (signal) => child.kill(signal),
    ended
  }
}

/** A folder that is removed when it is disposed of. */
export const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "head-office-"))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
