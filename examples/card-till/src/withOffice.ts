/**
 * What a till does with its office: cards are made and loaded by it, journals are sent to it, and its ledger is looked at.
 *
 * @module
 */
import { CardPurse, CardReader, type Inserted, OfflineJournal } from "@tessera/adapters-hardware"
import { localText } from "@tessera/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { currency, zone } from "./chain.ts"
import { enrolment } from "./Membership.ts"
import { shown } from "./Money.ts"
import { contentsText, looked, settled, told } from "./sell.ts"
import type { Till } from "./Till.ts"
import type { Answer, InLedger } from "./wire.ts"

const whyNot = (answer: Answer): string =>
  answer.kind === "refused" ? answer.why : "The office said something else."

/** The keys of a card are made at the office: this till hands bytes on. */
export const issue = Effect.fnUntraced(function* (till: Till, card: Inserted) {
  const { line, say } = till.options
  const { session } = yield* CardReader
  const answer = yield* session(card, (open) => line.ask({ kind: "issue" }, till.at, open))
  say(answer.kind === "issued" ? `Made by the office: card **** ${answer.purse.slice(-4)}` : whyNot(answer))
})

/** The office speaks with the card; this till hands bytes on, and has no key that could load. */
export const load = Effect.fnUntraced(function* (
  till: Till,
  card: Inserted,
  { gift, main }: { readonly main: bigint; readonly gift: bigint }
) {
  const { line, say } = till.options
  const { session } = yield* CardReader
  yield* settled(till, card)
  const before = yield* looked(card)
  if (before === undefined) return say("This card is not one of ours, or was taken away.")
  const { purse } = before.identity
  const answer = yield* session(card, (open) => line.ask({ kind: "load", purse, main, gift }, till.at, open))
  if (answer.kind !== "loaded") return say(whyNot(answer))
  say(`Loaded by the office: main ${shown(main)}, gift ${shown(gift)} ${currency}`)
  const after = yield* looked(card)
  const at = yield* Clock.currentTimeMillis
  const now = after && { after: { main: after.main, gift: after.gift } }
  till.loadReceipt({ order: answer.order, main, gift, purse, at, ...now })
  if (after !== undefined) say(contentsText(after))
})

const page = 100

/** Sends the journal, as often as it takes: the office knows what it has. `isQuiet`: nothing new is not worth a word. */
export const sync = Effect.fnUntraced(function* (till: Till, isQuiet = false) {
  const { line, say } = till.options
  const journal = yield* OfflineJournal
  const purse = yield* CardPurse
  const head = (yield* journal.standing).sequence
  let accepted = 0
  let after = till.book.sent()
  // Asked also where there is nothing to send: the office may know the end of a sale by now.
  do {
    const lines = yield* journal.batch(after, page)
    const answer = yield* line.ask({ kind: "receive", ...enrolment, lines }, till.at)
    if (answer.kind !== "received") return say(whyNot(answer))
    yield* told(till, "office", yield* purse.hear(answer.ended))
    for (const other of answer.others) say(`The office does not take a line: ${other}`)
    accepted += answer.accepted
    if (answer.acknowledged === undefined || answer.acknowledged.sequence <= after) break
    after = answer.acknowledged.sequence
    yield* journal.acknowledge(answer.acknowledged)
    till.book.setSent(after)
  } while (after < head)
  const before = till.membership.listed()
  yield* till.membership.renew(line, till.at)
  const listed = till.membership.listed()
  if (accepted > 0)
    say(`Sent to the office: ${accepted} ${accepted === 1 ? "line" : "lines"} of the journal.`)
  else if (!isQuiet) say("The office has everything.")
  if (listed.join() !== before.join())
    say(
      `The office's list of cards that nobody sells on is another one: ${listed.length} ${listed.length === 1 ? "card" : "cards"}.`
    )
})

/** Somebody rings the office. The tills know when they fetch its list. */
export const lost = Effect.fnUntraced(function* (till: Till, digits: string) {
  const { line, say } = till.options
  const answer = yield* line.ask({ kind: "lost", digits }, till.at)
  if (answer.kind !== "listed") return say(whyNot(answer))
  say(
    `Reported lost at the office: card **** ${answer.purse.slice(-4)}. A till knows when it fetches the list.`
  )
})

const cardLines = ({ gift, main, operations, purse, waiting }: InLedger): ReadonlyArray<string> => [
  `Card **** ${purse.slice(-4)}: main ${shown(main)}, gift ${shown(gift)} ${currency}${waiting === 0 ? "" : `; ${waiting} not settled yet`}`,
  ...operations.map(
    ({ amount, at, verb }) => `  ${localText(zone, at)}  ${verb.padEnd(12)}${shown(amount).padStart(10)}`
  )
]

export const ledger = Effect.fnUntraced(function* (till: Till) {
  const { line, say } = till.options
  const answer = yield* line.ask({ kind: "ledger" }, till.at)
  if (answer.kind !== "ledger") return say(whyNot(answer))
  say("The office's ledger, as it was told:")
  for (const text of answer.cards.flatMap(cardLines)) say(`  ${text}`)
})
