/**
 * The list of cards that nobody sells on, as the tills fetch it: those that were reported lost, and those of which the office found
 * a copy. Signed anew when a card comes on it, and every hour, as a till sells by no list of yesterday.
 *
 * @module
 */
import type { PurseOffice } from "@tessera/adapters-hardware/office"
import { hotlistOf, readHotlist, type SignedText, type SigningKeys } from "@tessera/adapters-hardware/purse"
import { group } from "../chain.ts"
import type { OfficeBooks } from "./OfficeBooks.ts"

const hour = 3_600_000

export const newestList = (
  books: OfficeBooks,
  office: PurseOffice["Service"],
  signer: SigningKeys,
  at: number
): SignedText => {
  const kept = books.list()
  const before = kept && readHotlist(signer.publicKey, kept)
  const now = hotlistOf(group.group, (before?.version ?? 0) + 1, at, [
    ...books.lost(),
    ...office.book.hotlisted
  ])
  const isSame = before !== undefined && before.purses.join() === now.purses.join()
  if (kept !== undefined && isSame && at - before.at < hour) return kept
  const text = JSON.stringify(now)
  const signed = { text, signature: signer.sign(text) }
  books.keepList(now.version, signed)
  return signed
}
