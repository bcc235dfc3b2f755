/** Card numbers in a secret order: each once, none foretold, the same again for the same command, and no two processes share one. */
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import { cardNumber, networkOf, readCommand, StoredValue, verify } from "../src/index.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { Store } from "../src/ports/index.ts"
import { configurationOf, hashes, servicesFor } from "../src/testing/secrets.ts"
import { firstInstant } from "../src/testing/Till.ts"
import { checkHolds } from "../src/values/checkCharacter.ts"
import { prepare, preparedAgain } from "../src/command/prepare.ts"
import type { CardIndex, ClientId, ProgramId } from "../src/values/Ids.ts"
import { permuted } from "../src/values/permute.ts"

import { rare, worstPlace } from "./chiSquare.ts"
import { shop } from "./tables/shop.ts"

const numbering = { prefix: "9902", length: 16, order: "permuted" }
const configuration = (terms: object = numbering) => configurationOf(shop({ numbering: terms }))
const member = "member" as ProgramId
const keys = { mac: hashes.mac, network: networkOf(configuration()) }
const hash = (text: string) => hashes.mac("numberOrder", text)

describe("a command that is made ready again, because the network has changed meanwhile", () => {
  it("keeps the place of its new card, and what came of the digits of a card", () => {
    const command = Result.getOrThrow(readCommand({ type: "Issue", key: "i", program: member, outlet: "A1" }))
    const cardSecret = { kind: "locked", card: "" as CardIndex, until: 0 } as const
    const request = {
      ...prepare(keys, "till" as ClientId, command, firstInstant, new Map([[member, 7]])),
      cardSecret
    }
    const again = preparedAgain(keys, request)
    expect(again.mintable).toHaveLength(1)
    expect(again).toEqual(request)
  })
})

describe("the order", () => {
  it.each([
    [10, 1],
    [10, 2],
    [10, 3],
    [10, 4],
    [10, 5],
    [32, 2],
    [32, 3]
  ])("of %s characters, %s long, has everything once", (radix, length) => {
    const size = radix ** length
    const seen = new Set<bigint>()
    for (let n = 0; n < size; n++) seen.add(permuted(hash, { radix, length }, BigInt(n)))
    expect(seen.size).toBe(size)
    expect([...seen].every((value) => value >= 0n && value < BigInt(size))).toBe(true)
  })
  it("never leaves the numbers of a length, however many there are, and two are never one", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 30 }),
        fc.constantFrom(10, 32),
        fc.bigInt(),
        fc.bigInt(),
        (length, radix, a, b) => {
          const size = BigInt(radix) ** BigInt(length)
          const place = (n: bigint) => ((n % size) + size) % size
          const [first, second] = [place(a), place(b)].map((n) => permuted(hash, { radix, length }, n))
          expect(first !== undefined && first >= 0n && first < size).toBe(true)
          expect(first === second).toBe(place(a) === place(b))
        }
      ),
      { seed: 1, numRuns: 500 }
    ))
  it("has no order that can be seen: all digits alike, and neighbours as far apart as strangers", () => {
    const numbers = Array.from({ length: 10_000 }, (_, n) => cardNumber(keys, member, n) ?? "")
    const digits = numbers.map((number) => number.slice(4, -1))
    expect(new Set(numbers).size).toBe(10_000)
    expect(worstPlace(digits, "0123456789")).toBeLessThan(rare)
    const steps = digits.slice(1).map((next, n) => {
      const step = (BigInt(next) - BigInt(digits[n] ?? "0")) % 10n ** 11n
      return String(step < 0n ? step + 10n ** 11n : step).padStart(11, "0")
    })
    expect(worstPlace(steps, "0123456789")).toBeLessThan(rare)
    expect(numbers.every((number) => checkHolds("digits", "luhn", number))).toBe(true)
  })
  it("is another one for every program, and stays what it is", () => {
    expect([0, 1, 2].map((n) => cardNumber(keys, member, n))).toEqual(published)
    expect(cardNumber(keys, "bearer" as ProgramId, 0)).toBe(undefined)
  })
})

/** The first numbers of the tests' vault: whoever changes how they are made gives cards away twice. */
const published = ["9902920421880526", "9902993484939018", "9902804850676144"]

