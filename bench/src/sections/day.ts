/**
 * A vendor's whole day, durably, at 64 callers: the seconds that it takes.
 *
 * @module
 */
import type { Contestant } from "../contestants/Contestant.ts"
import { oneTrip } from "../contestants/oneTrip.ts"
import { type Ground, groundOn, layByHand } from "../ground.ts"
import { performAll } from "../measure.ts"
import type { Section } from "../Section.ts"
import { seedCards } from "../seedCards.ts"
import { frequentCards, type Step, terminalsOf } from "../workload.ts"

const callers = 64
const terminals = 50_000
const connections = 16

/** The terminals take turns; one that holds value captures it before the next has its turn. */
const dayOf = (ground: Ground, cards: number): (() => { readonly next: () => Step }) => {
  const all = terminalsOf(terminals, { mix: "mixed", time: ground.time, pickCard: frequentCards(cards) })
  let turn = 0
  return () => {
    let current = all[0]
    return {
      next: () => {
        if (current?.isWaiting !== true) {
          turn = (turn + 1) % terminals
          current = all[turn]
        }
        if (current === undefined) throw new Error("a day needs terminals")
        return current.next()
      }
    }
  }
}

export const day: Section = {
  name: "day",
  title: "A vendor's whole day on PostgreSQL, 64 callers",
  run: async ({ cards, operations, release }) => {
    const ground = await groundOn(release)
    try {
      const us = await ground.open()
      await seedCards(ground.url, "tessera", us, cards, ground.time.next())
      await layByHand(ground)
      const perform = async (contestant: Contestant) => {
        const caller = dayOf(ground, cards)
        const begun = performance.now()
        const run = await performAll(
          ground.machine,
          contestant,
          Array.from({ length: callers }, caller),
          operations
        )
        return { who: contestant.name, run, seconds: (performance.now() - begun) / 1000 }
      }
      const both = [await perform(us), await perform(ground.keep(oneTrip(ground.url, connections)))]
      return {
        lines: both.map(({ run, who }) => ({ setting: "mixed, 64", who, run })),
        figures: [],
        foreign: Math.max(...both.map(({ run }) => run.foreign ?? 0)),
        remarks: [
          `${operations.toLocaleString("en-US")} operations of ${terminals.toLocaleString("en-US")} terminals on ${cards.toLocaleString("en-US")} cards: ` +
            both.map(({ seconds, who }) => `${who} ${seconds.toFixed(1)} s`).join("; ")
        ]
      }
    } finally {
      await ground.close()
    }
  }
}
