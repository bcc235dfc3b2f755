/**
 * Canonical text: one spelling for one content, so that equal contents have equal fingerprints.
 *
 * @module
 */

const plain = /^\w+$/

/** Nearly every name needs nothing but its quotes. */
const quoted = (name: string): string => (plain.test(name) ? `"${name}"` : JSON.stringify(name))

const listText = (items: ReadonlyArray<unknown>): string => {
  let text = ""
  for (const item of items) text += `${text === "" ? "" : ","}${canonicalText(item)}`
  return `[${text}]`
}

/** JSON with sorted names and without absent fields; whole numbers are written in digits, whatever their type. */
export const canonicalText = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  if (Array.isArray(value)) return listText(value)
  let text = ""
  for (const name of Object.keys(value).sort()) {
    const field: unknown = Reflect.get(value, name)
    if (field !== undefined) text += `${text === "" ? "" : ","}${quoted(name)}:${canonicalText(field)}`
  }
  return `{${text}}`
}
