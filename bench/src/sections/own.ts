/**
 * Our own way on PostgreSQL and nobody else: what a profiler is put on.
 *
 *   node --cpu-prof --conditions=@tessera/source bench/src/main.ts own --callers=64 --seconds=5 --rounds=1
 *
 * @module
 */
import { entrant, groundOn, issueCards } from "../ground.ts"
import { inRounds } from "../rounds.ts"
import type { Section } from "../Section.ts"
import { linesOf } from "./lines.ts"

const cards = 10_000

export const own: Section = {
  name: "own",
  title: "Tessera alone on PostgreSQL, 10,000 cards",
  run: async (choice) => {
    const ground = await groundOn(choice.release)
    try {
      const us = await ground.open()
      await issueCards(us, cards, ground.time)
      const redeem = await inRounds(
        choice.callers.map((callers) => entrant(ground, us, callers, { mix: "redeem", cards })),
        choice
      )
      const mixed = await inRounds(
        choice.callers.map((callers) => entrant(ground, us, callers, { mix: "mixed", cards })),
        choice
      )
      return {
        lines: [...linesOf(redeem, "redeem"), ...linesOf(mixed, "mixed")],
        figures: [],
        foreign: Math.max(redeem.foreign ?? 0, mixed.foreign ?? 0),
        remarks: []
      }
    } finally {
      await ground.close()
    }
  }
}
