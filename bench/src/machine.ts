/**
 * The machine beneath: how long a durable write takes, and how much of the processors others took meanwhile.
 *
 * @module
 */
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync
} from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"

/** The database server that counts as ours. */
export interface Machine {
  /** Its process, while there is one. */
  readonly server: () => number | undefined
}

/** Milliseconds of one durable write of 8 kB: the median and the 99th of a hundred. */
export const probeDisk = (): { readonly p50: number; readonly p99: number } => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-probe-"))
  const file = openSync(join(folder, "probe"), "w")
  const page = Buffer.alloc(8192, 1)
  const times = Array.from({ length: 100 }, () => {
    const begun = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - begun
  }).sort((a, b) => a - b)
  closeSync(file)
  rmSync(folder, { recursive: true })
  return { p50: times[50] ?? 0, p99: times[99] ?? 0 }
}

/** What Linux counts in: hundredths of a second. */
const tick = 0.01

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

interface Used {
  readonly parent: number
  /** Seconds, those of ended children included. */
  readonly seconds: number
}

const usedBy = (pid: number | string): Used | undefined => {
  const stat = read(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number)
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15)
  return { parent: fields[1] ?? 0, seconds: (user + system + childUser + childSystem) * tick }
}

/** Seconds of processor that a server and its children have used. */
const serverSeconds = (server: number | undefined): number => {
  if (server === undefined) return 0
  let sum = usedBy(server)?.seconds ?? 0
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue
    const used = usedBy(name)
    if (used?.parent === server) sum += used.seconds
  }
  return sum
}

/** Seconds of processor that everybody has used, or nothing where the system does not say. */
const allSeconds = (): number | undefined => {
  const line = read("/proc/stat")?.split("\n", 1)[0]
  if (line === undefined) return undefined
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softirq + steal) * tick
}

/** Seconds of processor that were used while it was watched, and what share of the machine others took. */
export interface Watched {
  readonly client: number
  readonly server: number
  readonly foreign: number | undefined
}

const isLinux = allSeconds() !== undefined

/** Begins to watch; what it gives says what has been used since. */
export const startWatch = ({ server }: Machine): (() => Watched) => {
  const look = () => {
    const { system, user } = process.cpuUsage()
    const children = isLinux ? (usedBy("self")?.seconds ?? 0) : 0
    return {
      time: performance.now() / 1000,
      client: (user + system) / 1e6,
      own: children,
      server: isLinux ? serverSeconds(server()) : 0,
      all: allSeconds()
    }
  }
  const before = look()
  return () => {
    const after = look()
    const server = Math.max(0, after.server - before.server)
    const others =
      before.all === undefined || after.all === undefined
        ? undefined
        : after.all - before.all - server - (after.own - before.own)
    const capacity = (after.time - before.time) * availableParallelism()
    return {
      client: after.client - before.client,
      server,
      foreign: others === undefined ? undefined : Math.max(0, others / capacity)
    }
  }
}
