/**
 * An fsync that fails under SQLite: once, or from then on.
 *
 * @module
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { doubting } from "../doubting.ts"
import { oneOf } from "../chance.ts"
import { inLanes } from "../lanes.ts"
import { newFolder } from "../ledgers.ts"
import { replayLine, type Storm } from "../Storm.ts"
import { straceMissing, underStrace } from "../strace.ts"
import { Tally } from "../Tally.ts"

/** About how often a till of these syncs, from the creation of the file to its closing. */
const syncs = 40
const [terminals, most] = [6, 24]

export const failingSync: Storm = {
  name: "failing-sync",
  does: "fsync fails with EIO under SQLite, once or from then on (strace)",
  rounds: { full: 2 * syncs, short: 8, planted: 6 },
  missing: straceMissing,
  run: async (options, tally) => {
    const folder = newFolder()
    const { rounds, seed } = options
    const every = Array.from({ length: rounds }, (_, n) =>
      rounds >= 2 * syncs
        ? `${1 + (n >> 1)}${n % 2 === 0 ? "" : "+"}`
        : `${1 + oneOf(syncs, seed, n)}${n % 2 === 0 ? "" : "+"}`
    )
    const whens = options.only === undefined ? every : [...options.only]
    let ledgers = 0
    try {
      await inLanes(async () => {
        const when = whens.shift()
        if (when === undefined) return false
        const file = join(folder, `ledger-${ledgers++}.db`)
        const under = underStrace({ file, calls: ["fsync", "fdatasync"], effect: "error=EIO", when })
        const own = new Tally(tally.storm)
        const failing = {
          place: { store: "sqlite", file },
          under,
          terminals,
          most,
          mend: () => undefined
        } as const
        if (await doubting(failing, options, own)) own.rounds += 1
        tally.add(own, replayLine(tally.storm, { ...options, rounds: 1, only: [when] }))
        return true
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
