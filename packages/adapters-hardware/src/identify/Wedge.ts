/**
 * Readers that type like a keyboard: what comes faster than a person can type, from a beginning to Enter, was read and not typed.
 *
 * @module
 */

export type Typed =
  /** Goes to whatever has the cursor. */
  | { readonly _tag: "Person" }
  /** Kept back: it is of something read, or may be. */
  | { readonly _tag: "Kept" }
  /** The tracks of a card, for `splitTracks`, or a code. */
  | { readonly _tag: "Read"; readonly as: "tracks" | "code"; readonly text: string }
  /** The same as a moment ago, from a reader that sends twice, or two ways. */
  | { readonly _tag: "Twice" }
  /**
   * What was kept back is forgotten, and so is what follows it: it came too slowly (`late`), it is longer than anything that is
   * read (`tooLong`), or a key was among it that is none of a card or a code (`broken`).
   */
  | { readonly _tag: "Forgotten"; readonly why: "late" | "tooLong" | "broken" }

/** Milliseconds between two keys of a reader; nobody types so fast. */
const betweenKeys = 50
/** Milliseconds in which the same again is the same. */
const twiceWithin = 300
/** Milliseconds after which a reader that was given up begins anew. */
const silence = 1_000
const longest = 512
const beginnings: Readonly<Record<string, "tracks" | "code">> = { "%": "tracks", ";": "tracks", S: "code" }

/** One for each keyboard. Time is said by the caller. */
export class Wedge {
  readonly #own: "tracks" | "code" | undefined
  #text = ""
  #isBegun = false
  #isGivenUp = false
  #at = Number.NEGATIVE_INFINITY
  #last = { text: "", at: Number.NEGATIVE_INFINITY }

  /**
   * `own`: nobody types on this keyboard but a reader, and this is what it reads; whatever comes before Enter was read then, with
   * a beginning or without. Absent: a person types on it too.
   */
  constructor(own?: "tracks" | "code") {
    this.#own = own
  }

  /** `key`: one character, or `Enter`. `at`: milliseconds. */
  take(key: string, at: number): Typed {
    const passed = at - this.#at
    this.#at = at
    if (this.#isGivenUp && passed > (this.#own === undefined ? betweenKeys : silence)) this.#isGivenUp = false
    if (this.#isGivenUp) {
      this.#isGivenUp = key !== "Enter"
      return { _tag: "Kept" }
    }
    if (this.#isBegun && passed > betweenKeys) {
      // The rest of what was read slowly would be read as something else.
      if (!Object.hasOwn(beginnings, key))
        return this.#forget("late", this.#own !== undefined && key !== "Enter")
      this.#isBegun = false
    }
    if (!this.#isBegun && !this.#begin(key)) return { _tag: "Person" }
    if (key === "Enter") return this.#ended(at)
    if (key.length !== 1) return this.#forget("broken", true)
    this.#text += key
    return this.#text.length > longest ? this.#forget("tooLong", true) : { _tag: "Kept" }
  }

  #begin(key: string): boolean {
    this.#text = ""
    this.#isBegun = this.#own !== undefined || Object.hasOwn(beginnings, key)
    return this.#isBegun
  }

  #forget(why: "late" | "tooLong" | "broken", isGivenUp: boolean): Typed {
    this.#text = ""
    this.#isBegun = false
    this.#isGivenUp = isGivenUp
    return { _tag: "Forgotten", why }
  }

  #ended(at: number): Typed {
    const text = this.#text
    this.#text = ""
    this.#isBegun = false
    const isTwice = text === this.#last.text && at - this.#last.at <= twiceWithin
    this.#last = { text, at }
    if (isTwice) return { _tag: "Twice" }
    return { _tag: "Read", as: this.#own ?? beginnings[text[0] ?? ""] ?? "code", text }
  }
}
