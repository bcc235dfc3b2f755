/** Which cases the laws are tried on. */
import { randomInt } from "node:crypto"
import type { LawOptions } from "@tessera/core/testing"

/**
 * A few cases of each law, always the same; with `npm test -- --all` many, and others each time. The seed is in the name of
 * every test, and in what a failure says: `TESSERA_SEED` tries the same cases again.
 */
export const chanceOf = (few: number, many: number): LawOptions => ({
  environment: process.env,
  ...(process.env["TESSERA_ALL"] === undefined ? { runs: few } : { runs: many, seed: randomInt(2 ** 31) })
})
