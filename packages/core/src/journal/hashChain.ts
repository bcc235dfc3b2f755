/**
 * The hash chain of a wallet: every entry commits to all before it, so that no row can be altered, dropped or inserted.
 *
 * @module
 */
import type { OperationId, WalletId } from "../values/Ids.ts"

/** SHA-256 of a text, as lower-case hexadecimal. */
export type Sha256 = (text: string) => string

/** One entry's place in the chain of one wallet. */
export interface Link {
  readonly wallet: WalletId
  /** Counts the wallet's entries from 1. */
  readonly version: number
  readonly previous: string
  readonly hash: string
}

/** The hash of an entry in a wallet's chain: its place, the hash before it, its operation and its text. */
export const linkHash = (
  sha256: Sha256,
  wallet: WalletId,
  version: number,
  previous: string,
  operation: OperationId,
  entry: string
): string => sha256(`tessera entry 1\n${wallet}\n${version}\n${previous}\n${operation}\n${entry}`)

/** A recorded entry with its place in a chain, as a store reads it back. */
export interface ChainedEntry {
  readonly link: Link
  readonly operation: OperationId
  readonly text: string
}

/** The first entry of a wallet at which its chain breaks, and why; `undefined` when the chain holds. */
export const firstBreak = (
  sha256: Sha256,
  entries: Iterable<ChainedEntry>
): { readonly version: number; readonly operation: OperationId; readonly why: string } | undefined => {
  let [version, head] = [0, ""]
  for (const { link, operation, text } of entries) {
    version += 1
    const broken = (why: string) => ({ version, operation, why })
    if (link.version !== version) return broken(`entry ${version} is missing: entry ${link.version} follows`)
    if (link.previous !== head) return broken("it does not follow the entry before it")
    if (link.hash !== linkHash(sha256, link.wallet, version, head, operation, text))
      return broken("its text was altered")
    head = link.hash
  }
  return undefined
}
