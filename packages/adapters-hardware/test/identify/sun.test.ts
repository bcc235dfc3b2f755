/** A tapped tag: believed once, in order, and only as it wrote it. */
import fc from "fast-check"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { runScript } from "../../src/apdu/Script.ts"
import { readTagAddress } from "../../src/cards/ntag424/readTag.ts"
import { readSunAddress, verifySun } from "../../src/cards/ntag424/sun.ts"
import { toHex } from "../../src/crypto/bytes.ts"
import { diversified } from "../../src/crypto/diversify.ts"
import { Field } from "../../src/simulator/Field.ts"
import { VirtualNtag424 } from "../../src/simulator/VirtualNtag424.ts"
import { chanceOf, uidOf } from "../purse/shop.ts"

const master = new Uint8Array(16).fill(5)
const keys = { meta: new Uint8Array(16).fill(6), file: (uid: Uint8Array) => diversified(master, uid) }

const tag = (n = 1) =>
  new VirtualNtag424({
    uid: uidOf(n),
    metaKey: keys.meta,
    fileKey: keys.file(uidOf(n)),
    address: "tessera.example/t?",
    chance: chanceOf(`tag ${n}`)
  })

/** A server that keeps the last counter of every tag. */
const server = () => {
  const last = new Map<string, number>()
  return (address: string): string => {
    const sent = readSunAddress(address)
    if (Result.isFailure(sent)) return sent.failure._tag
    const tap = verifySun(keys, sent.success, (uid) => last.get(toHex(uid)))
    if (Result.isFailure(tap)) return tap.failure._tag
    last.set(toHex(tap.success.uid), tap.success.counter)
    return `${toHex(tap.success.uid)} ${tap.success.counter}`
  }
}

describe("a tapped tag", () => {
  it("is who it is, once for each tap, and never an earlier one again", () => {
    const believe = server()
    const one = tag()
    const [first, second, third] = [one.tap(), one.tap(), one.tap()]
    expect(believe(first)).toBe(`${toHex(uidOf(1))} 1`)
    expect(believe(first)).toBe("Replayed")
    expect(believe(third)).toBe(`${toHex(uidOf(1))} 3`)
    expect(believe(second)).toBe("Replayed")
    expect(believe(one.tap())).toBe(`${toHex(uidOf(1))} 4`)
    expect(believe(tag(2).tap())).toBe(`${toHex(uidOf(2))} 1`)
  })

  it("is read by a reader as by a telephone", () => {
    const believe = server()
    const one = tag()
    const read = runScript(readTagAddress(), new Field(one).transmit)
    if (read._tag !== "Completed") throw new Error(read._tag)
    expect(read.value).toMatch(/^https:\/\/tessera\.example\/t\?e=[0-9A-F]{32}&c=[0-9A-F]{16}$/)
    expect(believe(read.value)).toBe(`${toHex(uidOf(1))} 1`)
  })

  it("is not believed with any other digit, and no text makes the server fail", () => {
    const one = tag()
    const address = one.tap()
    const at = fc.integer({ min: address.indexOf("e=") + 2, max: address.length - 1 })
    fc.assert(
      fc.property(at, fc.constantFrom(..."0123456789ABCDEFxyz&=".split("")), (at, digit) => {
        const changed = address.slice(0, at) + digit + address.slice(at + 1)
        fc.pre(changed !== address)
        expect(["NotGenuine", "NotATap"]).toContain(server()(changed))
      })
    )
    fc.assert(fc.property(fc.string(), (text) => void server()(text)))
  })
})
