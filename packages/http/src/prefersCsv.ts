/**
 * Whether a caller would rather have a report as CSV, for a spreadsheet, than as JSON.
 *
 * @module
 */

const range = /^\s*([a-z*]+\/[a-z*]+)\s*(?:;.*?\bq\s*=\s*([01](?:\.\d{0,3})?))?/i

/** How much a type is wanted, from 0 to 1: what names it counts before what names its kind, and that before all. */
const wanted = (accepted: ReadonlyMap<string, number>, type: string): number =>
  accepted.get(type) ?? accepted.get(`${type.split("/", 1)[0]}/*`) ?? accepted.get("*/*") ?? 0

/** By `Accept`; who says nothing, or likes both alike, gets JSON. */
export const prefersCsv = (accept: string | undefined): boolean => {
  if (accept === undefined) return false
  const accepted = new Map(
    accept
      .slice(0, 500)
      .split(",")
      .flatMap((part): ReadonlyArray<readonly [string, number]> => {
        const [, type, quality = "1"] = range.exec(part) ?? []
        return type === undefined ? [] : [[type.toLowerCase(), Number(quality)]]
      })
  )
  return wanted(accepted, "text/csv") > wanted(accepted, "application/json")
}
