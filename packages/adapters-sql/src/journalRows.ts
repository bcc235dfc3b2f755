/**
 * Rows of the journal that are read by the thousand: lists of columns, made into operations at the least cost.
 *
 * @module
 */
import type { Ids, Operation } from "@tessera/core"
import {
  type AuditPage,
  type Link,
  type LinkRow,
  type OperationRow,
  type PostingRows,
  ReadOperation,
  type Recorded
} from "@tessera/core/ports"

/** A row as a list of its columns. */
export type List = ReadonlyArray<unknown>

const textAt = (list: List, at: number): string => {
  const value = list[at]
  if (typeof value !== "string") throw new TypeError(`column ${at} of the journal holds no text`)
  return value
}
const textOrNoneAt = (list: List, at: number): string | undefined =>
  list[at] === null ? undefined : textAt(list, at)
const wholeAt = (list: List, at: number): number => {
  const value = Number(list[at] ?? Number.NaN)
  if (!Number.isSafeInteger(value)) throw new TypeError(`column ${at} of the journal holds no whole number`)
  return value
}

/** What is neither yes nor no was altered: it is read as what the rest of the row cannot be, so that an audit finds it. */
const isApproved = (value: unknown, text: string): boolean => {
  if (value === true || value === 1 || value === "true" || value === "1") return true
  return value !== false && value !== 0 && value !== "false" && value !== "0" && text === ""
}

/** An operation from the columns `shard, sequence, id, …, entry` of its row. */
const operationFrom = (list: List, links: ReadonlyArray<Link>, text: string): Operation =>
  new ReadOperation(
    {
      shard: wholeAt(list, 0),
      sequence: wholeAt(list, 1),
      id: textAt(list, 2) as Ids.OperationId,
      client: textAt(list, 3) as Ids.ClientId,
      key: textAt(list, 4) as Ids.Key,
      verb: textAt(list, 5),
      approved: isApproved(list[6], text),
      recordedAt: wholeAt(list, 7),
      effectiveAt: wholeAt(list, 8),
      occurredAt: list[9] === null ? undefined : wholeAt(list, 9),
      businessDate: textAt(list, 10),
      outlet: textOrNoneAt(list, 11) as Ids.OutletId | undefined,
      owner: textOrNoneAt(list, 12) as Ids.OwnerId | undefined,
      terminal: textOrNoneAt(list, 13) as Ids.TerminalId | undefined,
      operator: textOrNoneAt(list, 14) as Ids.OperatorId | undefined,
      account: textOrNoneAt(list, 15) as Ids.AccountId | undefined,
      original: textOrNoneAt(list, 16) as Ids.OperationId | undefined,
      fingerprint: textAt(list, 17),
      asked: textAt(list, 18),
      outcome: textAt(list, 19),
      links
    },
    text
  )

/** A link from `sequence, place, wallet, version, previous, follows_shard, follows, hash`. */
const linkRowFrom = (list: List): LinkRow => ({
  sequence: wholeAt(list, 0),
  place: wholeAt(list, 1),
  link: {
    wallet: textAt(list, 2) as Ids.WalletId,
    version: wholeAt(list, 3),
    previous: textAt(list, 4),
    follows: { shard: wholeAt(list, 5), sequence: wholeAt(list, 6) },
    hash: textAt(list, 7)
  }
})

/** Operations with their links, both in the order of their sequences. Links of no operation are left out. */
export const recordedFrom = (
  rows: ReadonlyArray<List>,
  links: ReadonlyArray<List>
): ReadonlyArray<Recorded> => {
  const linkRows = links.map((row) => linkRowFrom(row))
  let at = 0
  return rows.map((row) => {
    const sequence = wholeAt(row, 1)
    const own: Array<Link> = []
    while (at < linkRows.length && (linkRows[at]?.sequence ?? 0) < sequence) at += 1
    for (let row = linkRows[at]; row?.sequence === sequence; row = linkRows[(at += 1)]) own.push(row.link)
    const text = textAt(row, 20)
    return { operation: operationFrom(row, own, text), text }
  })
}

/** What stands behind a `=`, where anything does. */
const markedAt = (list: List, at: number): string | undefined => {
  const value = textAt(list, at)
  return value === "" ? undefined : value.slice(1)
}

/** The verb of an operation: the fourth line of `headText`, which begins with the id. */
const verbIn = (head: string, id: string): string => {
  const client = id.length + 1
  const begin = head.indexOf("\n", head.indexOf("\n", client) + 1) + 1
  return head.slice(begin, head.indexOf("\n", begin))
}

/** An operation of a shard from its `operationExpressions`. */
const operationRowFrom = (shard: number, list: List): OperationRow => {
  const [id, head, text] = [textAt(list, 1), textAt(list, 4), textAt(list, 5)]
  return {
    shard,
    sequence: wholeAt(list, 0),
    id: id as Ids.OperationId,
    verb: verbIn(head, id),
    approved: isApproved(list[2], text),
    recordedAt: wholeAt(list, 3),
    head,
    text,
    outcome: markedAt(list, 6),
    leaf: markedAt(list, 7)
  }
}

/** The sequence of a row that begins with it. */
export const sequenceOf = (row: List | undefined): number => (row === undefined ? 0 : wholeAt(row, 0))

/** A page of a shard's journal as it stands, from operations, links and postings in the order of their sequences. */
export const pageFrom = (
  shard: number,
  rows: ReadonlyArray<List>,
  links: ReadonlyArray<List>,
  postings: PostingRows
): AuditPage => ({
  operations: rows.map((row) => operationRowFrom(shard, row)),
  links: links.map((row) => linkRowFrom(row)),
  postings
})
