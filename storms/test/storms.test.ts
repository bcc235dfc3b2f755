/** A few rounds of every storm: nothing that was acknowledged is lost or done twice, and the planted defect is found. */
import { describe, expect, it } from "vitest"
import { storms } from "../src/storms/index.ts"
import type { Options } from "../src/Storm.ts"
import { Tally } from "../src/Tally.ts"

/** What CI can afford of each. */
const tiny: Readonly<Record<string, Partial<Options>>> = {
  "kill-sqlite": { rounds: 4 },
  "kill-postgres": { rounds: 3 },
  "kill-server": { rounds: 1 },
  // A sale, a card, what was never seen; a part of the network, and what takes a commit before its own.
  "cut-wire": { rounds: 2, only: ["Redeem", "Block", "Tombstone", "ChangeOutlet", "IdentifyHolder"] },
  "kill-at-calls": { rounds: 3 },
  "full-disk-sqlite": { rounds: 2 },
  "full-disk-server": { rounds: 1 },
  "failing-sync": { rounds: 2 },
  failover: { rounds: 1 }
}

/** The storms whose tills are cheap enough to be played twice, the second time with the defect. */
const withDefect: ReadonlyArray<readonly [name: string, options: Partial<Options>]> = [
  // A kill has to hit the moment between answer and commit: enough of them that one does.
  ["kill-sqlite", { rounds: 12 }],
  ["cut-wire", { rounds: 2, only: ["Redeem", "Block", "Tombstone"] }],
  // What has no balance is missed as well.
  ["cut-wire", { rounds: 3, only: ["CutOff", "IdentifyHolder"] }]
]

const play = async (name: string, options: Partial<Options> = {}, isPlanted = false): Promise<Tally> => {
  const storm = storms.find((one) => one.name === name)
  if (storm === undefined) throw new Error(`there is no storm ${name}`)
  const tally = new Tally(name)
  await storm.run({ rounds: 1, seed: 7, ...options, isPlanted }, tally)
  return tally
}

const possible = storms.filter(({ missing }) => missing?.() === undefined).map(({ name }) => name)

describe("a storm", () => {
  it("has a tiny form here, whatever its name", () => {
    expect(storms.map(({ name }) => name).toSorted()).toEqual(Object.keys(tiny).toSorted())
  })

  it.each(possible)(
    "%s loses nothing, doubles nothing, and answers everything that was in doubt",
    async (name) => {
      const { acknowledged, doubled, faults, inDoubt, lost, resolved, rounds } = await play(name, tiny[name])
      expect(faults).toEqual([])
      expect([lost, doubled, inDoubt - resolved]).toEqual([0, 0, 0])
      expect(Math.min(acknowledged, rounds)).toBeGreaterThan(0)
    },
    120_000
  )

  it.each(withDefect)(
    "%s finds a store that answers before it commits: %j",
    async (name, options) => {
      expect((await play(name, options, true)).lost).toBeGreaterThan(0)
    },
    120_000
  )
})
