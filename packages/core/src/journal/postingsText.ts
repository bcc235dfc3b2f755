/**
 * The postings of an entry as one text, to be compared with the rows of them that a store keeps.
 *
 * @module
 */
import type { Posting } from "./Entry.ts"

/** How many lines the text has for each posting. */
export const postingLines = 10

/** Every column that the account of a posting can have. */
type Column = "wallet" | "program" | "subWallet" | "funding" | "owner" | "tender"
type Columns = Pick<Posting["account"], "kind"> & { readonly [C in Column]?: string | undefined }

/** What is there stands behind a `=`: so nothing and an empty text are told apart. */
const line = (value: string | undefined): string => (value === undefined ? "\n" : `\n=${value}`)

const postingText = ({ account, amount, asset }: Posting, place: number): string => {
  const { funding, owner, program, subWallet, tender, wallet }: Columns = account
  const who = line(wallet) + line(program) + line(subWallet) + line(funding) + line(owner) + line(tender)
  return `${place}\n=${account.kind}${who}\n=${asset}\n${amount}`
}

/** One line for each column, in the order of the table: place, kind, wallet … tender, asset, amount. */
export const postingsText = (postings: ReadonlyArray<Posting>): string => {
  let all = ""
  for (let n = 0; n < postings.length; n++) {
    const posting = postings[n]
    if (posting !== undefined) all += (n === 0 ? "" : "\n") + postingText(posting, n)
  }
  return all
}
