/**
 * Magic cards: numbers that no card has and that decline as they are called, so that a till meets every decline there is.
 *
 * @module
 */
import {
  codeOf,
  type Command,
  type Decline,
  declines,
  type DeclineTag,
  type Ended,
  type Outcome,
  type StoredValue
} from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const instant = "2030-01-01T00:00:00.000Z"

/** What magic cards say, by field: the numbers that a till must show. Whichever of them a decline carries. */
const said: Readonly<Record<string, unknown>> = {
  activity: "op_sandbox",
  approvable: 300,
  approvals: 1,
  at: instant,
  capability: "cashOut",
  closedAt: instant,
  expected: "EUR",
  field: "amount",
  held: 200,
  heldUntil: instant,
  holds: ["hold_sandbox"],
  id: "sandbox",
  kind: "pin",
  ledger: 800,
  left: 400,
  limit: "day",
  lockedThrough: "2029-12-31",
  lots: [{ lot: "lot_sandbox", subWallet: "gift", reason: "outlet" }],
  needed: 2,
  outstanding: 500,
  request: "req_sandbox",
  resetsAt: instant,
  reversal: "op_sandbox",
  right: "Redeem",
  room: 600,
  rule: "sandbox",
  sentence: "The sandbox declines.",
  shift: "sandbox",
  side: "debit",
  since: "2026-01-01T00:00:00.000Z",
  status: "closed",
  threshold: 700,
  through: "2029-12-31",
  tolerance: 0,
  triesLeft: 2,
  until: instant,
  version: 2,
  why: "closed"
}

const declineOf = (tag: DeclineTag): Decline => {
  const { fields }: { readonly fields: Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>> } =
    declines[tag]
  const own = Object.keys(fields.fields).map((name) => [name, said[name]])
  const read = Schema.decodeUnknownSync(fields)(Object.fromEntries(own))
  // The fields of this very decline have been read; one that is not in the table throws.
  return { _tag: tag, ...read } as unknown as Decline
}

const cardOf = (tag: DeclineTag): string => `decline-${codeOf(tag).replaceAll("_", "-")}`

/** The declines by their cards: `decline-insufficient-funds`, `decline-hotlisted`, … */
export const magicCards: ReadonlyMap<string, Decline> = new Map(
  (Object.keys(declines) as ReadonlyArray<DeclineTag>).map((tag) => [cardOf(tag), declineOf(tag)])
)

/** What a command is answered if its card is a magic one: nothing is done, and its key stays free. */
const magic = (command: Command): Outcome | undefined => {
  const card = "card" in command ? command.card : undefined
  const decline = Redacted.isRedacted(card) ? magicCards.get(Redacted.value(card)) : undefined
  return decline && { outcome: "declined", key: command.key, decline, replayed: false }
}

/** The ledger, for which magic cards decline. */
export const withMagicCards = (ledger: StoredValue["Service"]): StoredValue["Service"] => ({
  ...ledger,
  get network() {
    return ledger.network
  },
  submit: (client, command, receivedAt) => {
    const declined = magic(command)
    return declined === undefined ? ledger.submit(client, command, receivedAt) : Effect.succeed(declined)
  },
  submitMany: (all) => {
    const declined = all.map(({ command }) => magic(command))
    const others = all.filter((_, n) => declined[n] === undefined)
    return Effect.map(ledger.submitMany(others), (ends): ReadonlyArray<Ended> => {
      const rest = ends[Symbol.iterator]()
      return declined.flatMap((one): ReadonlyArray<Ended> => {
        if (one !== undefined) return [Result.succeed(one)]
        const next = rest.next()
        return next.done === true ? [] : [next.value]
      })
    })
  }
})
