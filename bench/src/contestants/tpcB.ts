/**
 * TPC-B by pgbench, where that program is there: another transaction, but one that everybody knows.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import type { Machine } from "../machine.ts"
import { startWatch } from "../machine.ts"
import type { Run } from "../measure.ts"

const places = ["/usr/lib/postgresql/15/bin/pgbench", "/usr/bin/pgbench"]

/** The program, where it is there. */
export const pgbench: string | undefined = places.find((place) => existsSync(place))

/** Fills its four tables: a million accounts. */
export const layTpcB = (url: string): void => {
  if (pgbench === undefined) return
  const done = spawnSync(pgbench, ["-i", "-q", "-s", "10", url], { encoding: "utf8" })
  if (done.status !== 0) throw new Error(`pgbench: ${done.stderr}`)
}

/** Lets so many clients run it for some seconds. */
export const tpcB = async (machine: Machine, url: string, callers: number, seconds: number): Promise<Run> => {
  const stop = startWatch(machine)
  const threads = Math.min(callers, availableParallelism())
  const child = spawn(
    pgbench ?? "pgbench",
    [
      "-n",
      "-M",
      "prepared",
      "-c",
      `${callers}`,
      "-j",
      `${threads}`,
      "-T",
      `${Math.max(1, Math.round(seconds))}`,
      url
    ],
    { stdio: ["ignore", "pipe", "pipe"] }
  )
  let said = ""
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk))
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk))
  await new Promise((resolve) => {
    child.once("close", resolve)
  })
  const perSecond = Number(/tps = ([\d.]+)/.exec(said)?.[1])
  const latency = Number(/latency average = ([\d.]+)/.exec(said)?.[1])
  if (!(perSecond > 0)) throw new Error(`pgbench: ${said}`)
  const { foreign, server } = stop()
  const count = perSecond * seconds
  return {
    perSecond,
    p50: latency,
    p99: Number.NaN,
    clientCpu: Number.NaN,
    serverCpu: (server * 1e6) / count,
    declined: 0,
    foreign
  }
}
