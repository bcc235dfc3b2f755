/**
 * The office's book of all purses of a group: takes the lines of terminals in any order and as often as they are sent, and
 * says what each purse holds, what is missing and from whom, and what is due in the ledger.
 *
 * @module
 */
import * as Result from "effect/Result"
import { type Bytes, fromHex } from "../crypto/bytes.ts"
import type { SignedText } from "../crypto/Signed.ts"
import type { IntentEntry, Row } from "../journal/Row.ts"
import type { Ended } from "../ports/CardPurse.ts"
import type { Acknowledged } from "../ports/OfflineJournal.ts"
import type { Purpose } from "../purse/layout.ts"
import type { Intent } from "../purse/Intent.ts"
import type { Asker } from "../purse/records.ts"
import { CardBook, type Due, type Gap, type Incident, nameOf, type Source } from "./CardBook.ts"
import type { ClassicBook } from "./ClassicBook.ts"
import { ClassicLines } from "./ClassicLines.ts"
import {
  type CardKeys,
  readTransaction,
  type TransactionFault,
  verifyTransaction
} from "./readTransaction.ts"
import { type RowFault, TerminalBook } from "./TerminalBook.ts"

/** What becomes of a line that was sent. */
export type Verdict =
  | { readonly _tag: "accepted" }
  | { readonly _tag: "duplicate" }
  /** A copied card, a copied terminal: kept apart, and told to people. */
  | { readonly _tag: "conflict"; readonly why: "clone" | "journal" }
  | {
      readonly _tag: "rejected"
      readonly why: RowFault | TransactionFault["_tag"] | "terminalUnknown" | "purseUnknown" | "noSuchIntent"
    }

export interface PurseBookOptions {
  readonly group: number
  readonly keys: (purpose: Purpose, uid: Bytes) => Bytes
  /** The sector of MIFARE Classic floats. Absent: 1. */
  readonly classicSector?: number
}

/** A transaction that is missing, by the terminal that has it. */
export interface Missing extends Gap {
  readonly purse: string
}

const accepted: Verdict = { _tag: "accepted" }
const duplicate: Verdict = { _tag: "duplicate" }
const rejected = (why: Extract<Verdict, { readonly _tag: "rejected" }>["why"]): Verdict => ({
  _tag: "rejected",
  why
})

const verdictOf = (said: ReturnType<ClassicLines["intent"]>): Verdict => {
  if (said === "copied") return { _tag: "conflict", why: "clone" }
  if (said === "duplicate") return duplicate
  return said === "accepted" ? accepted : rejected(said)
}

const askerOf = ({ epoch, group, terminal }: Row, sequence: number): Asker => ({
  group,
  terminal,
  epoch,
  sequence
})
const sourceOf = ({ at, clock }: Row, asker: Asker, { hotlist, mandate, sale }: IntentEntry): Source => ({
  asker,
  at,
  mandate,
  hotlist,
  ...(sale !== undefined && { sale }),
  ...(clock === "suspect" && { isClockSuspect: true })
})
const epochOf = (terminal: number, epoch: number): string => `${terminal}.${epoch}`

interface Noted {
  readonly card: CardKeys
  readonly entry: IntentEntry
  readonly source: Source
}

interface End {
  readonly tmc: number
  readonly tmv: string
}

const keptKeys = 4_096
/** Ends that a terminal is told of at once. */
const told = 100

export class PurseBook {
  readonly #options: PurseBookOptions
  readonly #cards = new Map<string, CardBook>()
  /** The purse of each chip, and the chip of each purse. */
  readonly #purses = new Map<string, string>()
  readonly #chips = new Map<string, string>()
  readonly #keys = new Map<string, CardKeys>()
  readonly #terminals = new Map<string, TerminalBook>()
  readonly #intents = new Map<string, Noted>()
  /** Ends whose intents have not come yet. */
  readonly #ends = new Map<string, End>()
  /** Denials that came before what they deny. */
  readonly #denials = new Set<string>()
  readonly #touched = new Set<string>()
  readonly #classic: ClassicLines

  constructor(options: PurseBookOptions) {
    this.#options = options
    this.#classic = new ClassicLines((uid) => options.keys("purchase", uid), options.classicSector ?? 1)
  }

  /** The floats on MIFARE Classic. */
  get classic(): ClassicBook {
    return this.#classic.book
  }

