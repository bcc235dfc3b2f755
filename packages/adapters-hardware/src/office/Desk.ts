/**
 * What the office has in hand: its book, its loads, and what the ledger has not answered yet, all made from the archive.
 *
 * @module
 */
import { acceptanceIn, type ClassicAcceptance } from "../cards/classic/acceptance.ts"
import { floatAt } from "../cards/classic/classicPurse.ts"
import { fromHex } from "../crypto/bytes.ts"
import type { Intent } from "../purse/Intent.ts"
import { type Group, officeKeys } from "../purse/keys.ts"
import type { Caps } from "../purse/layout.ts"
import { hotlistIn, mandateIn } from "../purse/Mandate.ts"
import type { Asker } from "../purse/records.ts"
import type { Due, Known } from "./CardBook.ts"
import type { ClassicDue } from "./ClassicBook.ts"
import {
  classicCommands,
  classicKeyOf,
  failedKeyOf,
  type LedgerTerms,
  ledgerCommands,
  type LoadOrder,
  saleKeyOf
} from "./ledgerCommands.ts"
import { HotlistBook } from "./HotlistBook.ts"
import { type Claim, MandateBook } from "./MandateBook.ts"
import { PurseBook, type Verdict } from "./PurseBook.ts"
import type { Told } from "./Told.ts"

export interface OfficeOptions {
  readonly group: Group
  /** 32 bytes, from the key store of the office. */
  readonly root: Uint8Array
  readonly caps: Caps
  readonly ledger: LedgerTerms
  /** The public keys (`signingKeys`) that mandates of this group are signed with, old ones too. */
  readonly mandateKeys: ReadonlyArray<string>
  /** The sector of MIFARE Classic floats: 1 to 15. Absent: 1. */
  readonly classicSector?: number
}

/**
 * An operation that the ledger declined: what a card did is a fact, so that a person has to look at it, and posts it again when the
 * reason is gone. The load of a card is none: it was not told to take what the ledger does not have.
 */
export interface Declined {
  readonly key: string
  readonly code: string
}

/** A sale that was booked although the ledger would have declined it, and why: a person has to look at it as well. */
export interface Excepted {
  readonly key: string
  readonly exceptions: ReadonlyArray<string>
}

const claimOf = (purse: string, kind: "done" | "clone", known: Known): Claim => {
  const { source, transaction } = known
  return {
    key: saleKeyOf(purse, kind, known),
    purse,
    asker: transaction.asker,
    at: source.at,
    isClockSuspect: source.isClockSuspect === true,
    isClassic: false,
    isFloatEnded: false,
    mandate: source.mandate ?? "",
    hotlist: source.hotlist ?? 0,
    amount: transaction.main + transaction.gift
  }
}

const classicClaimOf = (due: ClassicDue): Claim => {
  const { after, before, source } = due.sale
  return {
    key: classicKeyOf(due),
    purse: due.purse,
    asker: source.asker,
    at: source.at,
    isClockSuspect: source.isClockSuspect === true,
    isClassic: true,
    isFloatEnded: floatAt(before, source.at) !== "pays",
    mandate: source.mandate ?? "",
    hotlist: source.hotlist ?? 0,
    amount: before.balance - after.balance
  }
}

type Input = ReturnType<typeof ledgerCommands>[number]

export class Desk {
  readonly book: PurseBook
  readonly options: OfficeOptions
  readonly orders = new Map<number, LoadOrder>()
  /** Loads that somebody is at, by their numbers. */
  readonly loading = new Set<number>()
  /** Floats that somebody is at, by their UIDs. */
  readonly filling = new Set<string>()
  readonly loads = new Map<number, { readonly intent: Intent; readonly at: number }>()
  readonly #declined = new Map<string, Declined>()
  readonly excepted: Array<Excepted> = []
  readonly hotlists = new HotlistBook()
  readonly mandates = new MandateBook<Input>(this.hotlists)
  /** What the program has accepted of MIFARE Classic, as it did last. */
  accepted: ClassicAcceptance | undefined
  /** Operations of the ledger that have no answer yet, in order. */
  readonly due = new Map<string, Input>()
  /** Of operations without an approval: how each is made, by the accounts and outlets as they are then. */
  readonly #made = new Map<string, () => ReadonlyArray<Input>>()
  /** Loads whose money was given up, by the key of that. */
  readonly #givenUp = new Set<string>()
  /** The key that an operation was posted under last, and how often it was posted again. */
  readonly #again = new Map<string, { readonly key: string; readonly times: number }>()

  constructor(options: OfficeOptions) {
    this.options = options
    const { classicSector = 1, group, root } = options
    this.book = new PurseBook({ group: group.group, keys: officeKeys(root, group), classicSector })
  }

