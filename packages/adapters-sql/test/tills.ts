/** Tills in processes of their own, for tests that kill them. */
import { spawn } from "node:child_process"
import { join } from "node:path"
import { bundle } from "../../../scripts/bundle.ts"

const script = await bundle(join(import.meta.dirname, "writer.ts"))
const argumentsOf = (file: string, run: string, batches: number): ReadonlyArray<string> => [
  script,
  file,
  run,
  String(batches)
]

const linesOf = (text: string): ReadonlyArray<string> => text.split("\n").slice(0, -1)

/** Lets a till sell until so many milliseconds after its first acknowledgement, then kills it: the lines it completed. */
export const killed = (file: string, run: string, after: number): Promise<ReadonlyArray<string>> =>
  new Promise((resolve, reject) => {
    const till = spawn(process.execPath, argumentsOf(file, run, Number.POSITIVE_INFINITY))
    let [said, complaint] = ["", ""]
    till.stderr.on("data", (text) => (complaint += text))
    till.stdout.on("data", (text) => {
      if (said === "") setTimeout(() => till.kill("SIGKILL"), after)
      said += text
    })
    till.on("close", (_, signal) =>
      signal === "SIGKILL"
        ? resolve(linesOf(said))
        : reject(new Error(`the till ended by itself: ${complaint}${said}`))
    )
  })

/** Lets a till sell so many batches, with files of at most so many blocks: what it said. */
export const ended = (
  file: string,
  run: string,
  batches: number,
  blocks?: number
): Promise<ReadonlyArray<string>> =>
  new Promise((resolve, reject) => {
    const words = argumentsOf(file, run, batches)
    const till =
      blocks === undefined
        ? spawn(process.execPath, words)
        : spawn("sh", ["-c", `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, ...words])
    let [said, complaint] = ["", ""]
    till.stderr.on("data", (text) => (complaint += text))
    till.stdout.on("data", (text) => (said += text))
    till.on("close", (code) =>
      code === 0 ? resolve(linesOf(said)) : reject(new Error(`the till failed: ${complaint}${said}`))
    )
  })
