/** The CLI as its users have it: a process of its own, by its name on the path of a shell. */
import { spawn } from "node:child_process"
import { chmodSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "../../../scripts/bundle.ts"

const program = await bundle(fileURLToPath(new URL("../src/tessera.ts", import.meta.url)))

export interface Ran {
  readonly code: number | null
  readonly printed: string
  readonly errors: string
}

/** A command that is under way. */
export interface Running {
  readonly ended: Promise<Ran>
  /** Resolves when it has said so much on standard error. */
  readonly said: (what: RegExp) => Promise<void>
  readonly kill: (signal: NodeJS.Signals) => void
}

/** A folder with a shell in which `tessera` is there. */
export const shellIn = (folder: string, environment: Readonly<Record<string, string>>) => {
  const name = join(folder, "tessera")
  writeFileSync(name, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(name, 0o755)
  const env = {
    NODE_COMPILE_CACHE: join(folder, ".compiled"),
    PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
    ...environment
  }
  const start = (line: string, more: Readonly<Record<string, string>> = {}): Running => {
    const child = spawn("sh", ["-c", line], {
      cwd: folder,
      env: { ...env, ...more },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let [printed, errors] = ["", ""]
    child.stdout.on("data", (piece: Buffer) => (printed += piece.toString()))
    const ended = new Promise<Ran>((resolve) =>
      child.on("close", (code) => resolve({ code, printed, errors }))
    )
    child.stderr.on("data", (piece: Buffer) => (errors += piece.toString()))
    const said = (what: RegExp) =>
      new Promise<void>((resolve) => {
        child.stderr.on("data", () => what.test(errors) && resolve())
        void ended.then(() => resolve())
      })
    return { ended, said, kill: (signal) => child.kill(signal) }
  }
  return { start, run: (line: string, more = {}) => start(line, more).ended }
}
