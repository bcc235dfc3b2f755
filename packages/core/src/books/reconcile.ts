/**
 * Reconciliation: the lines of another system's file against the operations of the journal, reference by reference.
 *
 * @module
 */
import type { OperationId } from "../values/Ids.ts"
import type { FileLine } from "./ExternalFile.ts"

/** What the journal says of one operation: the amount that moved on the account in question. */
export interface JournalItem {
  readonly operation: OperationId
  readonly asset: string
  readonly amount: bigint
  readonly reference?: string
  readonly outlet?: string
  readonly date: string
}

/** How a line and an operation stand to each other. */
export type Match =
  | "matched"
  | "different"
  | "missingInJournal"
  | "missingInFile"
  | "duplicateInFile"
  | "duplicateInJournal"

/** One line of the file, one operation, or both; of totals, all of one reference. */
export interface Pairing {
  readonly match: Match
  readonly reference?: string
  readonly asset: string
  /** What the file says; absent: nothing. In minor units. */
  readonly file?: bigint
  /** What the journal says; absent: nothing. */
  readonly journal?: bigint
  /** Which lines of the file, and which operations. */
  readonly lines: ReadonlyArray<number>
  readonly operations: ReadonlyArray<OperationId>
}

interface Group {
  readonly reference: string | undefined
  readonly asset: string
  readonly lines: Array<FileLine>
  readonly items: Array<JournalItem>
}

const sumOf = (all: ReadonlyArray<{ readonly amount: bigint }>): bigint =>
  all.reduce((sum, { amount }) => sum + amount, 0n)

const pairing = (
  { asset, reference }: Group,
  match: Match,
  lines: ReadonlyArray<FileLine>,
  items: ReadonlyArray<JournalItem>
): Pairing => ({
  match,
  ...(reference !== undefined && { reference }),
  asset,
  ...(lines.length > 0 && { file: sumOf(lines) }),
  ...(items.length > 0 && { journal: sumOf(items) }),
  lines: lines.map(({ line }) => line),
  operations: items.map(({ operation }) => operation)
})

const matchOf = (lines: ReadonlyArray<FileLine>, items: ReadonlyArray<JournalItem>): Match => {
  if (items.length === 0) return "missingInJournal"
  if (lines.length === 0) return "missingInFile"
  return sumOf(lines) === sumOf(items) ? "matched" : "different"
}

/** All lines of a reference against all operations of it: what comes to nothing is matched by nothing. */
const inTotal = (group: Group): ReadonlyArray<Pairing> => {
  const { items, lines } = group
  const match = sumOf(lines) === sumOf(items) ? "matched" : matchOf(lines, items)
  return [pairing(group, match, lines, items)]
}

/** One line against one operation, two of the same amount if there are such; whatever else has the reference is too much. */
const oneByOne = (group: Group): ReadonlyArray<Pairing> => {
  const { items, lines } = group
  const equal = lines.find(({ amount }) => items.some((item) => item.amount === amount)) ?? lines[0]
  const item = items.find(({ amount }) => amount === equal?.amount) ?? items[0]
  const [pairedLines, pairedItems] = [equal ? [equal] : [], item ? [item] : []]
  return [
    pairing(group, matchOf(pairedLines, pairedItems), pairedLines, pairedItems),
    ...lines.filter((line) => line !== equal).map((line) => pairing(group, "duplicateInFile", [line], [])),
    ...items.filter((one) => one !== item).map((one) => pairing(group, "duplicateInJournal", [], [one]))
  ]
}

/** What lines and operations are found by; what has no reference stands alone. */
export type ReferenceOf = (side: {
  readonly reference?: string
  readonly outlet?: string
  readonly date?: string
}) => string | undefined

const groupsOf = (
  lines: ReadonlyArray<FileLine>,
  items: ReadonlyArray<JournalItem>,
  referenceOf: ReferenceOf
): ReadonlyArray<Group> => {
  const groups = new Map<string, Group>()
  const groupFor = (side: FileLine | JournalItem, alone: string): Group => {
    const reference = referenceOf(side)
    const key = reference === undefined ? `alone ${alone}` : `of ${side.asset} ${reference}`
    const group = groups.get(key) ?? { reference, asset: side.asset, lines: [], items: [] }
    groups.set(key, group)
    return group
  }
  for (const line of lines) groupFor(line, `line ${line.line}`).lines.push(line)
  for (const item of items) groupFor(item, item.operation).items.push(item)
  return [...groups.values()]
}

/**
 * Compares a file with the journal: in the order of the file's lines, then of the operations that it does not have. With
 * `isSummed` all lines of a reference are compared with all operations of it.
 */
export const reconcile = (
  lines: ReadonlyArray<FileLine>,
  journal: ReadonlyArray<JournalItem>,
  { isSummed, referenceOf }: { readonly isSummed: boolean; readonly referenceOf: ReferenceOf }
): ReadonlyArray<Pairing> => {
  const items = journal.toSorted((a, b) => (a.operation < b.operation ? -1 : 1))
  return groupsOf(lines, items, referenceOf).flatMap(isSummed ? inTotal : oneByOne)
}
