/** The reader service of the system with virtual readers, started and killed by a test. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** Where the virtual reader waits for its card; the second socket is the next one. */
export const port = 0x8c7b

const configuration = `FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x8C7B
LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so
CHANNELID 0x8C7B
`

const socket = "/run/pcscd/pcscd.comm"

const answers = (): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = createConnection(socket, () => {
      asked.destroy()
      resolve(true)
    })
    asked.on("error", () => resolve(false))
  })

export class Pcscd {
  #child: ChildProcess | undefined
  readonly #folder = mkdtempSync(join(tmpdir(), "tessera-pcscd-"))

  async start(): Promise<void> {
    for (const left of readdirSync("/run/pcscd")) rmSync(join("/run/pcscd", left))
    const file = join(this.#folder, "reader.conf")
    writeFileSync(file, configuration)
    this.#child = spawn("pcscd", ["--foreground", "--config", file], { stdio: "ignore" })
    while (!(await answers())) await sleep(10)
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null) return
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  }

  async close(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true })
  }
}
