/**
 * Race cases: every race as a case for a store, round after round; for two stores of one ledger the same, at both at once.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import { isSound } from "../../journal/apply.ts"
import { held, ledger } from "../../account/Wallet.ts"
import { type Approved, type Declined, storedText } from "../../command/Outcome.ts"
import type { CommitUnknown, StoreUnavailable } from "../../ports/Store.ts"
import { Store } from "../../ports/Store.ts"
import { verify } from "../../verify.ts"
import { OtherStore, type StoreCase, type TenantCase } from "../conformance/StoreCase.ts"
import { iso } from "../../values/Instant.ts"
import { chance, servicesFor } from "../secrets.ts"
import { firstInstant } from "../Till.ts"
import { ask, type Desk, deskOn, historyOf, run, walletOf } from "./Desk.ts"
import type { Course, Race, Racer } from "./Race.ts"
import { races } from "./races.ts"

/** How long races are run. */
export interface RaceOptions {
  /** Rounds of each race, one after the other on the same ledger. Absent: 20. */
  readonly rounds?: number
  /** Decides who starts when. Absent: 1. */
  readonly seed?: number
}

const shuffled = <A>(all: ReadonlyArray<A>, random: () => number): ReadonlyArray<A> =>
  all
    .map((one) => [random(), one] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one)

const nameOf = ({ client, sent }: Racer): string => `${client} ${String(sent["key"])}`

/** Everybody who asked for the same under the same key was answered the same, and only one of them was the first. */
const assertOnce = (answered: ReadonlyArray<readonly [Racer, Approved | Declined]>): void => {
  for (const [name, all] of Map.groupBy(answered, ([racer]) => nameOf(racer))) {
    assert.equal(new Set(all.map(([, outcome]) => storedText(outcome))).size, 1, `one answer for ${name}`)
    assert.equal(all.filter(([, { replayed }]) => !replayed).length, 1, `${name} is performed once`)
  }
}

const assertBalanced = Effect.fnUntraced(function* ({ store }: Desk) {
  const sums = new Map<string, bigint>()
  for (const { amount, asset } of yield* store.books()) sums.set(asset, (sums.get(asset) ?? 0n) + amount)
  for (const [asset, sum] of sums) assert.equal(sum, 0n, `the trial balance of ${asset}`)
})

const assertVerified = Effect.fnUntraced(function* ({ store }: Desk) {
  const { bad } = yield* Effect.provide(verify(store), servicesFor(1))
  assert.equal(bad, undefined)
})

const finishOf = Effect.fnUntraced(function* (
  desk: Desk,
  race: Race,
  course: Course,
  outcomes: ReadonlyArray<Approved | Declined>
) {
  const wallets = yield* Effect.forEach(race.cards, (name) => walletOf(desk, course.card(name)))
  const histories = yield* Effect.forEach(wallets, (wallet) => historyOf(desk, wallet))
  return { outcomes, wallets, histories }
})

const everybody = (
  desks: ReadonlyArray<Desk>,
  racers: ReadonlyArray<Racer>,
  own: string,
  at: number,
  random: () => number
) =>
  Effect.forEach(
    desks.flatMap((desk, n) =>
      shuffled(
        racers.map((racer, place) => ({ desk, racer, place, away: `AWAY-${own}-${n}-${place}` })),
        random
      )
    ),
    ({ away, desk, place, racer }) =>
      Effect.map(run(desk, racer, at, random, away), (outcome) => ({ racer, place, outcome })),
    { concurrency: "unbounded" }
  )

const round = Effect.fnUntraced(function* (
  desks: readonly [Desk, ...ReadonlyArray<Desk>],
  race: Race,
  number: number,
  random: () => number
) {
  const [desk] = desks
  const place = races.indexOf(race)
  const own = `${String(place).padStart(2, "0")}-${String(number).padStart(6, "0")}`
  /** Races that share a ledger come one after the other, and so do their rounds. */
  const at = place * 10_000_000 + number * 2
  const names = {
    start: iso(firstInstant + at + 1),
    card: (name: string) => `RACE-${own}-${name}`,
    key: (name: string) => `${own}-${name}`
  }
  const receipts: Array<Approved["receipt"]> = []
  for (const sent of race.before(names)) {
    const outcome = yield* ask(desk, { client: "before", sent }, at)
    assert.equal(outcome.outcome, "approved")
    if (outcome.outcome === "approved") receipts.push(outcome.receipt)
  }
  const course: Course = { ...names, receipts }
  const racers = race.racers(course)
  const answered = yield* everybody(desks, racers, own, at + 1, random)
  assertOnce(answered.map(({ outcome, racer }) => [racer, outcome]))
  const outcomes = racers.flatMap(
    (_, place) => answered.find((answer) => answer.place === place)?.outcome ?? []
  )
  const finish = yield* finishOf(desk, race, course, outcomes)
  const left = race.judge(finish)
  const total = finish.wallets.reduce((sum, wallet) => sum + ledger(wallet), 0n)
  assert.equal(total, left, "what is left on the cards")
  for (const wallet of finish.wallets) assert.ok(isSound(wallet) && held(wallet) <= ledger(wallet))
  yield* assertBalanced(desk)
})

/** The whole ledger is verified after the first round, the second, the fourth, … and the last. */
const isMilestone = (number: number, rounds: number): boolean =>
  number === rounds || Number.isInteger(Math.log2(number))

const running = Effect.fnUntraced(function* (
  race: Race,
  stores: readonly [Store["Service"], ...ReadonlyArray<Store["Service"]>],
  { rounds = 20, seed = 1 }: RaceOptions
) {
  const [store, ...others] = stores
  const ids = (seed * races.length + races.indexOf(race)) * stores.length
  const first = yield* deskOn(store, ids)
  const rest = yield* Effect.forEach(others, (other, n) => deskOn(other, ids + n + 1))
  const random = chance(seed)
  for (let number = 1; number <= rounds; number++) {
    yield* round([first, ...rest], race, number, random).pipe(
      Effect.catchDefect((cause) =>
        Effect.die(new Error(`round ${number} with seed ${seed}: ${String(cause)}`, { cause }))
      )
    )
    if (isMilestone(number, rounds)) yield* assertVerified(first)
  }
}, Effect.scoped)

type Running<R> = Effect.Effect<void, StoreUnavailable | CommitUnknown, R>

/** The races, for a store that was opened for `conformanceConfiguration`; they may share one, or have one each. */
export const raceCases = (options: RaceOptions = {}): ReadonlyArray<StoreCase> =>
  races.map((race) => {
    const run: Running<Store> = Effect.flatMap(Store, (store) => running(race, [store], options))
    return { name: race.name, run }
  })

/**
 * The same races at two stores of one ledger at once, as two processes on one database are: `Store` and `OtherStore` are
 * opened for the same tenant. Every racer sends the same to both, in another order, and both must answer the same.
 */
export const raceCasesOfTwo = (options: RaceOptions = {}): ReadonlyArray<TenantCase> =>
  races.map((race) => {
    const run: Running<Store | OtherStore> = Effect.gen(function* () {
      yield* running(race, [yield* Store, yield* OtherStore], options)
    })
    return { name: race.name, run }
  })
