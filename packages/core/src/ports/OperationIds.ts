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

/** Every two digits of base 32. */
const pairs = Array.from({ length: 1024 }, (_, n) => `${alphabet[n >> 5]}${alphabet[n & 31]}`)

/** A number below 2^20 as four digits. */
const four = (n: number): string => `${pairs[n >> 10]}${pairs[n & 1023]}`

const timeText = (at: Instant): string => {
  let [left, text] = [at, ""]
  for (let n = 0; n < 5; n++) {
    text = `${pairs[left % 1024]}${text}`
    left = Math.floor(left / 1024)
  }
  return text
}

const groups = 4
const groupSize = 2 ** 20

/** Counts up in place, with the last group as the lowest. */
const countUp = (tail: Array<number>): void => {
  for (let n = groups - 1; n >= 0; n--) {
    tail[n] = ((tail[n] ?? 0) + 1) % groupSize
    if (tail[n] !== 0) return
  }
}

/**
 * A source of operation ids: 48 bits of ledger time and 80 bits that are random at first and counted up within one
 * millisecond (the shape of a ULID), so that ids made in one process sort in the order in which they were made.
 */
export const operationIds = (random: () => number): ((at: Instant) => OperationId) => {
  const tail: Array<number> = Array.from({ length: groups }, () => 0)
  let [last, time]: [Instant, string] = [-1, ""]
  return (at) => {
    if (at === last) countUp(tail)
    else {
      for (let n = 0; n < groups; n++) tail[n] = Math.floor(random() * groupSize)
      time = timeText(at)
    }
    last = at
    let id = `op_${time}`
    for (const group of tail) id += four(group)
    return id as OperationId
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
