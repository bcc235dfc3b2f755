/**
 * Batches of 500: an import, or what terminals did while they were offline.
 *
 * @module
 */
import { batched } from "../contestants/batched.ts"
import { figureOf } from "../figures.ts"
import { groundOn, issueCards, layByHand } from "../ground.ts"
import { performManyFor } from "../measure.ts"
import { inRounds } from "../rounds.ts"
import type { Section } from "../Section.ts"
import { batchesOf, byHand, linesOf, shownRatio } from "./lines.ts"

const cards = 10_000
const size = 500

export const batches: Section = {
  name: "batches",
  title: "Batches of 500 on PostgreSQL",
  run: async (choice) => {
    const ground = await groundOn(choice.release)
    try {
      const us = await ground.open()
      await issueCards(us, cards, ground.time)
      await layByHand(ground)
      const imports = (callers: number) => ({
        name: `${callers} at a time\nTessera, submitMany`,
        run: (seconds: number) =>
          performManyFor(
            ground.machine,
            us,
            Array.from({ length: callers }, () => {
              const next = batchesOf(ground, cards, size)
              return () => us.performMany(next())
            }),
            seconds
          )
      })
      const hand = async (connections: number) =>
        byHand(ground, ground.keep(await batched(ground.url, connections)), {
          cards,
          size,
          name: `${connections} at a time\nbest batch by hand`
        })
      const rounds = await inRounds([imports(1), await hand(1), imports(2), await hand(2)], choice)
      const [ours, theirs] = ["1 at a time\nTessera, submitMany", "1 at a time\nbest batch by hand"]
      return {
        lines: linesOf(rounds, "batches of 500"),
        figures: [figureOf("many", rounds.ratio(ours, theirs), shownRatio(rounds, ours, theirs))],
        foreign: rounds.foreign,
        remarks: []
      }
    } finally {
      await ground.close()
    }
  }
}
