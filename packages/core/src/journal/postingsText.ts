/**
 * The postings of entries as one text, to be compared with the rows of them that a store keeps.
 *
 * @module
 */
import type { Posting } from "./Entry.ts"

/** What stands between two rows; nothing that a ledger records has it in it. */
export const rowEnd = "\u001E"

/** Every column that the account of a posting can have. */
type Column = "wallet" | "program" | "subWallet" | "funding" | "owner" | "tender"
type Columns = Pick<Posting["account"], "kind"> & { readonly [C in Column]?: string | undefined }

/** What is there stands behind a `=`: so nothing and an empty text are told apart. */
const line = (value: string | undefined): string => (value === undefined ? "\n" : `\n=${value}`)

const postingText = (sequence: number, { account, amount, asset }: Posting, place: number): string => {
  const { funding, owner, program, subWallet, tender, wallet }: Columns = account
  const who = line(wallet) + line(program) + line(subWallet) + line(funding) + line(owner) + line(tender)
  return `${sequence}\n${place}\n=${account.kind}${who}\n=${asset}\n${amount}`
}

/**
 * The rows of an operation's postings: one line for each column, in the order of the table (sequence, place, kind, wallet …
 * tender, asset, amount), and `rowEnd` between two rows.
 */
export const postingsText = (sequence: number, postings: ReadonlyArray<Posting>): string => {
  let all = ""
  for (let n = 0; n < postings.length; n++) {
    const posting = postings[n]
    if (posting !== undefined) all += (n === 0 ? "" : rowEnd) + postingText(sequence, posting, n)
  }
  return all
}
