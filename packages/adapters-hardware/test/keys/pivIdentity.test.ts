/** A terminal whose identity is a PIV card: the published cases, and a till that sells as long as the card is there. */
import { createHash } from "node:crypto"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { expect } from "vitest"
import { toHex } from "../../src/crypto/bytes.ts"
import { MemoryJournal, MemoryLines } from "../../src/journal/MemoryJournal.ts"
import { pivIdentity, type PivIdentityOptions } from "../../src/keys/pivIdentity.ts"
import { PurseBook } from "../../src/office/PurseBook.ts"
import { openTill } from "../../src/promise/openTill.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { simulatedShop } from "../../src/simulator/simulatedShop.ts"
import { VirtualPiv } from "../../src/simulator/VirtualPiv.ts"
import { identityCases } from "../../src/testing/keyCases.ts"
import { officeKeys } from "../../src/purse/keys.ts"

const key = (name: string): Uint8Array => Uint8Array.from(createHash("sha256").update(name).digest())
const pivOf = (name: string, pin?: string) => {
  let n = 0
  return new VirtualPiv({
    key: key(name),
    chance: () => key(`${name} ${n++}`),
    ...(pin !== undefined && { pin })
  })
}
const spkiOf = (piv: VirtualPiv): string =>
  piv.publicKey.export({ format: "der", type: "spki" }).toString("base64")

const enrolment = { group: 17, terminal: 7, epoch: 1 }
const identityOn = (reader: SimulatedReader, piv: VirtualPiv, options: Partial<PivIdentityOptions> = {}) =>
  Layer.provide(
    pivIdentity({ enrolment, publicKey: spkiOf(piv), slot: "identity", ...options }),
    reader.layer
  )
/** What was told to a stream is heard when everybody had a turn. */
const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

describe("an identity on a PIV card", () => {
  it.effect.each(identityCases)("$name", ({ run }) => {
    const reader = new SimulatedReader("identity")
    const piv = pivOf("till 7")
    reader.put(piv)
    return Effect.andThen(turn, Effect.provide(Effect.andThen(turn, run), identityOn(reader, piv)))
  })

  it.effect.each<readonly [string, VirtualPiv | undefined, Partial<PivIdentityOptions>, string]>([
    ["that is there", pivOf("till 7"), {}, "signed"],
    [
      "with its PIN",
      pivOf("till 7", "123456"),
      { key: "9a", pin: Effect.succeed(Redacted.make("123456")) },
      "signed"
    ],
    [
      "with another PIN",
      pivOf("till 7", "123456"),
      { key: "9a", pin: Effect.succeed(Redacted.make("000000")) },
      "its card does not take the PIN"
    ],
    ["that is not there", undefined, {}, "its card is not there"],
    ["of another terminal", pivOf("till 8"), {}, "the card there is another one"],
    ["that wants a PIN and is asked for none", pivOf("till 7", "123456"), {}, "the card there does not sign"]
  ])("%s", ([, piv, options, said]) =>
    Effect.gen(function* () {
      const reader = new SimulatedReader("identity")
      if (piv !== undefined) reader.put(piv)
      const told = yield* TerminalIdentity.pipe(
        Effect.tap(() => turn),
        Effect.flatMap(({ sign }) =>
          Effect.match(sign("a line"), { onFailure: ({ detail }) => detail, onSuccess: () => "signed" })
        ),
        Effect.provide(identityOn(reader, pivOf("till 7"), options))
      )
      expect(told).toBe(said)
    })
  )

  it.effect("with a wrong PIN is asked once, and not until it is blocked", () =>
    Effect.gen(function* () {
      const reader = new SimulatedReader("identity")
      const piv = pivOf("till 7", "123456")
      reader.put(piv)
      let pin = "000000"
      const told = TerminalIdentity.pipe(
        Effect.tap(() => turn),
        Effect.flatMap(({ sign }) =>
          Effect.gen(function* () {
            const ends: Array<string> = []
            const signed = Effect.match(sign("a line"), {
              onFailure: ({ detail }) => detail,
              onSuccess: () => "signed"
            })
            for (let n = 0; n < 5; n++) ends.push(yield* signed)
            pin = "123456"
            ends.push(yield* signed)
            reader.put(piv)
            yield* turn
            ends.push(yield* signed)
            return ends
          })
        ),
        Effect.provide(identityOn(reader, piv, { key: "9a", pin: Effect.sync(() => Redacted.make(pin)) }))
      )
      const refused = "its card does not take the PIN"
      expect(yield* told).toEqual([...Array<string>(6).fill(refused), "signed"])
    })
  )

  it("signs for a till, whose lines the office takes; without it nothing is taken from a card", async () => {
    const shop = simulatedShop({ at: Date.now() })
    const { hand, identity: _, ...devices } = shop.terminal(7)
    const reader = new SimulatedReader("identity")
    const piv = pivOf("till 7")
    reader.put(piv)
    const lines = new MemoryLines()
    const identity = identityOn(reader, piv, {
      enrolment: { group: shop.group.group, terminal: 7, epoch: 1 }
    })
    await using till = await openTill({ ...devices, identity, journal: MemoryJournal.layer(lines) })
    const card = shop.purse({ main: 1_000n, gift: 0n })
    await Effect.runPromise(turn)
    expect((await till.buy(hand.put(card), { amount: 100n }))._tag).toBe("Done")

    reader.take()
    await Effect.runPromise(turn)
    await expect(till.buy(hand.put(card), { amount: 100n })).rejects.toMatchObject({
      _tag: "IdentityMissing"
    })
    expect(await till.look(hand.put(card))).toMatchObject({ main: 900n })
    reader.put(pivOf("till 8"))
    await Effect.runPromise(turn)
    await expect(till.buy(hand.put(card), { amount: 100n })).rejects.toMatchObject({
      _tag: "IdentityMissing"
    })
    reader.put(piv)
    await Effect.runPromise(turn)
    expect((await till.buy(hand.put(card), { amount: 50n }))._tag).toBe("Done")

    const book = new PurseBook({ group: shop.group.group, keys: officeKeys(shop.root, shop.group) })
    book.issue(toHex(card.uid), "0000000000000001")
    book.enrol(7, 1, spkiOf(piv))
    expect(lines.lines.map((line) => book.take(7, 1, line)._tag)).toEqual(Array(4).fill("accepted"))
    expect(book.acknowledgement(7, 1)).toMatchObject({ sequence: 4 })
  })
})
