/**
 * Lines of a section's table from the rounds, and the batches by hand that several sections compare with.
 *
 * @module
 */
import type { batched } from "../contestants/batched.ts"
import type { Ground } from "../ground.ts"
import { performManyFor } from "../measure.ts"
import type { Entrant, Rounds } from "../rounds.ts"
import type { Line } from "../Section.ts"
import { frequentCards, type Step, type Terminal, terminalsOf } from "../workload.ts"

/** A line for everybody who was measured. */
export const linesOf = (rounds: Rounds, what: string): ReadonlyArray<Line> =>
  rounds.names.map((name) => {
    const [callers = "", who = ""] = name.split("\n")
    return { setting: `${what}, ${callers}`, who, run: rounds.typical(name) }
  })

const shown = (perSecond: number): string => Math.round(perSecond).toLocaleString("en-US")

/** What both did in a second. */
export const shownRatio = (rounds: Rounds, one: string, other: string): string =>
  `${shown(rounds.typical(one).perSecond)} : ${shown(rounds.typical(other).perSecond)} a second`

/** Asks a lane's own cards only: two lanes never wait for each other. */
const batchOf = (terminals: ReadonlyArray<Terminal>, size: number): (() => ReadonlyArray<Step>) => {
  let turn = 0
  return () =>
    Array.from({ length: size }, () => {
      turn = (turn + 1) % terminals.length
      const step = terminals[turn]?.next()
      if (step === undefined) throw new Error("a batch needs terminals")
      return step
    })
}

/** Batches of so many steps, one after the other. */
export const batchesOf = (
  { time }: Pick<Ground, "time">,
  cards: number,
  size: number,
  pickCard = frequentCards(cards)
): (() => ReadonlyArray<Step>) => batchOf(terminalsOf(64, { mix: "redeem", time, pickCard }), size)

/** The best batches by hand, on every lane at once, each with its own half of the cards. */
export const byHand = (
  ground: Ground,
  theirs: Awaited<ReturnType<typeof batched>>,
  { cards, name, size }: { readonly cards: number; readonly name: string; readonly size: number }
): Entrant => {
  const { lanes } = theirs
  const pick = frequentCards(cards)
  const own = (lane: number) => (drawn: number) => {
    const card = pick(drawn)
    const isOwn = Number(card.slice(-6)) % lanes.length === lane
    return isOwn ? card : `${card.slice(0, -6)}${String(Number(card.slice(-6)) ^ 1).padStart(6, "0")}`
  }
  return {
    name,
    run: (seconds) =>
      performManyFor(
        ground.machine,
        theirs,
        lanes.map((perform, lane) => {
          const next = batchesOf(ground, cards, size, own(lane))
          return () => perform(next())
        }),
        seconds
      )
  }
}
