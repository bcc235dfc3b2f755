/**
 * Places for cards at a till, whatever the system calls the readers there today: names change with the socket a reader is
 * plugged into.
 *
 * @module
 */

export interface SlotRule {
  /** What the till calls it. */
  readonly slot: string
  /** Part of the reader's name, in any case, or a pattern for it. */
  readonly reader: string | RegExp
}

/** What the service adds to a name: numbers that change when a reader is plugged in again. */
const numbers = /(?: \d+){1,2}$/

/** Sockets for cards that a customer does not put there: of keys (SAM), or with contacts beside one without. */
const notForCustomers = /\b(?:SAM|ICC)\b/

const matches = ({ reader }: SlotRule, name: string): boolean =>
  typeof reader === "string" ? name.toLowerCase().includes(reader.toLowerCase()) : reader.test(name)

export class Slots {
  readonly #rules: ReadonlyArray<SlotRule> | undefined
  readonly #taken = new Map<string, string>()

  /** Absent: every reader for customers' cards is a slot of its own name; of two alike the second is `name (2)`. */
  constructor(rules?: ReadonlyArray<SlotRule>) {
    this.#rules = rules
  }

  readerAt(slot: string): string | undefined {
    return this.#taken.get(slot)
  }

  slotOf(reader: string): string | undefined {
    for (const [slot, name] of this.#taken) if (name === reader) return slot
    return undefined
  }

  get all(): ReadonlyArray<string> {
    return [...this.#taken.keys()]
  }

  /** Nothing where no slot is for it, or all are taken. */
  attach(reader: string): string | undefined {
    const slot =
      this.#rules === undefined
        ? this.#ownName(reader)
        : this.#rules.find((rule) => !this.#taken.has(rule.slot) && matches(rule, reader))?.slot
    if (slot !== undefined) this.#taken.set(slot, reader)
    return slot
  }

  #ownName(reader: string): string | undefined {
    if (notForCustomers.test(reader)) return undefined
    const name = reader.replace(numbers, "")
    let slot = name
    for (let n = 2; this.#taken.has(slot); n++) slot = `${name} (${n})`
    return slot
  }

  detach(reader: string): string | undefined {
    const slot = this.slotOf(reader)
    if (slot !== undefined) this.#taken.delete(slot)
    return slot
  }
}
