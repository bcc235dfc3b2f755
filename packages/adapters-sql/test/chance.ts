/** Which cases the laws are tried on. */
import type { LawOptions } from "@tessera/core/testing"

/**
 * A few cases of each law, and with `npm test -- --all` many: the same each time. `TESSERA_SEED` tries others; it is in the name
 * of every test, and in what a failure says.
 */
export const chanceOf = (few: number, many: number): LawOptions => ({
  environment: process.env,
  runs: process.env["TESSERA_ALL"] === undefined ? few : many
})
