/**
 * What a cashier says to the till, in words: `buy ana 12.50`. The keys of the screen, a script and the demonstration all say it
 * in these.
 *
 * @module
 */
import type { Moment } from "./Cards.ts"
import { readMoney } from "./Money.ts"

export type Order =
  | { readonly do: "issue" | "look"; readonly card: string }
  | { readonly do: "load"; readonly card: string; readonly main: bigint; readonly gift: bigint }
  | {
      readonly do: "buy"
      readonly card: string
      readonly amount: bigint
      readonly pulled?: Moment
    }
  | { readonly do: "offline" | "online" | "sync" | "ledger" | "copy" | "unplug" | "plugin" | "help" | "quit" }
  | { readonly do: "paper"; readonly is: "out" | "in" }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "picture"; readonly file: string }
  | { readonly do: "drawer"; readonly reason: string }
  | { readonly do: "lost"; readonly digits: string }

/** What may be said, with a sentence each. */
export const words: ReadonlyArray<readonly [line: string, means: string]> = [
  ["issue CARD", "make a purse of a new card, through the office"],
  ["look CARD", "what is on a card"],
  ["load CARD AMOUNT [GIFT]", "put money on it, through the office"],
  ["buy CARD AMOUNT [sooner|early|late]", "pay with it; then the card is pulled away at that moment"],
  ["offline, online", "pull the line to the office, and put it back"],
  ["sync", "send the journal to the office, fetch its mandate and its list of lost cards"],
  ["lost DIGITS", "a card is reported lost at the office, by the last digits on its receipts"],
  ["ledger", "what the office's ledger has of every card"],
  ["copy", "print the last receipt again"],
  ["picture FILE", "the last receipt as FILE.svg or FILE.png"],
  ["drawer REASON", "open the cash drawer"],
  ["paper out, paper in", "take the printer's paper, and put some in"],
  ["unplug, plugin", "the reader"],
  ["wait MINUTES", "where the clock is set: put it forward"],
  ["quit", ""]
]

const wrong = (said: string): string => `"${said}" is not understood; say "help".`

/** Reads a line. A sentence where it is not understood. */
export const readOrder = (line: string): Order | string => {
  const [verb = "", card = "", first = "", second = ""] = line.trim().split(/ +/)
  const amount = readMoney(first)
  switch (verb) {
    case "issue":
    case "look":
      return card === "" ? wrong(line) : { do: verb, card }
    case "load": {
      const gift = second === "" ? 0n : readMoney(second)
      return amount === undefined || gift === undefined ? wrong(line) : { do: verb, card, main: amount, gift }
    }
    case "buy": {
      if (amount === undefined || amount === 0n) return wrong(line)
      if (second === "") return { do: verb, card, amount }
      const isMoment = second === "sooner" || second === "early" || second === "late"
      return isMoment ? { do: verb, card, amount, pulled: second } : wrong(line)
    }
    case "paper":
      return card === "out" || card === "in" ? { do: verb, is: card } : wrong(line)
    case "wait":
      return /^\d{1,4}$/.test(card) ? { do: verb, minutes: Number(card) } : wrong(line)
    case "picture":
      return /\.(?:svg|png)$/.test(card) ? { do: verb, file: card } : wrong(line)
    case "lost":
      return /^[0-9a-f]{4,16}$/.test(card) ? { do: verb, digits: card } : wrong(line)
    case "drawer": {
      const reason = line.trim().slice(verb.length).trim()
      return reason === "" ? wrong(line) : { do: verb, reason }
    }
    case "offline":
    case "online":
    case "sync":
    case "ledger":
    case "copy":
    case "unplug":
    case "plugin":
    case "help":
    case "quit":
      return { do: verb }
    default:
      return wrong(line)
  }
}
