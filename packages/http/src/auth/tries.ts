/**
 * Tries of those who sign in: counted before anything is compared, so that a thousand guesses at once are no more than five.
 *
 * @module
 */
import type { AccessRecords, Looked } from "./AccessRecords.ts"
import { nameable } from "./secrets.ts"

/** How often somebody may be wrong, and how long nobody is compared after that. */
export interface TryTerms {
  /** Absent: 5. */
  readonly tries?: number
  /** Milliseconds. Absent: 15 minutes, counted from the last try. */
  readonly locked?: number
}

const quarterOfAnHour = 15 * 60_000

/** Counts a try under a name; false: there were too many, and what was sent is not to be looked at. */
export const countTry = (
  { change }: AccessRecords["Service"],
  name: string,
  at: number,
  { locked = quarterOfAnHour, tries = 5 }: TryTerms = {}
) =>
  change(`tries:${nameable(name)}`, at, (text): Looked<boolean> => {
    const before = Number(text ?? 0)
    return before >= tries
      ? { answer: false }
      : { answer: true, keep: { text: String(before + 1), until: at + locked } }
  })

/** Whoever was right begins anew. */
export const clearTries = ({ change }: AccessRecords["Service"], name: string, at: number) =>
  change(`tries:${nameable(name)}`, at, (text): Looked<void> => ({
    answer: undefined,
    ...(text !== undefined && { keep: "gone" })
  }))
