/**
 * The ids port: operation ids that are ordered by time, from a random source that a simulation can seed.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type { OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const tailLength = 16

const timeText = (at: Instant): string => {
  let [left, text] = [at, ""]
  for (let n = 0; n < 10; n++) {
    text = `${alphabet[left % 32]}${text}`
    left = Math.floor(left / 32)
  }
  return text
}

const successor = (digits: ReadonlyArray<number>): ReadonlyArray<number> => {
  const next = [...digits]
  for (let n = next.length - 1; n >= 0; n--) {
    const digit = next[n] ?? 0
    next[n] = (digit + 1) % 32
    if (digit < 31) break
  }
  return next
}

/**
 * A source of operation ids: 48 bits of ledger time and 80 bits that are random at first and counted up within one
 * millisecond (the shape of a ULID), so that ids made in one process sort in the order in which they were made.
 */
export const operationIds = (random: () => number): ((at: Instant) => OperationId) => {
  let [last, digits]: [Instant, ReadonlyArray<number>] = [-1, []]
  return (at) => {
    digits =
      at === last
        ? successor(digits)
        : Array.from({ length: tailLength }, () => Math.floor(random() * 32) % 32)
    last = at
    return `op_${timeText(at)}${digits.map((digit) => alphabet[digit]).join("")}` as OperationId
  }
}

export class OperationIds extends Context.Service<
  OperationIds,
  { readonly next: (at: Instant) => OperationId }
>()("@tessera/core/ports/OperationIds") {
  /** Ids from effect's `Random` service: seed it, and the same ids come again. */
  static readonly layer = Layer.effect(
    this,
    Effect.map(Random.Random, (random) =>
      OperationIds.of({ next: operationIds(() => random.nextDoubleUnsafe()) })
    )
  )
}
