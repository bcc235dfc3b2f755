/**
 * Reading JSON that anybody may have sent: bytes that are no text, names given twice and endless nesting are refused.
 *
 * @module
 */
import * as Result from "effect/Result"

/** How deep a body may be nested: a program's terms need 9. */
const deepest = 32

const decoder = new TextDecoder("utf-8", { fatal: true })

/** The text of a body, or what is wrong with its bytes. */
export const textOf = (body: Uint8Array): Result.Result<string, string> => {
  try {
    return Result.succeed(decoder.decode(body))
  } catch {
    return Result.fail("Expected UTF-8")
  }
}

/** The place after a text that begins with a quotation mark here. */
const afterText = (json: string, from: number): number => {
  for (let end = json.indexOf('"', from + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let escapes = 0
    while (json.charCodeAt(end - 1 - escapes) === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return json.length
}

const [quote, colon, backslash, point] = [34, 58, 92, 46]
const [opensList, closesList, opensObject, closesObject] = [91, 93, 123, 125]

interface Outline {
  readonly depth: number
  /** Colons outside of texts: in JSON there is one for each name. */
  readonly names: number
  readonly hasFraction: boolean
}

const outlineOf = (json: string): Outline => {
  let [depth, most, names] = [0, 0, 0]
  let hasFraction = false
  for (let n = 0; n < json.length; n++) {
    const character = json.charCodeAt(n)
    if (character === quote) n = afterText(json, n)
    else if (character === colon) names += 1
    else if (character === opensObject || character === opensList) most = Math.max(most, ++depth)
    else if (character === closesObject || character === closesList) depth -= 1
    else if (character === point) hasFraction = true
  }
  return { depth: most, names, hasFraction }
}

/** How many names a value has, its parts included; -1 where one of them would be the prototype's. */
const namesIn = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  let names = 0
  for (const name of Object.keys(value)) {
    const within = name === "__proto__" ? -1 : namesIn(Reflect.get(value, name))
    if (within < 0) return -1
    names += within + (Array.isArray(value) ? 0 : 1)
  }
  return names
}

/** Numbers with decimals that JavaScript would round to a whole one: 1.00000000000000000001. */
const isRounded = (json: string): boolean =>
  json
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, "")
    .match(/-?\d+\.\d+(?:[eE][+-]?\d+)?/g)
    ?.some((number) => Number.isInteger(Number(number)) && !/^-?\d+\.0+$/.test(number)) ?? false

/**
 * The value, or what is wrong with the text; never with anything of what it says. JSON itself lets a name come twice, and
 * takes the last: what one reader has checked, the next would not see.
 */
export const readJson = (json: string): Result.Result<unknown, string> => {
  const { depth, hasFraction, names } = outlineOf(json)
  if (depth > deepest) return Result.fail(`Expected at most ${deepest} levels`)
  if (hasFraction && isRounded(json)) return Result.fail("Expected numbers of at most 15 digits")
  try {
    const value: unknown = JSON.parse(json)
    const found = namesIn(value)
    if (found < 0) return Result.fail("Expected no name __proto__")
    return found === names ? Result.succeed(value) : Result.fail("Expected each name once")
  } catch {
    return Result.fail("Expected JSON")
  }
}
