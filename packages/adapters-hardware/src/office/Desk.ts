/**
 * What the office has in hand: its book, its loads, and what the ledger has not answered yet, all made from the archive.
 *
 * @module
 */
import { fromHex } from "../crypto/bytes.ts"
import type { Intent } from "../purse/Intent.ts"
import { type Group, officeKeys } from "../purse/keys.ts"
import type { Caps } from "../purse/layout.ts"
import { type LedgerTerms, ledgerCommands, type LoadOrder } from "./ledgerCommands.ts"
import { PurseBook, type Verdict } from "./PurseBook.ts"
import type { Told } from "./Told.ts"

export interface OfficeOptions {
  readonly group: Group
  /** 32 bytes, from the key store of the office. */
  readonly root: Uint8Array
  readonly caps: Caps
  readonly ledger: LedgerTerms
}

/** An operation that the ledger declined: what a card did is a fact, so that a person has to look at it. */
export interface Declined {
  readonly key: string
  readonly code: string
}

type Input = ReturnType<typeof ledgerCommands>[number]

export class Desk {
  readonly book: PurseBook
  readonly options: OfficeOptions
  readonly orders = new Map<number, LoadOrder>()
  readonly loads = new Map<number, { readonly intent: Intent; readonly at: number }>()
  readonly declined: Array<Declined> = []
  /** Operations of the ledger that have no answer yet, in order. */
  readonly due = new Map<string, Input>()

  constructor(options: OfficeOptions) {
    this.options = options
    const { group, root } = options
    this.book = new PurseBook({ group: group.group, keys: officeKeys(root, group) })
  }

  /** Everything the office knows comes through here, at once or from the archive. */
  hear(told: Told): Verdict | undefined {
    const verdict = this.#heard(told)
    const { ledger } = this.options
    for (const [purse, due] of this.book.takeDue())
      for (const input of ledgerCommands(ledger, purse, due, ({ sequence }) => this.orders.get(sequence)))
        this.owe(input)
    return verdict
  }

  owe(input: Input): void {
    this.due.set(input.key, input)
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
        this.due.delete(told.key)
        if (told.declined !== undefined) this.declined.push({ key: told.key, code: told.declined })
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
