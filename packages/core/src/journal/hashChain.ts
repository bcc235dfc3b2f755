/**
 * The hash chain of a wallet: every entry commits to all before it, so that no row can be altered, dropped or inserted.
 *
 * @module
 */
import type { OperationId } from "../values/Ids.ts"
import type { Link, Operation } from "./Operation.ts"

/** SHA-256 of a text, as lower-case hexadecimal. */
export type Sha256 = (text: string) => string

/** What of an operation the chain commits to beside its entry: everything but its answer, which carries the hash. */
export type Head = Omit<Operation, "outcome" | "entry" | "links" | "sequence" | "shard">

/**
 * Who asked what, and when and where: one line for each column, in the order of the table. Written for every entry that is
 * made: templates, since a list that is joined costs twice as much.
 */
export const headText = (head: Head): string => {
  const asked = `${head.id}\n${head.client}\n${head.key}\n${head.verb}`
  const when = `${head.recordedAt}\n${head.effectiveAt}\n${head.occurredAt ?? ""}\n${head.businessDate}`
  const where = `${head.outlet ?? ""}\n${head.owner ?? ""}\n${head.terminal ?? ""}\n${head.operator ?? ""}`
  const what = `${head.account ?? ""}\n${head.original ?? ""}\n${head.fingerprint}\n${head.asked}`
  return `${asked}\n${when}\n${where}\n${what}`
}

/** The hash of an operation in a wallet's chain: its place, the hash before it, who asked what (`headText`), and the entry's text. */
export const placedHash = (
  sha256: Sha256,
  { previous, version, wallet }: Omit<Link, "hash" | "follows">,
  head: string,
  entry: string
): string => sha256(`tessera entry 1\n${wallet}\n${version}\n${previous}\n${head}\n${entry}`)

/** The same, of an operation. */
export const linkHash = (
  sha256: Sha256,
  link: Omit<Link, "hash" | "follows">,
  head: Head,
  entry: string
): string => placedHash(sha256, link, headText(head), entry)

/** A recorded entry with its place in a chain, as a store reads it back. */
export interface ChainedEntry {
  readonly link: Link
  readonly operation: Operation
  readonly text: string
}

/** The first entry of a wallet at which its chain breaks, and why; `undefined` when the chain holds. */
export const firstBreak = (
  sha256: Sha256,
  entries: Iterable<ChainedEntry>
): { readonly version: number; readonly operation: OperationId; readonly why: string } | undefined => {
  let [version, previous] = [0, ""]
  for (const { link, operation, text } of entries) {
    version += 1
    const broken = (why: string) => ({ version, operation: operation.id, why })
    if (link.version !== version) return broken(`entry ${version} is missing: entry ${link.version} follows`)
    if (link.previous !== previous) return broken("it does not follow the entry before it")
    if (link.hash !== linkHash(sha256, { wallet: link.wallet, version, previous }, operation, text))
      return broken("it was altered")
    previous = link.hash
  }
  return undefined
}
