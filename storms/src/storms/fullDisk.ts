/**
 * The disk is full: under SQLite on a small file system, or behind a limit of the file's size where none may be mounted.
 *
 * @module
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { doubting, type Failing } from "../doubting.ts"
import { oneOf } from "../chance.ts"
import { inLanes } from "../lanes.ts"
import { newFolder } from "../ledgers.ts"
import { replayLine, type Storm } from "../Storm.ts"
import { smallDisk } from "../smallDisk.ts"
import { Tally } from "../Tally.ts"

const [terminals, most] = [8, 400]

/** A till under a limit of the size of its files, which is what may be had without being root. */
const behindLimit = (kilobytes: number): Failing & { readonly remove: () => void } => {
  const folder = newFolder()
  return {
    place: { store: "sqlite", file: join(folder, "ledger.db") },
    under: ["sh", "-c", `ulimit -f ${kilobytes * 2}; exec "$0" "$@"`],
    terminals,
    most,
    mend: () => undefined,
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

const onSmallDisk = (kilobytes: number): (Failing & { readonly remove: () => void }) | undefined => {
  const disk = smallDisk(kilobytes)
  return (
    disk && {
      place: { store: "sqlite", file: join(disk.folder, "ledger.db") },
      under: [],
      terminals,
      most,
      mend: () => disk.grow(64_000),
      remove: disk.remove
    }
  )
}

export const fullDisk: Storm = {
  name: "full-disk-sqlite",
  does: "the disk is full under SQLite, at another moment every time",
  rounds: { full: 60, short: 8, planted: 2 },
  run: async (options, tally) => {
    const { rounds, seed } = options
    const sizes =
      options.only?.map(Number) ??
      Array.from({ length: rounds }, (_, n) =>
        n % 4 === 0 ? 64 + oneOf(400, seed, n) : 500 + oneOf(2500, seed, n)
      )
    await inLanes(async () => {
      const kilobytes = sizes.shift()
      if (kilobytes === undefined) return false
      const disk = onSmallDisk(kilobytes) ?? behindLimit(kilobytes)
      const own = new Tally(tally.storm)
      try {
        if (await doubting(disk, options, own)) own.rounds += 1
      } finally {
        disk.remove()
      }
      tally.add(own, replayLine(tally.storm, { ...options, rounds: 1, only: [String(kilobytes)] }))
      return true
    })
  }
}
