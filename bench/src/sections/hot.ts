/**
 * One hot card: everybody wants the same row at the same time.
 *
 * @module
 */
import { oneTrip } from "../contestants/oneTrip.ts"
import { figureOf } from "../figures.ts"
import { entrant, groundOn, issueCards, layByHand } from "../ground.ts"
import { inRounds } from "../rounds.ts"
import type { Section } from "../Section.ts"
import { linesOf, shownRatio } from "./lines.ts"

const callers = 64
const many = 10_000

const named = (cards: number, who: string): string =>
  `${callers} callers, ${cards === 1 ? "one card" : `${cards.toLocaleString("en-US")} cards`}\n${who}`

export const hot: Section = {
  name: "hot",
  title: "One hot card on PostgreSQL, 64 callers",
  run: async (choice) => {
    const ground = await groundOn(choice.release)
    try {
      const us = await ground.open()
      await issueCards(us, many, ground.time)
      await layByHand(ground)
      const theirs = ground.keep(oneTrip(ground.url, 8))
      const rounds = await inRounds(
        [us, theirs].flatMap((contestant) =>
          [1, many].map((cards) =>
            entrant(ground, contestant, callers, {
              mix: "redeem",
              cards,
              name: named(cards, contestant.name)
            })
          )
        ),
        choice
      )
      const [one, all] = [named(1, us.name), named(many, us.name)]
      return {
        lines: linesOf(rounds, "redeem"),
        figures: [figureOf("hotCard", rounds.ratio(one, all), shownRatio(rounds, one, all))],
        foreign: rounds.foreign,
        remarks: []
      }
    } finally {
      await ground.close()
    }
  }
}