  /** Whether a purse can be made of a chip: what is taken by others, or that this one is here already. */
  standingOf(uid: string, purse: string): "free" | "here" | "card" | "purse" {
    const [held, chip] = [this.#purses.get(uid), this.#chips.get(purse)]
    if (held !== undefined) return held === purse ? "here" : "card"
    return chip === undefined ? "free" : "purse"
  }

  /** A purse that was made. Where its chip or its number is taken, what is there stays. */
  issue(uid: string, purse: string): void {
    if (this.standingOf(uid, purse) !== "free") return
    this.#purses.set(uid, purse)
    this.#chips.set(purse, uid)
    this.#cards.set(purse, new CardBook())
  }

  /** A terminal's epoch, with the key that it signs with. The first one stays, with all that is known of it. */
  enrol(terminal: number, epoch: number, publicKey: string): void {
    const name = epochOf(terminal, epoch)
    if (!this.#terminals.has(name)) this.#terminals.set(name, new TerminalBook(publicKey))
  }

  purse(purse: string): CardBook | undefined {
    return this.#cards.get(purse)
  }

  terminal(terminal: number, epoch: number): TerminalBook | undefined {
    return this.#terminals.get(epochOf(terminal, epoch))
  }

  /** The keys of a card stay made for a while: a till sends many lines of the same cards. */
  #keysOf(uid: string): CardKeys | undefined {
    const purse = this.#purses.get(uid)
    if (purse === undefined) return undefined
    const known = this.#keys.get(uid)
    if (known?.purse === purse) return known
    const { group, keys } = this.#options
    const card = { uid: fromHex(uid), purse, group, keys }
    const [oldest] = this.#keys.size < keptKeys ? [] : this.#keys.keys()
    if (oldest !== undefined) this.#keys.delete(oldest)
    this.#keys.set(uid, card)
    return card
  }

  /** Takes one line of a terminal. Any order, any number of times. */
  take(terminal: number, epoch: number, signed: SignedText): Verdict {
    const book = this.terminal(terminal, epoch)
    if (book === undefined) return rejected("terminalUnknown")
    const row = book.take(signed)
    if (row === "duplicate") return duplicate
    if (row === "conflict") return { _tag: "conflict", why: "journal" }
    if (typeof row === "string") return rejected(row)
    if (row.terminal !== terminal || row.epoch !== epoch || row.group !== this.#options.group)
      return rejected("terminalUnknown")
    const { entry } = row
    if (entry.kind === "intent") return this.#takeIntent(row, entry)
    if (entry.kind === "hotlistHit") return accepted
    const asker = askerOf(row, entry.sequence)
    if (entry.kind === "notDone") {
      this.#classic.end(asker, "notDone")
      return this.#takeDenial(asker)
    }
    // Without the card's code it is a terminal's word: of MIFARE Classic, or seen in a log, where what comes later decides.
    if (entry.tmv === undefined) return verdictOf(this.#classic.end(asker, "done"))
    return this.#takeEnd(asker, { tmc: entry.tmc, tmv: entry.tmv })
  }

  #takeIntent(row: Row, entry: IntentEntry): Verdict {
    const asker = askerOf(row, row.sequence)
    const source = sourceOf(row, asker, entry)
    if (entry.of === "classic") return verdictOf(this.#classic.intent(source, entry))
    const card = this.#keysOf(entry.uid)
    if (card === undefined) return rejected("purseUnknown")
    this.#intents.set(nameOf(asker), { card, entry, source })
    const end = this.#ends.get(nameOf(asker))
    this.#ends.delete(nameOf(asker))
    if (end !== undefined) return this.#takeEnd(asker, end)
    const read = readTransaction(card, fromHex(entry.input), entry.tmcBefore + 1)
    if (Result.isFailure(read)) return rejected(read.failure._tag)
    if (nameOf(read.success.asker) !== nameOf(asker)) return rejected("NotAPurseTransaction")
    const book = this.#on(card.purse)
    if (this.#denials.delete(nameOf(asker))) book?.deny(asker)
    book?.expect({ transaction: read.success, source, input: fromHex(entry.input) })
    return accepted
  }

  #takeDenial(asker: Asker): Verdict {
    const noted = this.#intents.get(nameOf(asker))
    if (noted === undefined) this.#denials.add(nameOf(asker))
    else this.#on(noted.card.purse)?.deny(asker)
    return accepted
  }

  #takeEnd(asker: Asker, { tmc, tmv }: End): Verdict {
    const noted = this.#intents.get(nameOf(asker))
    if (noted === undefined) {
      this.#ends.set(nameOf(asker), { tmc, tmv })
      return accepted
    }
    const { card, entry, source } = noted
    const verified = verifyTransaction(card, { input: fromHex(entry.input), tmc, tmv: fromHex(tmv) })
    if (Result.isFailure(verified)) return rejected(verified.failure._tag)
    const transaction = verified.success
    if (nameOf(transaction.asker) !== nameOf(asker)) return rejected("NotAPurseTransaction")
    const became = this.#on(card.purse)?.prove({
      transaction,
      source,
      by: "proof"
    })
    if (became === "clone") return { _tag: "conflict", why: "clone" }
    return became === "duplicate" ? duplicate : accepted
  }

