/**
 * What became of the lines of an import: counted, told, and written down where they were refused.
 *
 * @module
 */
import type { BatchOutcome } from "@tessera/http/api"
import { faultText } from "./Ended.ts"
import { counted } from "./Progress.ts"

/** A line of the file: its number from 1, its text, and how far into the file it reaches, in bytes. */
export interface Line {
  readonly number: number
  readonly text: string
  readonly end: number
}

export interface Performed {
  readonly line: Line
  readonly outcome: BatchOutcome
}

/** What was answered before counts under its outcome as well. What was not done counts as invalid. */
export interface ImportTally {
  operations: number
  approved: number
  declined: number
  invalid: number
  replayed: number
}

export const emptyTally = (): ImportTally => ({
  operations: 0,
  approved: 0,
  declined: 0,
  invalid: 0,
  replayed: 0
})

export const tallied = (tally: ImportTally, { outcome: { outcome, replayed } }: Performed): void => {
  tally.operations += 1
  if (outcome === "approved" || outcome === "declined") tally[outcome] += 1
  else tally.invalid += 1
  if (replayed === true) tally.replayed += 1
}

export const tallyText = ({ approved, declined, invalid, operations, replayed }: ImportTally): string =>
  [
    `${counted(operations)} operations: ${counted(approved)} approved`,
    `${counted(declined)} declined`,
    `${counted(invalid)} invalid`,
    `${counted(replayed)} replayed`
  ].join(", ")

interface Said {
  readonly decline?: Readonly<Record<string, unknown>>
  readonly code?: string
  readonly needs?: string
  readonly errors?: ReadonlyArray<{ readonly path: ReadonlyArray<string | number>; readonly message: string }>
}

/** Why a line was not done, without anything of what stands in it. */
const reasonIn = (outcome: BatchOutcome): string => {
  const { code, decline, errors = [], needs } = outcome as Said
  if (decline !== undefined) {
    const { code: name, retry: _, ...numbers } = decline
    const said = Object.entries(numbers).map(([field, value]) => `${field} ${JSON.stringify(value)}`)
    return [String(name), ...said].join(", ")
  }
  if (code !== undefined) return needs === undefined ? code : `${code}, the key needs ${needs}`
  return errors.map((fault) => faultText(fault)).join("; ") || "not a command"
}

/** As much as is read of a reason: where one of many was expected, all of them are in the file. */
const longestReason = 160

export const whyText = ({ line, outcome }: Performed): string => {
  const why = reasonIn(outcome)
  const shown = why.length > longestReason ? `${why.slice(0, longestReason)}…` : why
  return `line ${line.number}: ${outcome.outcome === "notDone" ? "not done" : outcome.outcome}: ${shown}`
}

const commandIn = (text: string): object => {
  try {
    const command: unknown = JSON.parse(text)
    return { command }
  } catch {
    return { text }
  }
}

/** A refused line as it is written down: where it stands, what was answered, and what was sent. */
export const endOf = ({ line, outcome }: Performed): string =>
  `${JSON.stringify({ line: line.number, why: reasonIn(outcome), outcome, ...commandIn(line.text) })}\n`