  /** Everything the office knows comes through here, at once or from the archive. */
  hear(told: Told): Verdict | undefined {
    const verdict = this.#heard(told)
    for (const [purse, due] of this.book.takeDue()) this.#oweAll(this.#payable(purse, due))
    for (const due of this.book.classic.takeDue())
      this.#oweAll(
        this.mandates.sold(
          classicClaimOf(due),
          this.#making(() => classicCommands(this.options.ledger, due))
        )
      )
    return verdict
  }

  /** What is due in the ledger, less what no mandate covers. */
  #payable(purse: string, due: Due): ReadonlyArray<Input> {
    const orderOf = ({ sequence }: Asker) => this.orders.get(sequence)
    const inputs = this.#making(() => ledgerCommands(this.options.ledger, purse, due, orderOf))
    if (due.kind === "notDone") return inputs
    const { transaction } = due.known
    if (transaction.kind === "purchase") {
      const loaded = due.kind === "done" && this.book.purse(purse)?.loadedBefore(transaction.tmc)
      const claim = claimOf(purse, due.kind, due.known)
      const { gift, main } = transaction
      return this.mandates.sold({ ...claim, ...(loaded && { taken: { main, gift, loaded } }) }, inputs)
    }
    const sale = transaction.kind === "void" ? this.book.purse(purse)?.at(transaction.tmc - 1) : undefined
    if (sale === undefined) return inputs
    const claim = claimOf(purse, "done", sale)
    // Whoever undoes what another one sold bears it, and makes that one's mandate no wider.
    const isOwn = transaction.asker.terminal === sale.transaction.asker.terminal
    return isOwn
      ? this.mandates.undone(claim, transaction, inputs)
      : this.mandates.followed(claim, transaction, inputs)
  }

  #oweAll(inputs: ReadonlyArray<Input>): void {
    for (const input of inputs) this.owe(input)
  }

  /** What refers to an operation that was posted again refers to that. */
  owe(input: Input): void {
    const last = input.type === "Refund" && this.#again.get(input.originalKey ?? "")
    this.due.set(input.key, last ? { ...input, originalKey: last.key } : input)
  }

  #making(make: () => ReadonlyArray<Input>): ReadonlyArray<Input> {
    const inputs = make()
    for (const { key } of inputs) this.#made.set(key, make)
    return inputs
  }

  /** Whether a card may have been told of this load, or is about to be, or its money was given up. */
  isUsed({ sequence }: LoadOrder): boolean {
    const failed = failedKeyOf(this.options.group.group, sequence)
    const isTold = this.orders.has(sequence) || this.loading.has(sequence)
    return isTold || this.due.has(failed) || this.#givenUp.has(failed)
  }

  get declined(): ReadonlyArray<Declined> {
    return [...this.#declined.values()]
  }

  /** Whether there is such an operation to post again. */
  isDeclined(key: string): boolean {
    return this.#declined.has(key) && this.#made.has(key)
  }

  /** Whether it was posted again, and has no answer yet. */
  isDueAgain(key: string): boolean {
    return this.due.has(this.#again.get(key)?.key ?? "")
  }

  /** Under another key: the ledger answers an old one as it did before. Nothing where it waits for an answer, or has one. */
  #postAgain(key: string): void {
    const input = this.#made
      .get(key)?.()
      .find((one) => one.key === key)
    if (input === undefined || !this.#declined.delete(key)) return
    const times = (this.#again.get(key)?.times ?? 0) + 1
    this.#again.set(key, { key: `${key}:again:${times}`, times })
    this.owe({ ...input, key: `${key}:again:${times}` })
  }

  #posted({ declined, exceptions, key }: Extract<Told, { readonly kind: "posted" }>): void {
    this.due.delete(key)
    const first = key.replace(/:again:\d+$/, "")
    if (key.endsWith(":failed")) this.#givenUp.add(key)
    if (declined !== undefined) this.#declined.set(first, { key: first, code: declined })
    else this.#made.delete(first)
    if (exceptions !== undefined) this.excepted.push({ key: first, exceptions })
  }

  #heard(told: Told): Verdict | undefined {
    switch (told.kind) {
      case "issued":
        this.book.issue(told.uid, told.purse)
        return undefined
      case "enrolled":
        this.book.enrol(told.terminal, told.epoch, told.publicKey)
        return undefined
      case "line":
        return this.book.take(told.terminal, told.epoch, told)
      case "posted":
        this.#posted(told)
        return undefined
      case "again":
        this.#postAgain(told.key)
        return undefined
      case "mandate": {
        const mandate = mandateIn(told.text)
        if (mandate !== undefined) this.#oweAll(this.mandates.give(mandate))
        return undefined
      }
      case "hotlist": {
        const read = hotlistIn(told.text)
        const list = read && this.hotlists.after(read)
        if (list !== undefined) this.hotlists.give(list)
        this.#oweAll(this.mandates.listed())
        return undefined
      }
      case "revoked":
        this.mandates.revoke(told.mandate)
        return undefined
      case "classicAccepted":
        this.accepted = acceptanceIn(told)
        return undefined
      case "classicIssued":
        this.book.classic.issue(told.purse)
        return undefined
      case "classicSeen":
        this.book.classic.see(told.purse, { until: 0, ...told })
        return undefined
      case "classicOffered":
        this.book.classic.offer(told.purse, { until: 0, ...told })
        return undefined
      case "ruled":
        this.#oweAll(this.mandates.rule(told.key, told.as))
        return undefined
      case "loading": {
        const { at, input, order, purse, tmcBefore, uid } = told
        const asker = { group: this.options.group.group, terminal: 0, epoch: 0, sequence: order.sequence }
        const read = {
          kind: "load",
          uid: fromHex(uid),
          purse,
          asker,
          tmcBefore,
          input: fromHex(input)
        } as const
        const intent = { ...read, main: order.main, gift: order.gift }
        this.orders.set(order.sequence, order)
        this.loads.set(order.sequence, { intent, at })
        return this.book.expectLoad(intent, at)
      }
      case "loaded": {
        const load = this.loads.get(told.sequence)
        return load && this.book.proveLoad(load.intent, { tmc: told.tmc, tmv: fromHex(told.tmv) }, load.at)
      }
    }
  }
}
