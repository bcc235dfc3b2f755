/**
 * What the tills of one ledger were told: every answer to the byte, what is in doubt, and what was read.
 *
 * @module
 */
import { chanceAt, oneOf } from "./chance.ts"
import { clientOf, countOf, keyOf } from "./commands.ts"
import type { Order } from "./Order.ts"
import type { Tally } from "./Tally.ts"

/** A balance that a terminal read after one of its commands. */
export interface Reading {
  readonly terminal: number
  readonly n: number
  readonly card: string
  readonly text: string
}

const envelope = /,"replayed":(?:true|false)(?:,"reversedBy":"[^"]*")?\}$/

/** An answer as it was given first, without what may differ when it is given again. */
export const withoutEnvelope = (text: string): string => text.replace(envelope, "}")

/** An answer as it is stored: a code that was granted is told to whoever asks, and kept nowhere. */
export const asStored = (answer: string): string => answer.replace(/"authorizationCode":"\d+",/, "")

/** Declines that these terminals may meet. Any other, and a fault called by the name of a decline, is a wrong word. */
const expected = new Set([
  "insufficient_funds",
  "hold_not_found",
  "already_captured",
  "already_released",
  "original_not_found",
  "original_reversed",
  "exceeds_refundable",
  "previously_reversed",
  "further_activity_prevents_reversal"
])

const isReplay = (text: string): boolean => /,"replayed":true(?:,"reversedBy":"[^"]*")?\}$/.test(text)

const declineIn = (text: string): string | undefined => /"decline":\{"code":"([a-z_]+)"/.exec(text)?.[1]

const nameOf = (terminal: number, n: number): string => `${clientOf(terminal)}/${keyOf(n)}`

export class Acknowledgements {
  readonly answers = new Map<string, string>()
  readonly readings: Array<Reading> = []
  /** The next command of each terminal that was not answered yet. */
  readonly next: Array<number>
  private readonly doubtful = new Set<string>()
  /** What was said not to have been done. */
  private readonly unavailable = new Set<string>()
  private readonly mayBeDone = new Set<string>()
  private readonly tally: Tally
  private readonly seed: number
  private isOpen = false
  /** How many answers came since a till was last begun. */
  heard = 0

  constructor(tally: Tally, seed: number, terminals: number) {
    this.tally = tally
    this.seed = seed
    this.next = Array.from({ length: terminals }, () => 0)
  }

  /** What a till is told to do now: go on where the others stopped, after asking some of what was answered again. */
  order(rest: Pick<Order, "place" | "insists" | "isPlanted"> & Partial<Order>, round = 0): Order {
    this.isOpen = false
    this.heard = 0
    const again = this.next.map((next, terminal) => {
      if (next === 0 || chanceAt(this.seed, round, terminal) > 0.25) return []
      return [...new Set([next - 1, oneOf(next, this.seed, round, terminal, 1)])]
    })
    return { seed: this.seed, from: [...this.next], until: 1e9, most: 1e9, again, ...rest }
  }

  /** Takes in one line of a till. */
  hear(line: string): void {
    const [word = "", terminal, n] = line.split(" ", 3)
    const rest = line.slice(word.length + (terminal?.length ?? 0) + (n?.length ?? 0) + 3)
    if (word === "open") this.isOpen = true
    if (word === "refused") this.fault(`a till was refused: ${line}`)
    if (word === "unavailable") this.refused(nameOf(Number(terminal), Number(n)))
    if (word === "answered") this.answered(Number(terminal), Number(n), rest)
    if (word === "inDoubt") this.doubt(Number(terminal), Number(n))
    if (word === "read") {
      const card = rest.slice(0, rest.indexOf(" "))
      const text = rest.slice(card.length + 1)
      this.readings.push({ terminal: Number(terminal), n: Number(n), card, text })
    }
  }

  private refused(name: string): void {
    if (!this.mayBeDone.has(name)) this.unavailable.add(name)
  }

  private answered(terminal: number, n: number, text: string): void {
    const name = nameOf(terminal, n)
    const answer = withoutEnvelope(text)
    const before = this.answers.get(name)
    this.heard += 1
    if (this.unavailable.delete(name) && before === undefined && isReplay(text))
      this.fault(`${name} was said to be unavailable, which is not done, and was recorded: ${answer}`)
    if (this.doubtful.delete(name)) this.tally.resolved += 1
    if (before !== undefined && before !== answer)
      this.fault(`${name} was answered otherwise when it was asked again: ${before} ${answer}`)
    if (before !== undefined) return
    const decline = declineIn(answer)
    if (decline !== undefined && !expected.has(decline)) this.fault(`${name} was declined: ${answer}`)
    this.tally.acknowledged += 1
    this.answers.set(name, answer)
    this.next[terminal] = Math.max(this.next[terminal] ?? 0, n + 1)
  }

  /** A command was sent and its answer is not known. */
  doubt(terminal: number, n: number): void {
    const name = nameOf(terminal, n)
    if (this.answers.has(name) || this.doubtful.has(name)) return
    this.doubtful.add(name)
    // From now on it may have been done, whatever is said of the next attempt.
    this.unavailable.delete(name)
    this.mayBeDone.add(name)
    this.tally.inDoubt += 1
  }

  /** The till was killed: what each of its terminals had under way is in doubt. */
  cutOff(): void {
    if (!this.isOpen) return
    this.next.forEach((n, terminal) => this.doubt(terminal, n))
  }

  /** How many faults were found in all. */
  get faults(): number {
    return this.tally.faults.length
  }

  fault(sentence: string): void {
    this.tally.faults.push(sentence)
  }

  /** Compares what was acknowledged with what the journal says of each key. */
  settle(recorded: ReadonlyMap<string, ReadonlyArray<string>>): void {
    for (const [name, answer] of this.answers) {
      const found = recorded.get(name) ?? []
      if (!found.includes(asStored(answer))) {
        this.tally.lost += 1
        this.note(`${name} was acknowledged and is lost: ${answer.slice(0, 160)}`)
      }
    }
    for (const [name, found] of recorded)
      if (found.length > 1) {
        this.tally.doubled += 1
        this.note(`${name} was done ${found.length} times`)
      }
    for (const name of this.doubtful) this.fault(`${name} was in doubt and was never answered`)
  }

  /** The first few of many are enough to see what happened. */
  private note(sentence: string): void {
    if (this.tally.faults.length < 5) this.fault(sentence)
  }
}

/** How an operation of the journal is called here. */
export const nameIn = (operation: { readonly client: string; readonly key: string }): string =>
  `${operation.client}/${operation.key}`

/** The count of an operation's key. */
export const placeIn = (operation: { readonly client: string; readonly key: string }) => ({
  terminal: Number(operation.client.slice("till-".length)),
  n: countOf(operation.key)
})

/** Whether the ledger did it by itself, as counting a try: nobody sent it, and nobody is answered. */
export const isOfLedger = ({ client }: { readonly client: string }): boolean => client === "(system)"
