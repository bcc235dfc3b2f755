/**
 * What a checkpoint commits to of an operation: every column of its row and of its places in the chains, as they stand.
 *
 * @module
 */
import { type Sha256 } from "./hashChain.ts"
import { leafHash } from "./merkle.ts"
import type { Link, Operation } from "./Operation.ts"

/** What is there stands behind a `=`: so nothing and an empty text are told apart. */
const line = (value: string | undefined): string => (value === undefined ? "\n" : `\n=${value}`)

const linkText = ({ follows, hash, previous, version, wallet }: Link): string =>
  `\n=${wallet}\n${version}\n=${previous}\n${follows.shard}\n${follows.sequence}\n=${hash}`

/** The columns of an operation but its entry, one line for each, in the order of the table. */
export const rowText = (operation: Operation): string => {
  let all = `${operation.shard}\n${operation.sequence}`
  all += line(operation.id) + line(operation.client) + line(operation.key) + line(operation.verb)
  all += `\n${operation.approved ? 1 : 0}\n${operation.recordedAt}\n${operation.effectiveAt}`
  all += `\n${operation.occurredAt ?? ""}`
  all += line(operation.businessDate) + line(operation.outlet) + line(operation.owner)
  all += line(operation.terminal) + line(operation.operator) + line(operation.account)
  all += line(operation.original) + line(operation.fingerprint) + line(operation.asked)
  return all + line(operation.outcome)
}

const leafOf = (row: string, links: ReadonlyArray<Link>, text: string): string => {
  let all = `tessera operation 1 ${links.length}\n${row}${line(text)}`
  for (const link of links) all += linkText(link)
  return all
}

/**
 * One line for each column, then six for each link. No column of a sound row has a line's end in it, and the number of links
 * stands at the beginning: so two rows that differ never have one text.
 */
export const leafText = (operation: Operation, text: string): string =>
  leafOf(rowText(operation), operation.links, text)

/** The hash by which an operation stands in the tree of its shard. */
export const operationHash = (sha256: Sha256, operation: Operation, text: string): string =>
  leafHash(sha256, leafText(operation, text))

/** The same, of a row whose columns are one text already (`rowText`). */
export const rowHash = (sha256: Sha256, row: string, links: ReadonlyArray<Link>, text: string): string =>
  leafHash(sha256, leafOf(row, links, text))
