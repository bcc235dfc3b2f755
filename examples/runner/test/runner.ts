/** The runner as its users have it: a process of its own, started anew for every run. */
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "../../../scripts/bundle.ts"

/** The program, as one file. */
export const runner = await bundle(fileURLToPath(new URL("../src/main.ts", import.meta.url)))

/** The configuration that the tests of the runner share: two owners, three outlets, a member card with a gift. */
export const programsFile = fileURLToPath(new URL("programs.json", import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly lines: ReadonlyArray<string>
  readonly errors: string
}

export interface Started {
  /** Whole lines of standard output so far. */
  readonly count: () => number
  readonly kill: (signal: NodeJS.Signals) => void
  /** Closes our end of its standard output, as `head` does. */
  readonly hangUp: () => void
  readonly stdin: NodeJS.WritableStream
  readonly ended: Promise<Ended>
}

/** Starts the runner; `seen` is told of every piece of output. */
export const start = (
  words: ReadonlyArray<string>,
  seen: (started: Started) => void = () => undefined,
  more: Readonly<Record<string, string>> = {}
): Started => {
  const child = spawn(process.execPath, [runner, ...words], {
    env: { PATH: process.env["PATH"], NO_COLOR: "1", TMPDIR: tmpdir(), ...more }
  })
  const pieces: Array<Buffer> = []
  let [count, errors] = [0, ""]
  child.stdin.on("error", () => undefined)
  child.stderr.on("data", (piece: Buffer) => (errors += piece.toString()))
  const started: Started = {
    count: () => count,
    kill: (signal) => child.kill(signal),
    hangUp: () => child.stdout.destroy(),
    stdin: child.stdin,
    ended: new Promise((resolve) => {
      child.on("close", (code, signal) => {
        // What follows the last newline was cut off by a kill.
        const lines = Buffer.concat(pieces).toString("utf8").split("\n").slice(0, -1)
        resolve({ code, signal, lines, errors })
      })
    })
  }
  child.stdout.on("data", (piece: Buffer) => {
    pieces.push(piece)
    for (const byte of piece) if (byte === 10) count += 1
    seen(started)
  })
  return started
}

/** Runs the runner to its end. */
export const runToEnd = (...words: ReadonlyArray<string>): Promise<Ended> => start(words).ended

/** A folder for the files of one test, removed when it is disposed of. */
export const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "runner-test-"))
  return {
    path,
    file: (name: string, content?: string | Buffer): string => {
      const file = join(path, name)
      if (content !== undefined) writeFileSync(file, content)
      return file
    },
    subfolder: (name: string): string => {
      mkdirSync(join(path, name))
      return join(path, name)
    },
    remove: (name: string): void => rmSync(join(path, name)),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true })
  }
}

/** An outcome as it is remembered: without its envelope, the only part that a replay may change. */
export const withoutEnvelope = (line: string): string =>
  line.replace(/,"replayed":(true|false)(,"reversedBy":"[^"]*")?\}$/, "}")

export const lastOf = (lines: ReadonlyArray<string>): unknown => JSON.parse(lines.at(-1) ?? "null")

export const read = (file: string): string => readFileSync(file, "utf8")
