/**
 * Simulated cards, each in a file: what is on a card outlasts the till, as it does in a wallet.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto"
import { join } from "node:path"
import { simulatedShop, type VirtualCard, VirtualDesfire } from "@tessera/adapters-hardware/simulator"
import * as Schema from "effect/Schema"
import { keep, kept } from "./keptFile.ts"
import { fromHex, toHex } from "./wire.ts"

const CardFile = Schema.Struct({ uid: Schema.String, cells: Schema.Record(Schema.String, Schema.String) })
const readFile = Schema.decodeUnknownSync(CardFile)

/** A card that is in its file before it answers. */
class CardInFile implements VirtualCard {
  readonly uid: Uint8Array
  readonly #card: VirtualDesfire
  readonly #path: string

  constructor(path: string, uid: Uint8Array) {
    this.#path = path
    this.uid = uid
    this.#card = new VirtualDesfire({ uid, chance: () => Uint8Array.from(randomBytes(16)) })
    const found = kept(path)
    if (found === undefined) this.#keep()
    else
      this.#card.eeprom.restore(
        new Map(Object.entries(readFile(found).cells).map(([cell, content]) => [cell, fromHex(content)]))
      )
  }

  get eeprom() {
    return this.#card.eeprom
  }

  #keep(): void {
    const cells = Array.from(this.eeprom.snapshot(), ([cell, content]) => [cell, toHex(content)])
    keep(this.#path, { uid: toHex(this.uid), cells: Object.fromEntries(cells) })
  }

  powerOn(): void {
    this.#card.powerOn()
  }

  transmit(command: Uint8Array): Uint8Array | undefined {
    const before = this.eeprom.written
    const answer = this.#card.transmit(command)
    if (this.eeprom.written !== before) this.#keep()
    return answer
  }
}

/**
 * When a card is pulled away: `sooner`, while the till still reads it; `early`, at the command that makes a sale last, before
 * the card hears it; `late`, when the card has done it, before the till hears that.
 */
export type Moment = "sooner" | "early" | "late"

const [reads, commits] = [0x6c, 0xc7]

/** The same card in a hand that pulls it away. */
export const pulledAway = (card: VirtualCard, when: Moment): VirtualCard => ({
  uid: card.uid,
  eeprom: card.eeprom,
  powerOn: () => card.powerOn(),
  transmit: (command) => {
    if (command[1] !== (when === "sooner" ? reads : commits)) return card.transmit(command)
    if (when === "late") card.transmit(command)
    return undefined
  }
})

const names = /^[a-z0-9]{1,12}$/

export class Cards {
  readonly #folder: string
  readonly #held = new Map<string, VirtualCard>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** A card by its name, made if there is none; nothing where that is no name of a card. The card `foreign` is of another group. */
  named(name: string): VirtualCard | undefined {
    if (!names.test(name)) return undefined
    const card = this.#held.get(name) ?? this.#made(name)
    this.#held.set(name, card)
    return card
  }

  #made(name: string): VirtualCard {
    if (name === "foreign") return simulatedShop({ group: 18, at: 0 }).purse({ main: 5_000n, gift: 0n })
    // The chip's number is made from the name, so that the same name is the same card.
    const uid = Uint8Array.from([0x04, ...createHash("sha256").update(name).digest().subarray(0, 6)])
    return new CardInFile(join(this.#folder, `${name}.json`), uid)
  }
}
