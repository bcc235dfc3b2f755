/**
 * Ledger time from a file: it follows what the lines say, never goes back, and takes no leap that looks like a fault.
 *
 * @module
 */

type Instant = number

const day = 86_400_000

/** The ledger time of a line: `undefined` where only the clock on the wall knows; or the time that it is too far from. */
export type Reading = { readonly at: Instant | undefined } | { readonly tooFarFrom: Instant }

/**
 * The clock of one run. A leap is measured from the line before, so that the same file gets the same answers when it is
 * run again; only the first line is measured from the last time in the ledger, which is `undefined` for a new one.
 */
export const lineClock = (
  longestGapDays: number,
  ledgerTime: Instant | undefined
): ((sent: Instant | undefined) => Reading) => {
  let now: Instant | undefined
  return (sent) => {
    if (sent === undefined) return { at: now }
    const before = now ?? ledgerTime ?? sent
    if (sent - before > longestGapDays * day) return { tooFarFrom: before }
    now = now === undefined ? sent : Math.max(now, sent)
    return { at: now }
  }
}
