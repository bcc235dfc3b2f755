/**
 * Readers that type like a keyboard: what comes faster than a person can type, from a beginning to Enter, was read and not typed.
 *
 * @module
 */

export type Typed =
  /** Goes to whatever has the cursor. */
  | { readonly _tag: "Person" }
  /** Kept back: it may be the rest of something read. */
  | { readonly _tag: "Kept" }
  /** The tracks of a card, for `splitTracks`, or a code. */
  | { readonly _tag: "Read"; readonly as: "tracks" | "code"; readonly text: string }
  /** The same as a moment ago, from a reader that sends twice, or two ways. */
  | { readonly _tag: "Twice" }
  /** Too slow, or too long: what was kept back is forgotten. */
  | { readonly _tag: "Forgotten" }

/** Milliseconds between two keys of a reader; nobody types so fast. */
const betweenKeys = 50
/** Milliseconds in which the same again is the same. */
const twiceWithin = 300
const longest = 512
const beginnings: Readonly<Record<string, "tracks" | "code">> = { "%": "tracks", ";": "tracks", S: "code" }

/** One for each keyboard. Time is said by the caller. */
export class Wedge {
  #text = ""
  #at = Number.NEGATIVE_INFINITY
  #last = { text: "", at: Number.NEGATIVE_INFINITY }

  /** `key`: one character, or `Enter`. `at`: milliseconds. */
  take(key: string, at: number): Typed {
    const isLate = at - this.#at > betweenKeys
    this.#at = at
    const begun = this.#text
    if (begun !== "" && isLate) {
      this.#text = ""
      return this.#begin(key) ? { _tag: "Kept" } : { _tag: "Forgotten" }
    }
    if (begun === "") return { _tag: this.#begin(key) ? "Kept" : "Person" }
    if (key === "Enter") return this.#ended(begun, at)
    this.#text = begun.length < longest && key.length === 1 ? begun + key : ""
    return { _tag: this.#text === "" ? "Forgotten" : "Kept" }
  }

  #begin(key: string): boolean {
    if (!Object.hasOwn(beginnings, key)) return false
    this.#text = key
    return true
  }

  #ended(text: string, at: number): Typed {
    this.#text = ""
    const isTwice = text === this.#last.text && at - this.#last.at <= twiceWithin
    this.#last = { text, at }
    return isTwice ? { _tag: "Twice" } : { _tag: "Read", as: beginnings[text[0] ?? ""] ?? "code", text }
  }
}
