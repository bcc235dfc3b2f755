/**
 * The wire between us and PostgreSQL, cut with a reset after every byte of every exchange, in both directions.
 *
 * @module
 */
import { temporaryPostgres } from "@tessera/adapters-sql/testing"
import { Acknowledgements } from "../acknowledgements.ts"
import { oneOf } from "../chance.ts"
import type { Sent } from "../commands.ts"
import { Desk } from "../Desk.ts"
import { examine } from "../examine.ts"
import type { Exchange, Fields } from "../Exchange.ts"
import { exchanges } from "../exchanges.ts"
import { inLanes } from "../lanes.ts"
import type { Place } from "../Place.ts"
import { type Direction, Proxy } from "../proxy.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { Tally } from "../Tally.ts"

/** A command whose exchange is cut: the desk, the wire it goes through, and the cards it has used up. */
interface Wired {
  readonly desk: Desk
  readonly wire: Proxy
  readonly heard: Acknowledgements
  readonly exchange: Exchange
  card: number
}

/** What an answer says under the first field of a name. */
const saidIn = (receipt: string, field: string): string =>
  new RegExp(`"${field}":"(\\w+)"`).exec(receipt)?.[1] ?? ""

const newNames = (wired: Wired) => {
  wired.card += 1
  const card = `CARD${String(wired.card).padStart(8, "0")}`
  return {
    card,
    other: `${card}B`,
    n: wired.card,
    key: (before: number) => wired.desk.key(before),
    said: (field: string) => saidIn(wired.desk.answer(0), field)
  }
}

/** A command that everything is there for, under its key, and what clears up after it. */
interface LaidOut {
  readonly sent: Sent
  readonly after: ReadonlyArray<Fields>
}

/** Lays out what a command needs, and gives it under its key. What a command refers to is known when its turn comes. */
const laidOut = async (wired: Wired): Promise<LaidOut> => {
  const names = newNames(wired)
  const { desk } = wired
  for (let n = 0; ; n++) {
    const [before, command, after = []] = wired.exchange(names)
    const fields = before[n]
    if (fields === undefined) return { sent: desk.named(command), after }
    await desk.insist(desk.named(fields))
  }
}

const clearUp = async ({ desk }: Wired, { after }: LaidOut): Promise<void> => {
  for (const fields of after) await desk.insist(desk.named(fields))
}

/** One cut: the command is sent once over a wire that breaks, and then until it is answered. */
const cutOnce = async (
  wired: Wired,
  direction: Direction,
  after: number,
  stays: boolean
): Promise<boolean> => {
  const laid = await laidOut(wired)
  const { sent } = laid
  const { cuts } = wired.wire
  wired.wire.arm({ direction, after, stays })
  await wired.desk.once(sent)
  wired.wire.mend()
  // Whatever was said, the same key gives the one answer.
  await wired.desk.insist(sent)
  const wasCut = wired.wire.cuts > cuts
  await clearUp(wired, laid)
  return wasCut
}

/** How many bytes the exchange has in each direction. */
const lengths = async (wired: Wired) => {
  const first = await laidOut(wired)
  await wired.desk.insist(first.sent)
  await clearUp(wired, first)
  const second = await laidOut(wired)
  wired.wire.count()
  await wired.desk.insist(second.sent)
  const passed = { ...wired.wire.passed }
  await clearUp(wired, second)
  return passed
}

/**
 * How many ledgers share the bytes of an exchange. What a cut-off reads of the journal grows with the cuts before it: its ledgers are
 * many and small.
 */
const ledgersOf = (name: string): number => (name === "CutOff" ? 128 : 8)

/**
 * Bytes by which an exchange gets longer than it was at first, with the digits of its numbers. One that reads the journal gets longer
 * with all before it, for ever.
 */
const longer = 100

/** An exchange on a ledger of its own. */
interface Part {
  readonly name: string
  readonly foreseenAfter: number
  /** The first byte that is this ledger's. */
  readonly first: number
  /** How many ledgers share the bytes, each one's as far apart. */
  readonly ledgers: number
}

/** Where the wire is cut: after every byte that is a ledger's, or after so many that are spread over the exchange by chance. */
const offsets = function* (length: number, cuts: number, seed: number, part: Part): Generator<number> {
  if (cuts === 0) for (let at = part.first; at < length + longer; at += part.ledgers) yield at
  for (let n = 0; n < cuts; n++) {
    const [from, to] = [Math.floor((length * n) / cuts), Math.floor((length * (n + 1)) / cuts)]
    yield from + oneOf(Math.max(1, to - from), seed, n)
  }
}

const cutAll = async (
  wired: Wired,
  { rounds: cuts, seed }: Options,
  part: Part,
  tally: Tally
): Promise<void> => {
  const length = await lengths(wired)
  for (const direction of ["up", "down"] as const)
    for (const after of offsets(length[direction], cuts, seed, part)) {
      // Every other time nobody gets through until the caller was told something.
      const wasCut = await cutOnce(wired, direction, after, (after + seed) % 2 === 0)
      if (!wasCut) break
      tally.rounds += 1
    }
}

const exchanging = async (place: Place, wire: Proxy, part: Part, options: Options, tally: Tally) => {
  const exchange = new Map(Object.entries(exchanges)).get(part.name)
  if (exchange === undefined) throw new Error(`there is no exchange ${part.name}`)
  const heard = new Acknowledgements(tally, options.seed, 1)
  const desk = new Desk(place, options.isPlanted, heard)
  try {
    await cutAll({ desk, wire, heard, exchange, card: 0 }, options, part, tally)
  } catch (cause) {
    heard.fault(`${part.name}: ${String(cause)}`)
  }
  await desk.close()
  await examine(place, heard, { commandOf: desk.commandOf, isModelled: false })
}

export const cutWire: Storm = {
  name: "cut-wire",
  does: "the wire to PostgreSQL cut after every byte of every exchange, read first and from memory, both directions (rounds: cuts of each; 0 for all)",
  rounds: { full: 0, short: 3, planted: 3 },
  run: async (options, tally) => {
    const server = await temporaryPostgres()
    const names = options.only ?? (options.isPlanted ? ["Redeem", "Issue"] : Object.keys(exchanges))
    // In two packets, and from memory in one where that can be.
    const all = names.flatMap((name) => {
      const ledgers = options.rounds === 0 ? ledgersOf(name) : 1
      return [Number.POSITIVE_INFINITY, 0].flatMap((foreseenAfter) =>
        Array.from({ length: ledgers }, (_, first): Part => ({ name, foreseenAfter, first, ledgers }))
      )
    })
    let next = 0
    try {
      await inLanes(async () => {
        const one = all[next++]
        if (one === undefined) return false
        const { first, foreseenAfter, name } = one
        const wire = await Proxy.to(server.port)
        const url = server.url().replace(`:${server.port}/`, `:${wire.port}/`)
        const schema = `wire_${name.toLowerCase()}_${foreseenAfter === 0 ? "ahead" : "plain"}_${first}`
        const place: Place = { store: "postgres", url, schema, shards: 1, foreseenAfter }
        const own = new Tally(tally.storm)
        await exchanging(place, wire, one, options, own)
        await wire.close()
        tally.add(own, replayLine(tally.storm, { ...options, only: [name] }))
        return true
      })
    } finally {
      await server.remove()
    }
  }
}
