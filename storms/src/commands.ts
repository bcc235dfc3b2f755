/**
 * What the terminals of a storm send: the n-th command of a terminal follows from the seed alone, whenever it is asked.
 *
 * @module
 */
import { chanceAt, oneOf } from "./chance.ts"

/** A command as JSON. */
export type Sent = Readonly<Record<string, unknown>> & { readonly type: string; readonly key: string }

/** Whose command it is, and which. */
export interface Turn {
  readonly seed: number
  readonly terminal: number
  readonly n: number
}

const weights = {
  redeem: 34,
  redeemShared: 16,
  load: 14,
  hold: 12,
  capture: 9,
  release: 3,
  refund: 6,
  reverse: 4,
  transfer: 4,
  tooMuch: 3,
  reverseUnseen: 1
} as const
type Kind = keyof typeof weights
const kinds = (Object.keys(weights) as Array<Kind>).flatMap((kind) =>
  Array.from({ length: weights[kind] }, () => kind)
)

/** Cards that all terminals draw on at once. They hold so much that they never refuse. */
export const sharedCards = ["SHARED00", "SHARED01"]
const plenty = 1_000_000_000_00

/** How many commands of the first terminal come before anything else: they open the shared cards. */
export const openings = sharedCards.length

/** The card that a terminal has for itself. */
const ownCard = (terminal: number): string => `OWNCARD${String(terminal).padStart(4, "0")}`

export const clientOf = (terminal: number): string => `till-${terminal}`

/** Keys grow with the terminal's count, as those of real tills do. */
export const keyOf = (n: number): string => `K-${String(n).padStart(7, "0")}`

/** The count that a key was made of. */
export const countOf = (key: string): number => Number(key.slice(2))

const firstOwn = (terminal: number): number => (terminal === 0 ? openings : 0)

const kindOf = ({ n, seed, terminal }: Turn): Kind | "open" | "issue" =>
  n < firstOwn(terminal)
    ? "open"
    : n === firstOwn(terminal)
      ? "issue"
      : (kinds[oneOf(kinds.length, seed, terminal, n)] ?? "redeem")

/** The newest of a terminal's own commands of some kinds, not too long ago. */
const earlier = (turn: Turn, ...wanted: ReadonlyArray<Kind>): number | undefined => {
  for (let n = turn.n - 1; n > Math.max(firstOwn(turn.terminal), turn.n - 30); n--) {
    const kind = kindOf({ ...turn, n })
    if (wanted.some((one) => one === kind)) return n
  }
  return undefined
}

const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }

const amountAt = (turn: Turn): number => 1 + oneOf(200, turn.seed, turn.terminal, turn.n, 1)

const sharedCardOf = (turn: Turn): string =>
  sharedCards[oneOf(sharedCards.length, turn.seed, turn.terminal, turn.n, 2)] ?? ""

const redeem = (turn: Turn): object => ({
  type: "Redeem",
  card: ownCard(turn.terminal),
  amount: amountAt(turn),
  ...place
})

/** What refers to an earlier command; where there is none, an ordinary sale. */
const referring = (turn: Turn, found: number | undefined, sent: (key: string, n: number) => object): object =>
  found === undefined ? redeem(turn) : sent(keyOf(found), found)

const fieldsOf = (turn: Turn): object => {
  const { n, terminal } = turn
  const [amount, card] = [amountAt(turn), ownCard(terminal)]
  const shared = sharedCardOf(turn)
  switch (kindOf(turn)) {
    case "open":
      return { type: "Issue", program: "member", card: sharedCards[n], amount: plenty, tender, ...place }
    case "issue":
      return { type: "Issue", program: "member", card, amount: 20_000, tender, ...place }
    case "redeem":
      return redeem(turn)
    case "redeemShared":
      return { type: "Redeem", card: shared, amount, ...place }
    case "load":
      return chanceAt(turn.seed, terminal, n, 3) < 0.1
        ? { type: "Load", card, amount: 100_000, offer: "1000+200", tender, ...place }
        : { type: "Load", card, amount: amount * 3, tender, ...place }
    case "hold":
      return { type: "Hold", card, amount, ...place }
    case "capture":
      return referring(turn, earlier(turn, "hold"), (holdKey, held) => ({
        type: "Capture",
        holdKey,
        amount: Math.ceil(amountAt({ ...turn, n: held }) / 2),
        ...place
      }))
    case "release":
      return referring(turn, earlier(turn, "hold"), (holdKey) => ({ type: "Release", holdKey }))
    case "refund":
      return referring(turn, earlier(turn, "redeem", "redeemShared"), (originalKey) => ({
        type: "Refund",
        originalKey,
        outlet: "S2"
      }))
    case "reverse":
      return referring(turn, earlier(turn, "redeem", "redeemShared", "tooMuch"), (originalKey) => ({
        type: "Reverse",
        originalKey,
        reason: "malfunction"
      }))
    case "transfer":
      return { type: "Transfer", from: card, to: shared, amount, currency: "CNY", outlet: "S1" }
    case "tooMuch":
      return { type: "Redeem", card, amount: 900_000_000, ...place }
    case "reverseUnseen":
      return { type: "Reverse", originalKey: `never-${n}`, reason: "unableToComplete" }
  }
}

/** The n-th command of a terminal. */
export const commandOf = (turn: Turn): Sent => {
  const sent: Sent = { type: "", key: keyOf(turn.n), ...fieldsOf(turn) }
  return sent
}

/** The card that a terminal asks about after a command, if it asks at all. */
export const questionAfter = ({ n, seed, terminal }: Turn): string | undefined => {
  const lot = chanceAt(seed, terminal, n, 4)
  if (lot > 0.15 || n <= firstOwn(terminal)) return undefined
  return lot < 0.1 ? ownCard(terminal) : sharedCardOf({ seed, terminal, n })
}
