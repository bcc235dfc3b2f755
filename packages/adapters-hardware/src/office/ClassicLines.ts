/**
 * The lines that terminals write of MIFARE Classic, in any order, as sales of the book.
 *
 * @module
 */
import { classicKeys, readClassicInput } from "../cards/classic/classicPurse.ts"
import { type Bytes, fromHex } from "../crypto/bytes.ts"
import type { IntentEntry } from "../journal/Row.ts"
import { classicPurseOf } from "../purse/classicOnReader.ts"
import type { Asker } from "../purse/records.ts"
import { nameOf, type Source } from "./CardBook.ts"
import { ClassicBook, type ClassicSale, type ClassicVerdict } from "./ClassicBook.ts"

interface Noted {
  readonly purse: string
  readonly sale: ClassicSale
}

export class ClassicLines {
  readonly book = new ClassicBook()
  readonly #purchaseKey: (uid: Bytes) => Bytes
  readonly #sector: number
  readonly #noted = new Map<string, Noted>()
  /** Ends that came before what they end. */
  readonly #ends = new Map<string, "done" | "notDone">()

  constructor(purchaseKey: (uid: Bytes) => Bytes, sector: number) {
    this.#purchaseKey = purchaseKey
    this.#sector = sector
  }

  intent(source: Source, entry: IntentEntry): ClassicVerdict | "purseUnknown" | "NotAPurseTransaction" {
    const uid = fromHex(entry.uid)
    const purse = classicPurseOf(uid)
    if (!this.book.has(purse)) return "purseUnknown"
    const keys = classicKeys(this.#purchaseKey(uid), uid, this.#sector)
    const read = readClassicInput({ keys, uid }, fromHex(entry.input), source.asker)
    if (read === undefined) return "NotAPurseTransaction"
    const name = nameOf(source.asker)
    const sale = { ...read, source }
    this.#noted.set(name, { purse, sale })
    const end = this.#ends.get(name)
    this.#ends.delete(name)
    if (end === "notDone") return "accepted"
    if (end === "done") return this.book.prove(purse, sale)
    this.book.expect(purse, sale)
    return "accepted"
  }

  /** What became of a line's write, as far as it is known. */
  endOf(asker: Asker): "done" | "notDone" | undefined {
    const noted = this.#noted.get(nameOf(asker))
    return noted && this.book.endOf(noted.purse, asker)
  }

  /** Nothing where the line may be of another kind of card, and its intent has not come. */
  end(asker: Asker, how: "done" | "notDone"): ClassicVerdict {
    const name = nameOf(asker)
    const noted = this.#noted.get(name)
    if (noted === undefined) this.#ends.set(name, how)
    else if (how === "done") return this.book.prove(noted.purse, noted.sale)
    else this.book.deny(noted.purse, asker)
    return "accepted"
  }
}
