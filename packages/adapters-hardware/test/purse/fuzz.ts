/**
 * Cards that wander between terminals and are pulled away half of the time, loads that break, voids, and an upload that is
 * shuffled, doubled and, on one terminal, cut short. At the end the office knows every card to the unit, or says what it misses.
 */
import { runScript } from "../../src/apdu/Script.ts"
import { readValue, toHex } from "../../src/crypto/bytes.ts"
import type { SignedText } from "../../src/crypto/Signed.ts"
import { signingKeys } from "../../src/crypto/Signed.ts"
import { readRow } from "../../src/journal/Row.ts"
import { type Due, nameOf } from "../../src/office/CardBook.ts"
import { PurseBook } from "../../src/office/PurseBook.ts"
import { commit } from "../../src/purse/Intent.ts"
import { file } from "../../src/purse/layout.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"
import type { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { chanceOf, group, keys, loadOf, makeCard, noon, preparedLoad, purseOf } from "./shop.ts"
import { makeTerminal, seedOf, type Terminal } from "./terminal.ts"

export interface FuzzOptions {
  readonly seed: number
  readonly purchases: number
  readonly cards: number
  readonly terminals: number
  /** Whether what the first terminal wrote in the second half is lost for ever. */
  readonly isOneBurnt: boolean
}

export interface FuzzResult {
  readonly presented: number
  readonly torn: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly lines: number
  readonly sent: number
  readonly duplicates: number
  readonly missing: number
  /** What should not be: empty. */
  readonly wrong: ReadonlyArray<string>
}

const caps = { balance: 0x7fffffffn, amount: 0x7fffffffn, count: 0x7fffffffn }

/** Chance from a seed (mulberry32): 0 up to 1. */
const chanceFrom = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Sent {
  readonly terminal: number
  readonly line: SignedText
}

/** What is really on a card. */
const truth = (card: VirtualDesfire) => {
  const valueIn = (number: number) => BigInt(readValue(card.inspect(group.aid, number), 0))
  const tmc = Number(valueIn(file.mac))
  return { main: valueIn(file.main), gift: valueIn(file.gift), amountLeft: valueIn(file.amountLeft), tmc }
}

/** Something that the office hears. */
type Heard = (book: PurseBook) => { readonly _tag: string }

export class World {
  readonly options: FuzzOptions
  readonly random: () => number
  readonly cards: ReadonlyArray<VirtualDesfire>
  readonly terminals: ReadonlyArray<Terminal>
  readonly book = new PurseBook({ group: group.group, keys })
  readonly outcomes: Record<string, number> = {}
  readonly ledger = new Map<string, { main: bigint; gift: bigint }>()
  readonly wrong: Array<string> = []
  readonly uploaded: Array<number>
  /** What the office heard of its own loads, in order. */
  readonly told: Array<Heard> = []
  /** Purchases in which the card was lost. */
  torn = 0
  sent = 0
  duplicates = 0
  #loads = 0

  constructor(options: FuzzOptions) {
    this.options = options
    this.random = chanceFrom(options.seed)
    this.cards = Array.from({ length: options.cards }, (_, n) => makeCard(n + 1, true, caps))
    this.terminals = Array.from({ length: options.terminals }, (_, n) => makeTerminal(n + 1))
    this.uploaded = this.terminals.map(() => 0)
    this.found(this.book)
    for (const n of this.cards.keys()) this.load(n, 100_000n, 20_000n)
  }

  /** Tells a book who there is. */
  found(book: PurseBook): void {
    for (const [n, card] of this.cards.entries()) book.issue(toHex(card.uid), purseOf(n + 1))
    for (const { terminal } of this.terminals)
      book.enrol(terminal, 1, signingKeys(seedOf(terminal)).publicKey)
  }

  hear(heard: Heard): string {
    this.told.push(heard)
    return heard(this.book)._tag
  }

  /** Everything that there is to hear, by the office and by every terminal. */
  get all(): ReadonlyArray<Heard> {
    const lines = this.terminals.flatMap(({ lines, terminal }) =>
      lines.lines.map(
        (line): Heard =>
          (book) =>
            book.take(terminal, 1, line)
      )
    )
    return [...this.told, ...lines]
  }

  below(most: number): number {
    return Math.floor(this.random() * most)
  }

  count(what: string): void {
    this.outcomes[what] = (this.outcomes[what] ?? 0) + 1
  }

  /** Somewhere in so many commands, the last of which is the commit, so often that half of all purchases are torn. */
  tear(commands: number): Tear | undefined {
    if (this.random() < 0.45) return undefined
    const command = this.random() < 0.3 ? commands - 1 : this.below(commands)
    // Short enough to hit: no command is shorter than eight bytes, and no answer but the first than ten. Only commits write.
    const kind =
      (["command", "answer", "memory"] as const)[this.below(command === commands - 1 ? 3 : 2)] ?? "command"
    const bytes = { command: 8, answer: command === 0 ? 2 : 10, memory: 100 }
    return { command, in: kind, after: this.below(bytes[kind]) }
  }

  load(n: number, main: bigint, gift: bigint, tear?: Tear): void {
    const card = this.cards[n]
    if (card === undefined) return
    const sequence = ++this.#loads
    const load = loadOf(n + 1, main, gift, sequence, caps)
    const field = new Field(card, tear)
    const prepared = runScript(preparedLoad(card, load, chanceOf(`load ${sequence}`)), field.transmit)
    if (prepared._tag !== "Completed") return this.count("load not begun")
    const { intent } = prepared.value
    this.hear((book) => book.expectLoad(intent, noon))
    const ended = runScript(commit(prepared.value), field.transmit)
    if (ended._tag !== "Completed") return this.count("load unknown")
    this.count("load done")
    if (this.book.proveLoad(intent, ended.value, noon)._tag !== "accepted")
      this.wrong.push(`load ${sequence}`)
  }

  buy(): void {
    const n = this.below(this.cards.length)
    const card = this.cards[n]
    const till = this.terminals[this.below(this.terminals.length)]
    if (card === undefined || till === undefined) return
    const { purse, reader, run } = till
    const from = (["main", "gift", "giftFirst"] as const)[this.below(3)] ?? "main"
    const tear = this.tear(from === "giftFirst" ? 15 : 14)
    const outcome = run(purse.buy(reader.put(card, tear), { amount: BigInt(1 + this.below(40)), from }))
    this.count(outcome._tag)
    if (reader.field?.isLost === true) this.torn += 1
    if (outcome._tag === "Done" && this.random() < 0.1) {
      const undone = run(purse.undo(reader.put(card, this.tear(15)), outcome.sequence))
      this.count(`void ${undone._tag}`)
    }
    if (outcome._tag === "Unknown" && this.random() < 0.4) {
      for (const { became } of run(purse.settle(reader.put(card)))) this.count(`settled ${became}`)
    }
    if (this.random() < 0.04)
      this.load(n, BigInt(this.below(1_000)), BigInt(this.below(1_000)), this.tear(19))
    reader.take()
  }

  /** Lines that a terminal has not sent, in any order, some of them twice; some are left for later. */
  upload(isLast: boolean): void {
    const batch = this.terminals.flatMap(({ lines, terminal }, at): ReadonlyArray<Sent> => {
      const burnt = this.options.isOneBurnt && at === 0
      const until = burnt ? Math.min(lines.lines.length, this.burntAt) : lines.lines.length
      const from = isLast ? 0 : (this.uploaded[at] ?? 0)
      this.uploaded[at] = until
      return lines.lines.slice(from, until).map((line) => ({ terminal, line }))
    })
    const all = batch.filter(() => isLast || this.random() < 0.8)
    const doubled = [...all, ...all.filter(() => this.random() < 0.3)]
    for (let at = doubled.length - 1; at > 0; at--) {
      const other = this.below(at + 1)
      ;[doubled[at], doubled[other]] = [doubled[other] as Sent, doubled[at] as Sent]
    }
    for (const { line, terminal } of doubled) {
      const verdict = this.book.take(terminal, 1, line)
      this.sent += 1
      if (verdict._tag === "duplicate") this.duplicates += 1
      else if (verdict._tag !== "accepted") this.wrong.push(`line of ${terminal}: ${JSON.stringify(verdict)}`)
    }
    for (const [purse, due] of this.book.takeDue()) this.post(purse, due)
    this.tellEnds()
  }

  /** With its answer the office tells terminals what became of sales whose cards did not come back. */
  tellEnds(): void {
    for (const { purse, run, terminal } of this.terminals)
      for (const { became } of run(purse.hear(this.book.ended(terminal, 1)))) this.count(`heard ${became}`)
  }

  burntAt = Number.POSITIVE_INFINITY

  post(purse: string, due: Due): void {
    const before = this.ledger.get(purse) ?? { main: 0n, gift: 0n }
    if (due.kind === "notDone") return
    if (due.kind === "clone") this.wrong.push(`a clone of ${purse}`)
    const { gift, kind, main } = due.known.transaction
    const sign = kind === "purchase" ? -1n : 1n
    this.ledger.set(purse, { main: before.main + sign * main, gift: before.gift + sign * gift })
  }

  /** Every card against what the office says of it. */
  compare(): void {
    for (const [n, card] of this.cards.entries()) {
      const purse = purseOf(n + 1)
      const book = this.book.purse(purse)
      const { amountLeft, gift, main, tmc } = truth(card)
      const said = book?.balances()
      if (said?.main !== main || said.gift !== gift || said.amountLeft !== amountLeft)
        this.wrong.push(`card ${n + 1} holds ${main}+${gift}, the office says ${said?.main}+${said?.gift}`)
      const gaps = book?.gaps() ?? []
      const named = gaps.reduce((sum, { from, to }) => sum + to - from + 1, book?.known.length ?? 0)
      if (named !== tmc) this.wrong.push(`card ${n + 1} did ${tmc} things, ${named} are known or named`)
      const posted = this.ledger.get(purse) ?? { main: 0n, gift: 0n }
      const lost = gaps.reduce(
        (sum, gap) => ({ main: sum.main + (gap.main ?? 0n), gift: sum.gift + (gap.gift ?? 0n) }),
        {
          main: 0n,
          gift: 0n
        }
      )
      const isWhole = gaps.every((gap) => gap.main !== undefined && gap.gift !== undefined)
      const isHeld = (book?.held.length ?? 0) > 0
      if (isWhole && !isHeld && (posted.main - lost.main !== main || posted.gift - lost.gift !== gift))
        this.wrong.push(
          `card ${n + 1}: posted ${posted.main}+${posted.gift}, missing ${lost.main}+${lost.gift}`
        )
      if (gaps.length === 0 && (isHeld || (book?.waiting.length ?? 0) > 0))
        this.wrong.push(`card ${n + 1} has an open end`)
    }
    if (!this.options.isOneBurnt)
      for (const { journal, run, terminal } of this.terminals)
        if (run(journal.standing).open.length > 0) this.wrong.push(`terminal ${terminal} has an open end`)
    for (const incident of this.book.incidents())
      this.wrong.push(
        JSON.stringify(incident, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value))
      )
  }

  /** What is missing is named, and is what the burnt terminal wrote and never sent. */
  compareMissing(): number {
    const unsent = new Set(
      (this.terminals[0]?.lines.lines ?? [])
        .slice(this.options.isOneBurnt ? this.burntAt : Infinity)
        .flatMap((line) => {
          const row = readRow(line.text)
          return row?.entry.kind === "intent"
            ? [nameOf({ ...group, terminal: 1, epoch: 1, sequence: row.sequence })]
            : []
        })
    )
    const missing = this.book.missing()
    for (const gap of missing)
      if (!unsent.has(nameOf(gap.last)))
        this.wrong.push(`${JSON.stringify(gap.last)} is named as missing and is not`)
    if (this.options.isOneBurnt === (missing.length === 0))
      this.wrong.push(`${missing.length} gaps are named`)
    return missing.length
  }
}

export const fuzz = (options: FuzzOptions): FuzzResult => {
  const world = new World(options)
  const every = Math.ceil(options.purchases / 10)
  for (let n = 0; n < options.purchases; n++) {
    world.buy()
    if (n === Math.floor(options.purchases / 2)) world.burntAt = world.terminals[0]?.lines.lines.length ?? 0
    if (n % every === every - 1) world.upload(false)
  }
  // Every card comes to the office once more, whole: what was open is settled by what it says.
  for (const n of world.cards.keys()) world.load(n, 0n, 0n)
  world.upload(true)
  // What it told them comes back as lines, and changes nothing.
  world.upload(true)
  world.compare()
  const missing = world.compareMissing()
  const lines = world.terminals.reduce((sum, { lines }) => sum + lines.lines.length, 0)
  const { duplicates, outcomes, sent, torn, wrong } = world
  return { presented: options.purchases, torn, outcomes, lines, sent, duplicates, missing, wrong }
}
