/** A dongle with a shared secret on HID: its frames, what it says when it is not what it should be, and pulling it at any moment. */
import { createHash } from "node:crypto"
import { equal } from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { expect } from "vitest"
import { fromHex, toHex } from "../../src/crypto/bytes.ts"
import { hmacDongle, type HmacOptions } from "../../src/dongle/hmacDongle.ts"
import { commandOf, crc16, filled, reportsOfFrame, reset } from "../../src/dongle/otpFrames.ts"
import { pivDongle } from "../../src/dongle/pivDongle.ts"
import type { HidBus, HidHandle } from "../../src/hid/HidBus.ts"
import { Dongle } from "../../src/ports/Dongle.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { OtpSocket, VirtualOtpKey, type VirtualOtpKeyOptions } from "../../src/simulator/VirtualOtpKey.ts"
import { VirtualPiv } from "../../src/simulator/VirtualPiv.ts"
import { DongleHand } from "../../src/testing/Case.ts"
import { dongleCases } from "../../src/testing/dongleCases.ts"

const secretOf = (name: string): Uint8Array =>
  Uint8Array.from(createHash("sha256").update(name).digest()).slice(0, 20)
const enrolled = { enrolled: Redacted.make(secretOf("enrolled")) }
const lookEvery = 2

const hmacWorld = (options: Partial<VirtualOtpKeyOptions> = {}) => {
  const socket = new OtpSocket()
  const hand = Layer.succeed(DongleHand, {
    plugIn: (which) =>
      Effect.sync(() => {
        socket.plugIn(new VirtualOtpKey({ secrets: { 2: secretOf(which) }, ...options }))
      }),
    pull: Effect.sync(() => {
      socket.pull()
    })
  })
  return Layer.merge(hmacDongle(socket, { enrolled, lookEvery }), hand)
}

const pivWorld = () => {
  const reader = new SimulatedReader("dongle")
  const key = (name: string) => Uint8Array.from(createHash("sha256").update(name).digest())
  const piv = (name: string) => {
    let n = 0
    return new VirtualPiv({ key: key(name), chance: () => key(`${name} ${n++}`) })
  }
  const publicKey = piv("enrolled").publicKey
  const hand = Layer.succeed(DongleHand, {
    plugIn: (which) => Effect.sync(() => void reader.put(piv(which))),
    pull: Effect.sync(() => {
      reader.take()
    })
  })
  const dongle = Layer.provide(pivDongle({ slot: "dongle", enrolled: { enrolled: publicKey } }), reader.layer)
  return Layer.merge(dongle, hand)
}

describe.each([
  ["with a secret, for challenges of any length", () => hmacWorld()],
  ["with a secret, for challenges of 64 bytes", () => hmacWorld({ isVariable: false })],
  ["with a key of PIV", pivWorld]
])("a dongle %s", (_, world) => {
  for (const { name, run } of dongleCases) it.live(name, () => Effect.provide(run, world()))
})

const asking = Uint8Array.from({ length: 32 }, (_, n) => n)
const dongleOn = (bus: HidBus, options: Partial<HmacOptions> = {}) =>
  Effect.map(Layer.build(hmacDongle(bus, { enrolled, lookEvery, ...options })), (built) =>
    Context.get(built, Dongle)
  )
const proved = (dongle: Dongle["Service"]) =>
  Effect.match(dongle.prove(asking), {
    onFailure: ({ _tag }) => _tag as string,
    onSuccess: ({ dongle }) => dongle
  })

