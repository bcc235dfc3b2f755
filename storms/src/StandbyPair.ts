/**
 * A server and its standby, the wire between them, and the wire by which tills reach whichever of them is in charge.
 *
 * @module
 */
import { type TemporaryPostgres, temporaryPostgres } from "@tessera/adapters-sql/testing"
import { cpSync, rmSync, writeFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Client } from "pg"
import { Proxy } from "./proxy.ts"

/** Asks a server as its administrator. */
const ask = async (
  server: TemporaryPostgres,
  question: string
): Promise<ReadonlyArray<Record<string, unknown>>> => {
  const client = new Client({ connectionString: server.url() })
  await client.connect()
  try {
    const { rows }: { rows: Array<Record<string, unknown>> } = await client.query(question)
    return rows
  } finally {
    await client.end()
  }
}

/** Copies a stopped server's folder into another's, so that this one can follow it. */
const copied = (from: TemporaryPostgres, to: TemporaryPostgres): void => {
  const [source, target] = [join(from.folder, "data"), join(to.folder, "data")]
  rmSync(target, { recursive: true })
  cpSync(source, target, { recursive: true, preserveTimestamps: true })
  writeFileSync(join(target, "standby.signal"), "")
  const owner = spawnSync("chown", ["-R", `--reference=${source}`, target])
  const mode = spawnSync("chmod", ["700", target])
  if (owner.status !== 0 || mode.status !== 0)
    throw new Error("the copy cannot be given to the server's user")
}

export class StandbyPair {
  /** Where tills find the server in charge. */
  readonly front: Proxy
  private readonly first: TemporaryPostgres
  private readonly standby: TemporaryPostgres
  private readonly between: Proxy

  private constructor(first: TemporaryPostgres, standby: TemporaryPostgres, front: Proxy, between: Proxy) {
    this.first = first
    this.standby = standby
    this.front = front
    this.between = between
  }

  /** Starts both. `isSynchronous`: a commit on the first waits for the standby's disk. */
  static async start(isSynchronous: boolean): Promise<StandbyPair> {
    const first = await temporaryPostgres()
    const standby = await temporaryPostgres()
    await Promise.all([first.stop(), standby.stop()])
    copied(first, standby)
    const [front, between] = [await Proxy.to(first.port), await Proxy.to(first.port)]
    await first.start(isSynchronous ? { synchronous_standby_names: "*" } : {})
    await standby.start({
      primary_conninfo: `host=127.0.0.1 port=${between.port} user=postgres`,
      // A standby that is told to take over first waits until its next try to reach the other is due.
      wal_retrieve_retry_interval: "100ms"
    })
    return new StandbyPair(first, standby, front, between)
  }

  /** The database as tills reach it, and as it is after the failover. */
  get url(): string {
    return this.standby.url().replace(`:${this.standby.port}/`, `:${this.front.port}/`)
  }

  /** From now on the standby hears nothing more, and nobody is told. */
  freeze(): void {
    this.between.freeze()
  }

  /** An administrator who sees commits hang cancels them: they then say that they have succeeded, and a notice. */
  async cancelWaiting(): Promise<void> {
    for (let tries = 0; tries < 500; tries++) {
      const cancelled = await ask(
        this.first,
        "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"
      )
      if (cancelled.length > 0) return
      await wait(20)
    }
    throw new Error("no commit waited for the standby")
  }

  /** The first is gone, the standby takes over. */
  async failOver(): Promise<void> {
    await this.first.kill()
    await this.between.close()
    writeFileSync(join(this.standby.folder, "data", "promote"), "")
    process.kill(this.standby.pid() ?? 0, "SIGUSR1")
    for (let tries = 0; tries < 500; tries++) {
      const [row] = await ask(this.standby, "select pg_is_in_recovery() as follows")
      if (row?.["follows"] === false) {
        this.front.lead(this.standby.port)
        return
      }
      await wait(20)
    }
    throw new Error("the standby did not take over")
  }

  async remove(): Promise<void> {
    await Promise.all([this.front.close(), this.between.close(), this.first.remove(), this.standby.remove()])
  }
}
