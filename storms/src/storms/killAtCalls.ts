/**
 * SIGKILL at every call by which SQLite changes the disk, from the creation of a ledger file to its closing.
 *
 * @module
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { Acknowledgements } from "../acknowledgements.ts"
import { oneOf } from "../chance.ts"
import { startTill } from "../child.ts"
import { examine } from "../examine.ts"
import { terminalsOf } from "../history.ts"
import { inLanes } from "../lanes.ts"
import { newFolder } from "../ledgers.ts"
import { settle } from "../settle.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { changingCalls, straceMissing, underStrace } from "../strace.ts"
import { Tally } from "../Tally.ts"

const terminals = 3
const commandsEach = 3

/** The n-th call of a name. */
interface Point {
  readonly call: string
  readonly n: number
}

/** Kills a till at a call. Gives whether it came so far. */
const killAt = async (
  folder: string,
  { call, n }: Point,
  options: Options,
  tally: Tally
): Promise<boolean> => {
  const { isPlanted, seed } = options
  const place = { store: "sqlite", file: join(folder, `ledger-${call}-${n}.db`) } as const
  const heard = new Acknowledgements(tally, seed, terminals)
  const under = underStrace({
    file: place.file,
    calls: [call],
    effect: "signal=KILL",
    when: String(n)
  })
  const till = startTill({ under })
  till.begin(
    heard.order({ place, insists: true, isPlanted, isSilent: true, most: commandsEach, until: commandsEach }),
    (line) => heard.hear(line)
  )
  const { code, complaint, signal } = await till.ended
  const wasKilled = signal === "SIGKILL"
  if (!wasKilled && code !== 0) heard.fault(`a till failed: ${complaint}`)
  if (wasKilled) heard.cutOff()
  await settle(place, heard, seed)
  await examine(place, heard, terminalsOf(seed))
  for (const ending of ["", "-wal", "-shm", "-writer"]) rmSync(`${place.file}${ending}`, { force: true })
  return wasKilled
}

/** About how many calls of the commonest name there are: where some of them are chosen by chance, among so many. */
const usual: Readonly<Record<string, number>> = { pwrite64: 205, fsync: 12, ftruncate: 2, unlink: 3 }

/** Some calls by chance: of every common name one first, then any. */
const someCalls = (rounds: number, seed: number): Array<Point> => {
  const names = Object.keys(usual)
  return Array.from({ length: rounds }, (_, n) => {
    const call = names[n % 5] ?? "pwrite64"
    return { call, n: 1 + oneOf(usual[call] ?? 1, seed, n) }
  })
}

const pointIn = (text: string): Point => {
  const [call = "", n] = text.split(":")
  return { call, n: Number(n) }
}

/** Every call: names that are over are passed. */
class Exhaustive {
  private readonly over = new Set<string>()
  private call = 0
  private n = 0

  next(): Point | undefined {
    while (this.over.has(changingCalls[this.call] ?? "")) {
      this.call += 1
      this.n = 0
    }
    const call = changingCalls[this.call]
    this.n += 1
    return call === undefined ? undefined : { call, n: this.n }
  }

  notReached({ call }: Point): void {
    this.over.add(call)
  }
}

export const killAtCalls: Storm = {
  name: "kill-at-calls",
  does: "SIGKILL at every write and sync call of SQLite under strace (rounds: how many of the calls; 0 for every one)",
  rounds: { full: 0, short: 16, planted: 10 },
  missing: straceMissing,
  run: async (options, tally) => {
    const folder = newFolder()
    const every = new Exhaustive()
    const some = options.only?.map(pointIn) ?? someCalls(options.rounds, options.seed)
    const isExhaustive = options.rounds === 0 && options.only === undefined
    try {
      await inLanes(async () => {
        const point = isExhaustive ? every.next() : some.shift()
        if (point === undefined) return false
        const own = new Tally(tally.storm)
        if (await killAt(folder, point, options, own)) own.rounds += 1
        else every.notReached(point)
        tally.add(own, replayLine(tally.storm, { ...options, rounds: 1, only: [`${point.call}:${point.n}`] }))
        return true
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
