/**
 * The sentences of one language: each reason with the numbers that the till must show.
 *
 * @module
 */
import type { Decline, DeclineTag } from "./Decline.ts"
import type { Shown } from "./Shown.ts"

/** Complete by type: a new decline does not compile until it is said in every language. */
export type Sentences = {
  readonly [Tag in DeclineTag]: (decline: Extract<Decline, { readonly _tag: Tag }>, shown: Shown) => string
}

/** A word of a table, or the code itself where the table does not have it. */
export const wordIn = (words: Readonly<Record<string, string>>, code: string): string => words[code] ?? code

/** Something that cannot be used here, and why. */
export interface Unusable {
  readonly subWallet?: string | undefined
  readonly reason: string
}
