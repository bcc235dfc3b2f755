/**
 * The history check: the journal, performed again in commit order, gives every receipt and every balance that was read.
 *
 * @module
 */
import type { Operation } from "@tessera/core"
import * as Effect from "effect/Effect"
import { type Acknowledgements, isOfLedger, nameIn, placeIn, type Reading } from "./acknowledgements.ts"
import { type Again, again, emptyLedger } from "./again.ts"
import { commandOf, keyOf, clientOf, sharedCards, type Sent } from "./commands.ts"
import { Purses } from "./Purses.ts"

/** Who sent what was recorded. */
export interface Senders {
  /** What a recorded operation was sent as. */
  readonly commandOf: (operation: Operation) => Sent
  /** Whether the model knows all of it. */
  readonly isModelled: boolean
}

/** The terminals of a seed. */
export const terminalsOf = (seed: number): Senders => ({
  commandOf: (operation) => commandOf({ seed, ...placeIn(operation) }),
  isModelled: true
})

/** What a check goes through. */
interface Walk {
  readonly ledger: Again
  readonly purses: Purses
  readonly acknowledgements: Acknowledgements
  readonly senders: Senders
  /** What was read of cards of one terminal, by the command after which it was read. */
  readonly readings: Map<string, Array<Reading>>
  /** What the shared cards held, one after the other, and how far each terminal has seen it. */
  readonly shared: Map<string, Array<string>>
  readonly seen: Map<string, number>
}

const totals = (text: string): readonly [ledger: number, held: number] => {
  const { balances = [] }: { balances?: ReadonlyArray<{ ledger: number; held: number }> } = JSON.parse(text)
  const sum = (part: "ledger" | "held") => balances.reduce((total, one) => total + one[part], 0)
  return [sum("ledger"), sum("held")]
}

const wordOf = (text: string): string => {
  const { decline, outcome }: { outcome: string; decline?: { code: string } } = JSON.parse(text)
  return decline?.code ?? outcome
}

/** Compares a receipt with the model. */
const compareWithModel = (
  { acknowledgements, purses, senders }: Walk,
  operation: Operation,
  sent: Sent
): void => {
  if (!senders.isModelled) return
  const { card, word } = purses.perform(operation.client, sent)
  const name = nameIn(operation)
  const said = wordOf(operation.outcome)
  if (said !== word)
    acknowledgements.fault(`${name} ${sent.type}: the model says ${word}, the ledger ${said}`)
  if (card === undefined || said !== "approved") return
  const [ledger, held] = totals(operation.outcome)
  const model = purses.of(card)
  if (ledger !== model.ledger || held !== model.held)
    acknowledgements.fault(
      `${name} ${sent.type}: the model holds ${model.ledger}/${model.held}, the receipt shows ${ledger}/${held}`
    )
}

const cardsOf = (sent: Sent): ReadonlyArray<string> => [String(sent["card"]), String(sent["to"])]

const follow = Effect.fnUntraced(function* (walk: Walk, operation: Operation, sent: Sent) {
  const { terminal } = placeIn(operation)
  for (const card of sharedCards) {
    const states = walk.shared.get(card) ?? []
    const now = yield* walk.ledger.balance(card)
    if (states.at(-1) !== now) states.push(now)
    walk.shared.set(card, states)
    if (cardsOf(sent).includes(card))
      walk.seen.set(`${terminal} ${card} ${placeIn(operation).n}`, states.length - 1)
  }
})

const compareReadings = Effect.fnUntraced(function* (walk: Walk, operation: Operation) {
  const found = walk.readings.get(nameIn(operation)) ?? []
  for (const { card, n, terminal, text } of found) {
    const now = yield* walk.ledger.balance(card)
    if (now !== text)
      walk.acknowledgements.fault(`till-${terminal} read of ${card} after ${n} ${text}, and it was ${now}`)
  }
})

/** A shared card was read as it was at some moment that is not before the reader's own last command on it. */
const compareShared = ({ acknowledgements, seen, shared }: Walk): void => {
  for (const { card, n, terminal, text } of acknowledgements.readings) {
    const states = shared.get(card)
    if (states === undefined) continue
    let own = 0
    for (let before = n; before >= 0; before--) {
      const at = seen.get(`${terminal} ${card} ${before}`)
      if (at === undefined) continue
      own = at
      break
    }
    if (states.lastIndexOf(text) < own)
      acknowledgements.fault(`till-${terminal} read of ${card} after ${n} what it never was then: ${text}`)
  }
}

const readingsIn = ({ readings }: Acknowledgements): Map<string, Array<Reading>> => {
  const found = new Map<string, Array<Reading>>()
  for (const reading of readings) {
    if (sharedCards.includes(reading.card)) continue
    const name = `${clientOf(reading.terminal)}/${keyOf(reading.n)}`
    found.set(name, [...(found.get(name) ?? []), reading])
  }
  return found
}

/** Performs a journal again. Whatever differs is a fault of the acknowledgements' tally. */
export const checkHistory = (
  journal: ReadonlyArray<Operation>,
  acknowledgements: Acknowledgements,
  senders: Senders
) => Effect.provide(performAll(journal, acknowledgements, senders), emptyLedger)

const performAll = Effect.fnUntraced(function* (
  journal: ReadonlyArray<Operation>,
  acknowledgements: Acknowledgements,
  senders: Senders
) {
  const walk: Walk = {
    ledger: yield* again,
    purses: new Purses(),
    acknowledgements,
    senders,
    readings: readingsIn(acknowledgements),
    shared: new Map(),
    seen: new Map()
  }
  const before = acknowledgements.faults
  let byItself: Array<Operation> = []
  for (const operation of journal) {
    if (isOfLedger(operation)) {
      byItself.push(operation)
      continue
    }
    const sent = senders.commandOf(operation)
    const answer = yield* walk.ledger.perform(operation, sent, byItself)
    byItself = []
    if (answer !== operation.outcome)
      acknowledgements.fault(
        `${nameIn(operation)} performed again: ${answer}, recorded: ${operation.outcome}`
      )
    compareWithModel(walk, operation, sent)
    yield* follow(walk, operation, sent)
    yield* compareReadings(walk, operation)
    if (acknowledgements.faults > before + 3) return
  }
  compareShared(walk)
})
