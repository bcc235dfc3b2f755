/**
 * Reading one JSON text without the roundings of JSON.parse: a number that is not written as an integer is no integer.
 *
 * @module
 */

/** Cheap and too strict by intent: a text that has this inside a string only takes the slow way. No time of day has it. */
const perhapsFraction = /(?:"\s*:|[[,])\s*-?[0-9]+[.eE]/

const integer = /^-?[0-9]+$/

const unrounded = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !integer.test(context?.source ?? "") ? Number.NaN : value

/**
 * The value of a JSON text, or undefined where it is none. `9007199254740991.4` would be read as an integer by
 * JSON.parse; here it becomes NaN, which every schema of ours refuses under its path.
 */
export const readJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: perhapsFraction.test(text) ? JSON.parse(text, unrounded) : JSON.parse(text) }
  } catch {
    return undefined
  }
}
