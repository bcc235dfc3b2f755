/**
 * Measuring: callers that each wait for their answer before they ask again, for so long, and what it cost.
 *
 * @module
 */
import type { Contestant, Ended } from "./contestants/Contestant.ts"
import { type Machine, startWatch, type Watched } from "./machine.ts"
import type { Terminal } from "./workload.ts"

/** What a run showed. */
export interface Run {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Microseconds of our process and of the database for each command. */
  readonly clientCpu: number
  readonly serverCpu: number
  readonly declined: number
  readonly foreign: number | undefined
}

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const finished = (times: ReadonlyArray<number>, seconds: number, declined: number, used: Watched): Run => {
  const sorted = Float64Array.from(times).sort()
  const count = times.length
  return {
    perSecond: count / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    clientCpu: (used.client * 1e6) / count,
    serverCpu: (used.server * 1e6) / count,
    declined: declined / count,
    foreign: used.foreign
  }
}

/** More declines than the workload makes would mean that something else was measured. */
const check = ({ name }: Pick<Contestant, "name">, declined: number, count: number): void => {
  if (count === 0) throw new Error(`${name} performed nothing`)
  if (count > 2_000 && declined > count * 0.04)
    throw new Error(`${name} declined ${declined} of ${count} commands`)
}

/** Whoever asks one thing after the other. */
type Caller = Pick<Terminal, "next">

/** Lets callers ask for as long as there is more to ask. */
const performWhile = async (
  machine: Machine,
  contestant: Contestant,
  callers: ReadonlyArray<Caller>,
  hasMore: (now: number) => boolean
): Promise<Run> => {
  const times: Array<number> = []
  let declined = 0
  const stop = startWatch(machine)
  const begun = performance.now()
  const ask = async (caller: Caller): Promise<void> => {
    let asked = performance.now()
    while (hasMore(asked)) {
      const ended = await contestant.perform(caller.next())
      if (ended === "declined") declined += 1
      const answered = performance.now()
      times.push(answered - asked)
      asked = answered
    }
  }
  await Promise.all(callers.map(ask))
  const taken = (performance.now() - begun) / 1000
  check(contestant, declined, times.length)
  return finished(times, taken, declined, stop())
}

/** Lets callers ask one thing after the other until the time is over. */
export const performFor = (
  machine: Machine,
  contestant: Contestant,
  callers: ReadonlyArray<Caller>,
  seconds: number
): Promise<Run> => {
  const until = performance.now() + seconds * 1000
  return performWhile(machine, contestant, callers, (now) => now < until)
}

/** Lets callers ask so many things together. */
export const performAll = (
  machine: Machine,
  contestant: Contestant,
  callers: ReadonlyArray<Caller>,
  count: number
): Promise<Run> => {
  let left = count
  return performWhile(machine, contestant, callers, () => left-- > 0)
}

/** The same with many commands in one call: each lane performs a batch, and then the next. */
export const performManyFor = async (
  machine: Machine,
  contestant: Pick<Contestant, "name">,
  lanes: ReadonlyArray<() => Promise<ReadonlyArray<Ended>>>,
  seconds: number
): Promise<Run> => {
  const times: Array<number> = []
  let declined = 0
  const stop = startWatch(machine)
  const begun = performance.now()
  const until = begun + seconds * 1000
  const go = async (performBatch: () => Promise<ReadonlyArray<Ended>>): Promise<void> => {
    while (performance.now() < until) {
      const asked = performance.now()
      const all = await performBatch()
      const answered = performance.now()
      for (const ended of all) {
        if (ended === "declined") declined += 1
        times.push(answered - asked)
      }
    }
  }
  await Promise.all(lanes.map(go))
  const taken = (performance.now() - begun) / 1000
  check(contestant, declined, times.length)
  return finished(times, taken, declined, stop())
}

/** The middle one; of two the lower one. */
export const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN
}