describe("a dongle with a secret", () => {
  it.live.each<readonly [string, Partial<VirtualOtpKeyOptions>, Partial<HmacOptions>, string]>([
    ["in its first place", { secrets: { 1: secretOf("enrolled") } }, { place: 1 }, "enrolled"],
    ["in the other place", { secrets: { 1: secretOf("enrolled") } }, {}, "WrongDongle"],
    ["that nobody touches", { wantsTouch: true, waitsFor: 3 }, {}, "DongleNotTouched"],
    [
      "that nobody touches in time",
      { wantsTouch: true, waitsFor: 10_000 },
      { patience: 20 },
      "DongleNotTouched"
    ],
    ["of another maker", {}, { device: { vendorId: 0x20a0 } }, "NoDongle"]
  ])("%s", ([, key, options, said]) =>
    Effect.scoped(
      Effect.gen(function* () {
        const socket = new OtpSocket()
        socket.plugIn(new VirtualOtpKey({ secrets: { 2: secretOf("enrolled") }, ...key }))
        const dongle = yield* dongleOn(socket, options)
        equal(yield* proved(dongle), said)
      })
    )
  )

  it.live("that is touched in time proves itself, and the next time waits again", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const socket = new OtpSocket()
        const key = new VirtualOtpKey({
          secrets: { 2: secretOf("enrolled") },
          wantsTouch: true,
          waitsFor: 20
        })
        socket.plugIn(key)
        let waits = 0
        const dongle = yield* dongleOn({
          list: socket.list,
          open: async () => {
            const handle = await socket.open()
            const getFeature = async (id: number, length: number) => {
              const report = await handle.getFeature(id, length)
              if (report[8] === 0x20 && ++waits === 3) key.isTouched = true
              return report
            }
            return { ...handle, getFeature }
          }
        })
        equal(yield* proved(dongle), "enrolled")
        equal(yield* proved(dongle), "DongleNotTouched")
      })
    )
  )

  it.live("whose answer has a wrong bit proves nothing, whichever it is", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const socket = new OtpSocket()
        let [at, flipped] = [0, 0]
        const bus: HidBus = {
          list: socket.list,
          open: async () => {
            const handle = await socket.open()
            return {
              ...handle,
              getFeature: async (id, length) => {
                const report = Uint8Array.from(await handle.getFeature(id, length))
                const said = report[8] ?? 0
                if ((said & 0x40) !== 0 && (said & 0x1f) === Math.floor(at / 56)) {
                  const place = 1 + (Math.floor(at / 8) % 7)
                  if (report.slice(1, 8).some((byte) => byte !== 0)) {
                    report[place] = (report[place] ?? 0) ^ (1 << (at % 8))
                    flipped += 1
                  }
                }
                return report
              }
            }
          }
        }
        const dongle = yield* dongleOn(bus)
        socket.plugIn(new VirtualOtpKey({ secrets: { 2: secretOf("enrolled") } }))
        for (at = 0; at < 22 * 8; at += 9) equal(yield* proved(dongle), "WrongDongle")
        equal(flipped, 20)
      })
    )
  )

  it.live("that is pulled at any moment is none, and proves itself when it is back", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const socket = new OtpSocket()
        const key = new VirtualOtpKey({ secrets: { 2: secretOf("enrolled") } })
        let left = Number.POSITIVE_INFINITY
        const counted = (handle: HidHandle): HidHandle => {
          const one = <A>(what: () => Promise<A>): Promise<A> => {
            if (left-- <= 0) socket.pull()
            return what()
          }
          return {
            ...handle,
            getFeature: (id, length) => one(() => handle.getFeature(id, length)),
            setFeature: (report) => one(() => handle.setFeature(report))
          }
        }
        const dongle = yield* dongleOn({
          list: socket.list,
          open: async () => counted(await socket.open())
        })
        const ends: Array<string> = []
        for (let at = 0; ends.at(-1) !== "enrolled"; at++) {
          socket.plugIn(key)
          left = at
          ends.push(yield* proved(dongle))
          left = Number.POSITIVE_INFINITY
          socket.plugIn(key)
          equal(yield* proved(dongle), "enrolled")
        }
        expect(new Set(ends)).toEqual(new Set(["NoDongle", "enrolled"]))
        expect(ends.length).toBeGreaterThan(15)
      })
    )
  )
})

describe("the frames of a dongle", () => {
  it("have the check sum of ISO/IEC 13239", () => {
    expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x6f91)
  })

  it("are ten pieces of seven bytes, without those of zeros", () => {
    const reports = reportsOfFrame(commandOf(2), filled(new TextEncoder().encode("Hi There")))
    expect(reports.map(toHex)).toEqual([
      "004869205468657280",
      "006500000000000081",
      expect.stringMatching(/^00003[8]....00000089$/)
    ])
  })

  /** RFC 2202, case 1. */
  it("carry a published challenge to its published code", () => {
    const key = new VirtualOtpKey({ secrets: { 2: new Uint8Array(20).fill(0x0b) } })
    const payload = filled(new TextEncoder().encode("Hi There"))
    for (const report of reportsOfFrame(commandOf(2), payload)) {
      key.write(report.slice(1))
      expect(key.read()[7]).toBe(0x80)
    }
    const answer = [0, 1, 2].map(() => toHex(key.read().slice(0, 7))).join("")
    expect(answer.slice(0, 40)).toBe("b617318655057264e28bc0b6fb378c8ef146be00")
    key.write(reset.slice(1))
    expect(key.read()[7]).toBe(0)
    expect(fromHex(answer).length).toBe(21)
  })
})
