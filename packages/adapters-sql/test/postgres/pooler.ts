/** PgBouncer in transaction mode in front of a server, for the tests; Debian's, where it is installed. */
import { type ChildProcess, spawn } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

const program = "/usr/sbin/pgbouncer"
export const isInstalled = existsSync(program)

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const configurationFor = (server: URL, port: number): string => `
[databases]
postgres = user=postgres host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 100
`

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ""
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes("process up")) resolve()
    })
    child.once("exit", () => reject(new Error(`PgBouncer did not start: ${said}`)))
  })

/** Starts a pooler in front of a server: its URL, and how it is ended. */
export const startPooler = async (
  url: string
): Promise<{ readonly url: string; readonly end: () => void }> => {
  const server = new URL(url)
  const folder = mkdtempSync(join(tmpdir(), "tessera-pooler-"))
  const [file, port] = [join(folder, "pgbouncer.ini"), await freePort()]
  writeFileSync(file, configurationFor(server, port))
  if (isRoot) for (const path of [folder, file]) chownSync(path, nobody.uid, nobody.gid)
  const child = spawn(program, [file], { ...(isRoot && nobody), stdio: ["ignore", "ignore", "pipe"] })
  await ready(child)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    end: () => {
      child.kill("SIGKILL")
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
