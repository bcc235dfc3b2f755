/**
 * Lines of a section's table from the rounds, and the batches by hand that several sections compare with.
 *
 * @module
 */
import type { batched } from "../contestants/batched.ts"
import { type Figure, figureOf } from "../figures.ts"
import type { Ground } from "../ground.ts"
import { performManyFor, type Run } from "../measure.ts"
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

/** What both did in a second, and what a command cost them, client and server together: that is the steadier of the two. */
export const shownRatio = (rounds: Rounds, one: string, other: string): string => {
  const [ours, theirs] = [rounds.typical(one), rounds.typical(other)]
  const cost = (run: Run) => Math.round(run.clientCpu + run.serverCpu)
  return `${shown(ours.perSecond)} : ${shown(theirs.perSecond)} a second, ${cost(ours)} : ${cost(theirs)} µs of processor each`
}

/** How much longer one in a hundred commands takes than the one in the middle, in the round in which that was in the middle. */
export const tailOf = (name: "tail" | "httpTail", { p50, p99 }: Run): Figure =>
  figureOf(name, p99 / p50, `${p99.toFixed(2)} ms : ${p50.toFixed(2)} ms`)

/** Batches in which terminals take turns. */
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

/** The best batches by hand, on every lane at once, each with its own half of the cards: no two wait for each other. */
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
