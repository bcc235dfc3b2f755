/**
 * A file of cards of an older system: read whole, compared with what that system says that it is, and taken over once.
 *
 * @module
 */
import * as Result from "effect/Result"

/** What the older system says of its file: how many cards, and what it owes on all of them, in minor units. */
export interface LegacyTotals {
  readonly cards: number
  readonly amount: bigint
}

export interface LegacyTerms {
  /** Names the file: 1–40 letters, digits, dots and dashes. The same name is the same file: its cards are taken over once. */
  readonly batch: string
  readonly program: string
  readonly outlet: string
  readonly currency: string
  /** How many digits of an amount are after the point: 0–8. */
  readonly exponent: number
  readonly totals: LegacyTotals
}

export type LegacyFault =
  | { readonly why: "head"; readonly line: 1; readonly expected: string }
  /** A line that is no card and amount; its number counts from 1, and what it says is not told. */
  | { readonly why: "line"; readonly line: number; readonly expected: string }
  | { readonly why: "twice"; readonly line: number; readonly before: number }
  | { readonly why: "cards"; readonly said: number; readonly found: number }
  | { readonly why: "amount"; readonly said: bigint; readonly found: bigint }

/** One card, as a command. */
export interface LegacyIssue {
  readonly type: "Issue"
  readonly key: string
  readonly program: string
  readonly card: string
  readonly outlet: string
  readonly amount?: bigint
  readonly currency?: string
  readonly tender?: { readonly kind: "other" }
}

const head = "card,amount"
const number = /^[0-9A-Za-z][0-9A-Za-z -]{2,62}[0-9A-Za-z]$/

/** An amount as it is printed, in minor units. Nothing where it has other digits after the point than the currency. */
const minor = (text: string, exponent: number): bigint | undefined => {
  const [, whole = "", rest = ""] = /^(\d{1,15})(?:\.(\d{1,8}))?$/.exec(text) ?? []
  return whole === "" || rest.length > exponent ? undefined : BigInt(whole + rest.padEnd(exponent, "0"))
}

interface Card {
  readonly line: number
  readonly card: string
  readonly amount: bigint
}

const readLine = (text: string, line: number, exponent: number): Card | LegacyFault => {
  const [card = "", sum = "", ...more] = text.split(",").map((part) => part.trim())
  const amount = minor(sum, exponent)
  if (more.length > 0 || !number.test(card) || amount === undefined)
    return {
      why: "line",
      line,
      expected: `a card number of 4–64 and an amount with at most ${exponent} decimals`
    }
  return { line, card, amount }
}

/**
 * Reads a file (`card,amount`, then a line for each card) and answers the commands that take it over, or everything that is
 * wrong with it. Nothing is done by it: this is the dry run. The file and its sums agree, or there are no commands.
 */
export const readLegacyFile = (
  text: string,
  { batch, currency, exponent, outlet, program, totals }: LegacyTerms
): Result.Result<ReadonlyArray<LegacyIssue>, ReadonlyArray<LegacyFault>> => {
  if (!/^[A-Za-z0-9.-]{1,40}$/.test(batch))
    throw new RangeError("batch: Expected 1–40 letters, digits, dots and dashes")
  const [first = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/)
  if (first.trim().toLowerCase() !== head) return Result.fail([{ why: "head", line: 1, expected: head }])
  const read = lines.flatMap((line, n) => (line.trim() === "" ? [] : [readLine(line, n + 2, exponent)]))
  const cards = read.filter((one): one is Card => "card" in one)
  const seen = new Map<string, number>()
  const twice = cards.flatMap(({ card, line }): ReadonlyArray<LegacyFault> => {
    const plain = card.replaceAll(/[ -]/g, "").toUpperCase()
    const before = seen.get(plain)
    seen.set(plain, before ?? line)
    return before === undefined ? [] : [{ why: "twice", line, before }]
  })
  const found = cards.reduce((sum, { amount }) => sum + amount, 0n)
  const faults: ReadonlyArray<LegacyFault> = [
    ...read.filter((one): one is LegacyFault => "why" in one),
    ...twice,
    ...(read.length === totals.cards
      ? []
      : [{ why: "cards", said: totals.cards, found: read.length } as const]),
    ...(found === totals.amount ? [] : [{ why: "amount", said: totals.amount, found } as const])
  ]
  if (faults.length > 0) return Result.fail(faults)
  return Result.succeed(
    cards.map(({ amount, card, line }) => ({
      type: "Issue",
      key: `takeover:${batch}:${line}`,
      program,
      card,
      outlet,
      ...(amount > 0n && { amount, currency, tender: { kind: "other" } as const })
    }))
  )
}

/** What became of a file. */
export interface TakenOver {
  /** How many cards of it the ledger has, now or since an earlier try; and their sum, which ties when nothing is open. */
  readonly cards: number
  readonly amount: bigint
  readonly declined: ReadonlyArray<{ readonly key: string; readonly code: string }>
  /** Nobody knows: take the file over again. */
  readonly open: ReadonlyArray<string>
  readonly ties: boolean
}

type Ended = { readonly outcome: string; readonly decline?: { readonly code: string } }

const together = 256

/**
 * Performs the commands of a file in order. May be stopped anywhere, and done again with the same file: every card is
 * taken over once, and the answer is of the whole file each time. `submitMany`: that of the Promise API.
 */
export const takeOver = async (
  submitMany: (sent: ReadonlyArray<LegacyIssue>) => Promise<ReadonlyArray<Ended>>,
  issues: ReadonlyArray<LegacyIssue>,
  totals: LegacyTotals
): Promise<TakenOver> => {
  let [cards, amount] = [0, 0n]
  const declined: Array<{ readonly key: string; readonly code: string }> = []
  const open: Array<string> = []
  for (let at = 0; at < issues.length; at += together) {
    const group = issues.slice(at, at + together)
    const ends = await submitMany(group)
    for (const [n, issue] of group.entries()) {
      const end = ends[n]
      if (end?.outcome === "approved") {
        cards += 1
        amount += issue.amount ?? 0n
      } else if (end?.outcome === "declined")
        declined.push({ key: issue.key, code: end.decline?.code ?? "unknown" })
      else open.push(issue.key)
    }
  }
  const ties = cards === totals.cards && amount === totals.amount
  return { cards, amount, declined, open, ties }
}
