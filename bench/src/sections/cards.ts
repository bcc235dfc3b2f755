/**
 * What a command costs with a thousand cards and with a million: it must not depend on how many others there are.
 *
 * @module
 */
import { figureOf } from "../figures.ts"
import { entrant, groundOn } from "../ground.ts"
import { inRounds } from "../rounds.ts"
import type { Section } from "../Section.ts"
import { seedCards } from "../seedCards.ts"
import { linesOf, shownRatio } from "./lines.ts"

const few = 1_000
/** The numbers of cards at which the cost is held to something. */
const held = [
  [1_000_000, "million"],
  [10_000_000, "tenMillion"]
] as const
const callers = 64
const named = (cards: number): string => `${callers} callers, ${cards.toLocaleString("en-US")} cards\nTessera`

export const cards: Section = {
  name: "cards",
  title: "Few cards and many on PostgreSQL, 64 callers",
  run: async (choice) => {
    const ground = await groundOn(choice.release)
    try {
      const begun = performance.now()
      const entrants = []
      for (const count of [few, choice.cards]) {
        const schema = `cards_${count}`
        const service = await ground.open(schema)
        await seedCards(ground.url, schema, service, count, ground.time.next())
        if (count === few) await service.verify()
        entrants.push(entrant(ground, service, callers, { mix: "redeem", cards: count, name: named(count) }))
      }
      const laid = (performance.now() - begun) / 1000
      const rounds = await inRounds(entrants, choice)
      const [small, large] = [named(few), named(choice.cards)]
      return {
        lines: linesOf(rounds, "redeem"),
        figures: held
          .filter(([count]) => count === choice.cards)
          .map(([, figure]) =>
            figureOf(figure, rounds.ratio(small, large), shownRatio(rounds, small, large))
          ),
        foreign: rounds.foreign,
        remarks: [`The cards were laid in ${Math.round(laid)} s.`]
      }
    } finally {
      await ground.close()
    }
  }
}
