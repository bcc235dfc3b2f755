/**
 * The disk is full under a PostgreSQL server: its tills are not answered until somebody clears up.
 *
 * @module
 */
import { temporaryPostgres, type TemporaryPostgres } from "@tessera/adapters-sql/testing"
import { oneOf } from "../chance.ts"
import { throughOutages } from "../outage.ts"
import { answers, silence } from "../patience.ts"
import type { Place } from "../Place.ts"
import { mayMount, smallDisk } from "../smallDisk.ts"
import type { Storm } from "../Storm.ts"

/** Room for the server's own files and a journal of some ten thousand operations. */
const kilobytes = 400_000

/** Starts a server whose folder is on a disk. */
const serverOn = async (folder: string): Promise<TemporaryPostgres> => {
  const before = process.env["TMPDIR"]
  process.env["TMPDIR"] = folder
  try {
    return await temporaryPostgres({ settings: { min_wal_size: "32MB", max_wal_size: "32MB" } })
  } finally {
    if (before === undefined) delete process.env["TMPDIR"]
    else process.env["TMPDIR"] = before
  }
}

export const fullServerDisk: Storm = {
  name: "full-disk-server",
  does: "the disk is full under a PostgreSQL server, and is cleared up",
  rounds: { full: 10, short: 1, planted: 1 },
  missing: () => (mayMount() ? undefined : "only root may mount a small disk"),
  run: async (options, tally) => {
    const { seed } = options
    const disk = smallDisk(kilobytes)
    if (disk === undefined) throw new Error("no small disk could be mounted")
    const server = await serverOn(disk.folder)
    const place: Place = { store: "postgres", url: server.url(), schema: "storm" }
    try {
      await throughOutages(place, options, tally, async (heard, round) => {
        await answers(heard, 100)
        disk.fill(500 + oneOf(4000, seed, round))
        // With the defect tills are answered for ever.
        if (options.isPlanted) await answers(heard, 2000)
        else if (!(await silence(heard, 700)))
          heard.fault("the disk was full and the tills were answered all the same")
        disk.clear()
        await server.kill()
        await server.start()
      })
    } finally {
      await server.remove()
      disk.remove()
    }
  }
}
