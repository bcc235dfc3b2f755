/**
 * PostgreSQL: redemptions and a shop's whole mix, by one caller and by many, against everybody else's ways.
 *
 * @module
 */
import { batched } from "../contestants/batched.ts"
import type { Contestant } from "../contestants/Contestant.ts"
import { emmett } from "../contestants/emmett.ts"
import { naive } from "../contestants/naive.ts"
import { oneTrip } from "../contestants/oneTrip.ts"
import { insistOnSameRows } from "../contestants/sameRows.ts"
import { layTpcB, pgbench, tpcB } from "../contestants/tpcB.ts"
import { type Figure, figureOf } from "../figures.ts"
import { entrant, type Ground, groundOn, issueCards, layByHand } from "../ground.ts"
import { byHand, linesOf, shownRatio, tailOf } from "./lines.ts"
import type { Entrant, Rounds } from "../rounds.ts"
import { inRounds } from "../rounds.ts"
import type { Choice, Found, Section } from "../Section.ts"

const cards = 10_000
const pools = [8, 16, 64] as const

interface Field {
  readonly us: Contestant
  readonly oneTrips: ReadonlyArray<Contestant>
  readonly others: ReadonlyArray<readonly [Contestant, callers: ReadonlyArray<number>]>
  readonly batches: Awaited<ReturnType<typeof batched>>
}

const fieldOn = async (ground: Ground): Promise<Field> => {
  const us = await ground.open()
  await issueCards(us, cards, ground.time)
  await layByHand(ground)
  const oneTrips = pools.map((pool) => ground.keep(oneTrip(ground.url, pool)))
  const transactions = ground.keep(naive(ground.url, 16))
  const batches = ground.keep(await batched(ground.url, 2))
  await insistOnSameRows(ground.url, us, [...oneTrips.slice(0, 1), transactions, batches], cards)
  return {
    us,
    oneTrips,
    batches,
    others: [
      [transactions, [8, 64]],
      [ground.keep(await emmett(ground.url, 8)), [8]]
    ]
  }
}

/** A pool is not larger than there are callers, but for the smallest. */
const isWorthwhile = (n: number, callers: number): boolean => n === 0 || (pools[n] ?? 0) <= callers

const entrantsFor = (ground: Ground, { oneTrips, others, us }: Field, callers: number): Array<Entrant> => [
  entrant(ground, us, callers, { mix: "redeem", cards }),
  ...oneTrips
    .filter((_, n) => isWorthwhile(n, callers))
    .map((contestant) => entrant(ground, contestant, callers, { mix: "redeem", cards })),
  ...others
    .filter(([, at]) => at.includes(callers))
    .map(([contestant]) => entrant(ground, contestant, callers, { mix: "redeem", cards })),
  ...(pgbench !== undefined && [8, 64].includes(callers)
    ? [
        {
          name: `${callers}\npgbench TPC-B`,
          run: (seconds: number) => tpcB(ground.machine, ground.url, callers, seconds)
        }
      ]
    : [])
]

/** The best of the pools, by what it does in a second or by its p50. */
const bestTrip = (rounds: Rounds, callers: number): string => {
  const trips = rounds.names.filter((name) => name.startsWith(`${callers}\none round trip`))
  const [best] = trips.toSorted((a, b) => rounds.typical(b).perSecond - rounds.typical(a).perSecond)
  if (best === undefined) throw new Error(`nobody made one round trip with ${callers} callers`)
  return best
}

const figuresOf = (rounds: Rounds, callers: number): ReadonlyArray<Figure> => {
  const us = `${callers}\nTessera`
  const best = bestTrip(rounds, callers)
  const detail = shownRatio(rounds, us, best)
  switch (callers) {
    case 1: {
      const [ours, theirs] = [rounds.typical(us), rounds.typical(best)]
      return [
        figureOf(
          "alone",
          rounds.ratio(us, best, "p50"),
          `${ours.p50.toFixed(2)} ms : ${theirs.p50.toFixed(2)} ms`
        )
      ]
    }
    case 8: {
      const events = "8\nemmett-postgresql"
      return [figureOf("events", rounds.ratio(us, events), shownRatio(rounds, us, events))]
    }
    case tailCallers:
      return [figureOf("callers64", rounds.ratio(us, best), detail), tailOf("tail", rounds.tail(us))]
    case 512:
      return [figureOf("callers512", rounds.ratio(us, best), detail)]
    default:
      return []
  }
}

/** A whole batch by hand is never smaller than ours, and there are two connections, as we have two shards. */
const againstBatches = async (ground: Ground, { batches, us }: Field, choice: Choice): Promise<Found> => {
  const hand = byHand(ground, batches, {
    cards,
    size: 256,
    name: "256\nbest batches by hand, two connections"
  })
  const rounds = await inRounds([entrant(ground, us, 512, { mix: "redeem", cards }), hand], choice)
  const figure = figureOf(
    "byHand",
    rounds.ratio("512\nTessera", hand.name),
    shownRatio(rounds, "512\nTessera", hand.name)
  )
  return { lines: linesOf(rounds, "redeem"), figures: [figure], foreign: rounds.foreign, remarks: [] }
}

/** The tail is taken among 64: what one in a hundred meets differs more from round to round than the middle does. */
const tailCallers = 64
const moreRounds = 3

const effortFor = (callers: number, choice: Choice): Choice =>
  callers === tailCallers ? { ...choice, rounds: moreRounds * choice.rounds } : choice

const ladder = async (ground: Ground, field: Field, choice: Choice): Promise<ReadonlyArray<Found>> => {
  const found: Array<Found> = []
  for (const callers of choice.callers) {
    const rounds = await inRounds(entrantsFor(ground, field, callers), effortFor(callers, choice))
    found.push({
      lines: linesOf(rounds, "redeem"),
      figures: figuresOf(rounds, callers),
      foreign: rounds.foreign,
      remarks: []
    })
  }
  if (choice.callers.includes(512)) found.push(await againstBatches(ground, field, choice))
  return found
}

/** The mix comes last: it leaves holds and loaded lots on the cards. */
const mixed = async (ground: Ground, { oneTrips, us }: Field, choice: Choice): Promise<Found> => {
  const [theirs = us] = oneTrips
  const entrants = choice.callers
    .filter((callers) => callers >= 64)
    .flatMap((callers) =>
      [us, theirs].map((contestant) => entrant(ground, contestant, callers, { mix: "mixed", cards }))
    )
  const rounds = await inRounds(entrants, choice)
  return { lines: linesOf(rounds, "mixed"), figures: [], foreign: rounds.foreign, remarks: [] }
}

const joined = (all: ReadonlyArray<Found>): Found => ({
  lines: all.flatMap(({ lines }) => lines),
  figures: all.flatMap(({ figures }) => figures),
  foreign: Math.max(...all.map(({ foreign }) => foreign ?? 0)),
  remarks: all.flatMap(({ remarks }) => remarks)
})

export const postgres: Section = {
  name: "postgres",
  title: "PostgreSQL, 10,000 cards",
  run: async (choice) => {
    const ground = await groundOn(choice.release)
    try {
      const field = await fieldOn(ground)
      layTpcB(ground.url)
      return joined([...(await ladder(ground, field, choice)), await mixed(ground, field, choice)])
    } finally {
      await ground.close()
    }
  }
}
