/**
 * Tills in processes of their own: started before they are needed, heard line by line, killed or waited for.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { bundle } from "../../scripts/bundle.ts"
import type { Order } from "./Order.ts"

/** Thousands of tills start: each is one file. */
const script = await bundle(join(import.meta.dirname, "till.ts"))

/** How a till's process ended. */
interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly complaint: string
}

/** A till that has loaded its modules, or is about to. */
export interface Till {
  /** Gives it its order. Every line that it completes is heard. */
  readonly begin: (order: Order, hear: (line: string) => void) => void
  readonly kill: (signal?: NodeJS.Signals) => void
  readonly ended: Promise<End>
}

export interface TillOptions {
  /** A program that runs it, with its words. */
  readonly under?: ReadonlyArray<string>
}

const listen = (child: ChildProcess, hear: (line: string) => void): void => {
  let rest = ""
  child.stdout?.setEncoding("utf8")
  child.stdout?.on("data", (chunk: string) => {
    const lines = `${rest}${chunk}`.split("\n")
    // What is not a whole line was not acknowledged.
    rest = lines.pop() ?? ""
    for (const line of lines) hear(line)
  })
}

/** Starts a till that waits for its order. */
export const startTill = ({ under = [] }: TillOptions = {}): Till => {
  const [program, ...words] = [...under, process.execPath, script]
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] })
  let complaint = ""
  child.stderr.setEncoding("utf8")
  child.stderr.on("data", (text: string) => (complaint = `${complaint}${text}`.slice(-4000)))
  // A till that was killed before it read its order leaves a broken pipe.
  child.stdin.on("error", () => undefined)
  const ended = new Promise<End>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal, complaint }))
  })
  return {
    begin: (order, hear) => {
      listen(child, hear)
      child.stdin.end(`${JSON.stringify(order)}\n`)
    },
    kill: (signal = "SIGKILL") => void child.kill(signal),
    ended
  }
}
