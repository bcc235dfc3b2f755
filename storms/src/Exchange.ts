/**
 * What an exchange is: what has to be there before a command, the command itself, and what clears up after it.
 *
 * @module
 */

/** A command without its key. `receivedAt` is when the ledger gets it, in milliseconds; absent: now. */
export type Fields = Readonly<Record<string, unknown>> & {
  readonly type: string
  readonly receivedAt?: number
}

/** What an exchange is about: cards of its own, and the keys and answers of its commands. */
export interface Names {
  readonly card: string
  readonly other: string
  /** Which exchange of its ledger it is, from 1 on. */
  readonly n: number
  /** The key of the command that was so many places before the last of those before. */
  readonly key: (n: number) => string
  /** What the last of those before was answered under the first field of a name. */
  readonly said: (field: string) => string
}

/** The commands before, the command, and what is sent afterwards so that the next exchange finds everything as this one. */
export type Exchange = (
  names: Names
) => readonly [before: ReadonlyArray<Fields>, command: Fields, after?: ReadonlyArray<Fields>]

export const currency = "CNY"
export const place = { outlet: "S1", currency }
export const tender = { kind: "cash" }
export const reason = "storm"

/** A card with value that is paid for. */
export const issued = (card: string, program = "member", payment: object = tender): Fields => ({
  type: "Issue",
  program,
  card,
  amount: 10_000,
  tender: payment,
  ...place
})

export const day = 86_400_000

/** The date so many days after one that is long over, as dates are written. */
export const dateAfter = (days: number): string => new Date(longAgo + days * day).toISOString().slice(0, 10)

/** Days that are over everywhere, each for one exchange: there are more of them than cuts. */
export const longAgo = Date.UTC(1971, 0, 1)