  #on(purse: string): CardBook | undefined {
    this.#touched.add(purse)
    return this.#cards.get(purse)
  }

  /** The office itself is about to load: durable before the card is told to commit. */
  expectLoad({ input, purse, tmcBefore, uid }: Intent, at: number): Verdict {
    const card = { uid, purse, ...this.#options }
    const read = readTransaction(card, input, tmcBefore + 1)
    if (Result.isFailure(read)) return rejected(read.failure._tag)
    const transaction = read.success
    this.#on(purse)?.expect({ transaction, source: { asker: transaction.asker, at }, input })
    return accepted
  }

  /** The card proved a load, at once or at a later tap. */
  proveLoad(
    { input, purse, uid }: Intent,
    { tmc, tmv }: { readonly tmc: number; readonly tmv: Bytes },
    at: number
  ): Verdict {
    const verified = verifyTransaction({ uid, purse, ...this.#options }, { input, tmc, tmv })
    if (Result.isFailure(verified)) return rejected(verified.failure._tag)
    const transaction = verified.success
    const became = this.#on(purse)?.prove({
      transaction,
      source: { asker: transaction.asker, at },
      by: "proof"
    })
    return became === "clone"
      ? { _tag: "conflict", why: "clone" }
      : became === "duplicate"
        ? duplicate
        : accepted
  }

  /** What is due in the ledger since it was last asked, purse by purse. */
  takeDue(): ReadonlyArray<readonly [purse: string, due: Due]> {
    const due = [...this.#touched].flatMap((purse) =>
      (this.#cards.get(purse)?.takeDue() ?? []).map((one) => [purse, one] as const)
    )
    this.#touched.clear()
    return due
  }

  /** Transactions that no terminal has sent, named by what came after them. */
  missing(): ReadonlyArray<Missing> {
    return [...this.#cards].flatMap(([purse, card]) => card.gaps().map((gap) => ({ ...gap, purse })))
  }

  incidents(): ReadonlyArray<Incident & { readonly purse: string }> {
    return [...this.#cards].flatMap(([purse, card]) => card.incidents.map((one) => ({ ...one, purse })))
  }

  /** Purses of which there is a copy, or that were put back: for the next list of cards that nobody sells on. */
  get hotlisted(): ReadonlyArray<string> {
    const copied = new Set<Incident["_tag"]>(["Clone", "RolledBack"])
    const purses = this.incidents().flatMap(({ _tag, purse }) => (copied.has(_tag) ? [purse] : []))
    return [...new Set(purses), ...this.classic.hotlisted]
  }

  /** What became of commits that a terminal knows no end of: at most a hundred at a time. */
  ended(terminal: number, epoch: number): ReadonlyArray<Ended> {
    const found: Array<Ended> = []
    for (const [sequence, tmc] of this.terminal(terminal, epoch)?.open ?? []) {
      const asker = { group: this.#options.group, terminal, epoch, sequence }
      const noted = this.#intents.get(nameOf(asker))
      const became = noted ? this.#cards.get(noted.card.purse)?.endOf(asker, tmc) : this.#classic.endOf(asker)
      if (became !== undefined) found.push({ sequence, became, tmc })
      if (found.length === told) break
    }
    return found
  }

  /** What a terminal may be told: up to here everything is kept. */
  acknowledgement(terminal: number, epoch: number): Acknowledged | undefined {
    const book = this.terminal(terminal, epoch)
    return book === undefined || book.isFrozen ? undefined : book.head
  }
}
