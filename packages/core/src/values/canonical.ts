/**
 * Canonical text: one spelling for one content, so that equal contents have equal fingerprints.
 *
 * @module
 */

/** JSON with sorted names and without absent fields; whole numbers are written in digits, whatever their type. */
export const canonicalText = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalText(field)}`)
  return `{${fields.join(",")}}`
}