const serviceOn = (document: object) =>
  StoredValue.layer(configuration(document)).pipe(
    Layer.provideMerge(MemoryStore.layer),
    Layer.provideMerge(servicesFor(1))
  )

const issuing =
  (service: StoredValue["Service"]) =>
  (key: string, more: object = {}) =>
    Effect.map(
      Effect.orDie(
        service.submit(
          "till" as ClientId,
          Result.getOrThrow(readCommand({ type: "Issue", key, program: "member", ...more })),
          firstInstant
        )
      ),
      (outcome) => (outcome.outcome === "approved" ? outcome.receipt : outcome)
    )

describe("cards that are issued", () => {
  it.live("have the next numbers, and the same command has the same again", () =>
    Effect.gen(function* () {
      const issue = issuing(yield* StoredValue)
      const first = yield* issue("a")
      const second = yield* issue("b")
      expect(first).toMatchObject({ card: cardNumber(keys, member, 0) })
      expect(second).toMatchObject({ card: cardNumber(keys, member, 1) })
      expect(yield* issue("a")).toMatchObject({ card: cardNumber(keys, member, 0) })
      expect(yield* issue("c")).toMatchObject({ card: cardNumber(keys, member, 3) })
    }).pipe(Effect.provide(serviceOn(numbering)), Effect.scoped)
  )

  it.live("by two processes at once never share a number", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const built = yield* Layer.build(
        StoredValue.layer(configuration()).pipe(
          Layer.provide(Layer.succeed(Store, store)),
          Layer.provide(servicesFor(2))
        )
      )
      const other = Context.get(built, StoredValue)
      const [here, there] = [issuing(yield* StoredValue), issuing(other)]
      const all = yield* Effect.all(
        Array.from({ length: 300 }, (_, n) => (n % 2 === 0 ? here : there)(`k${n}`)),
        { concurrency: "unbounded" }
      )
      const numbers = all.map((receipt) => ("card" in receipt ? receipt.card : undefined))
      expect(new Set(numbers).size).toBe(300)
      const places = new Map(Array.from({ length: 512 }, (_, n) => [cardNumber(keys, member, n), n] as const))
      expect(numbers.every((number) => number !== undefined && places.has(number))).toBe(true)
      expect((yield* verify(store)).bad).toBe(undefined)
    }).pipe(Effect.provide(serviceOn(numbering)), Effect.scoped)
  )

  it.live("many at a time too, and numbers that were allotted to a supplier are not among them", () =>
    Effect.gen(function* () {
      const service = yield* StoredValue
      const allot = Result.getOrThrow(
        readCommand({ type: "AllotNumbers", key: "supplier", program: "member", count: 1000 })
      )
      const allotted = yield* service.submit("till" as ClientId, allot, firstInstant)
      expect(allotted).toMatchObject({ receipt: { numbers: { from: 0, count: 1000 } } })
      const commands = Array.from({ length: 300 }, (_, n) => ({
        client: "till" as ClientId,
        command: Result.getOrThrow(readCommand({ type: "Issue", key: `m${n}`, program: "member" }))
      }))
      const ends = yield* service.submitMany(commands)
      const numbers = ends.map((end) =>
        Result.isSuccess(end) && end.success.outcome === "approved" ? end.success.receipt.card : undefined
      )
      expect(numbers).toEqual(Array.from({ length: 300 }, (_, n) => cardNumber(keys, member, 1000 + n)))
    }).pipe(Effect.provide(serviceOn(numbering)), Effect.scoped)
  )

  it.live("have none left at the end, and none is used twice", () =>
    Effect.gen(function* () {
      const service = yield* StoredValue
      const most = 10 ** 9
      const allot = (key: string, count: number) =>
        service.submit(
          "till" as ClientId,
          Result.getOrThrow(readCommand({ type: "AllotNumbers", key, program: "member", count })),
          firstInstant
        )
      for (let n = 0; n < most / 1_000_000; n++) yield* allot(`a${n}`, 1_000_000)
      expect(yield* allot("last", 1)).toMatchObject({ decline: { rule: "numbering" } })
      expect(yield* issuing(service)("x")).toMatchObject({ decline: { rule: "numbering" } })
    }).pipe(Effect.provide(serviceOn({ prefix: "96", length: 12, order: "permuted" })), Effect.scoped)
  )
})
