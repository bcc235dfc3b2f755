/**
 * Running the laws on anybody's ledger: with vitest, node:test, or any function that takes a name and a test.
 *
 * @module
 */
import { till } from "./inProcessTill.ts"
import { laws } from "./laws/index.ts"
import type { Chance, Law } from "./laws/Law.ts"
import { type StoreOf, tillOn } from "./storeTill.ts"
import type { Open } from "./Till.ts"

/** Which cases are tried. What is set in the environment counts before the options. */
export interface LawOptions {
  /** Cases per law. Absent: 100; `TESSERA_RUNS` overrides it, for long campaigns. */
  readonly runs?: number
  /** The same seed tries the same cases. Absent: 20261121; `TESSERA_SEED` overrides it. */
  readonly seed?: number
  /** Hand in `process.env`, so that a failure can be tried again without changing the test. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined

/** The seed and the number of cases that options and environment ask for. */
const chanceOf = ({ environment = {}, runs = 100, seed = 20_261_121 }: LawOptions): Chance => ({
  runs: wholeNumber(environment["TESSERA_RUNS"]) ?? runs,
  seed: wholeNumber(environment["TESSERA_SEED"]) ?? seed,
  path: environment["TESSERA_PATH"]
})

/** Tries one law; a failure says how to see it again. */
export const checkLaw = async (law: Law, open: Open, chance: Chance): Promise<void> => {
  try {
    await law.check(open, chance)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    const path = /path: "([\d:]+)"/.exec(message)?.[1]
    const again = `TESSERA_SEED=${chance.seed}${path === undefined ? "" : ` TESSERA_PATH=${path}`}`
    throw new Error(`The law of ${law.name} is broken: ${law.promise}\nTry again with ${again}\n${message}`, {
      cause
    })
  }
}

/** A test function, such as `it` of vitest or `test` of node:test. */
export type Test = (name: string, run: () => Promise<void>) => unknown

/** Declares one test per law, on ledgers that `open` gives. */
export const testLaws = (test: Test, open: Open, options: LawOptions = {}): void => {
  const chance = chanceOf(options)
  for (const law of laws)
    test(`${law.name}: ${law.promise} (seed ${chance.seed})`, () => checkLaw(law, open, chance))
}

/**
 * Declares one test per law on a store. `store` is called for every case and must give an empty store: memory, another
 * file, another schema or another tenant.
 */
export const runLaws = <E>(test: Test, store: StoreOf<E>, options: LawOptions = {}): void =>
  testLaws(test, tillOn(store), options)

/** Declares one test per law on the decisions alone, without any store: thousands of cases in seconds. */
export const runLawsInProcess = (test: Test, options: LawOptions = {}): void => testLaws(test, till, options)
