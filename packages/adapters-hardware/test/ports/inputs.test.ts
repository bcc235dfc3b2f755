/** The published cases on the simulated swipe reader, scanner and PIN pad, and on what a terminal keeps in memory. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { hidMagstripe } from "../../src/hid/hidMagstripe.ts"
import { hidScanner } from "../../src/hid/hidScanner.ts"
import { KeyProvider } from "../../src/ports/KeyProvider.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { groupMaster, purposeMaster } from "../../src/purse/keys.ts"
import { SimulatedHid } from "../../src/simulator/SimulatedHid.ts"
import { SimulatedPinPad } from "../../src/simulator/SimulatedPinPad.ts"
import { PinHand, ScanHand, SwipeHand } from "../../src/testing/Case.ts"
import { magstripeCases, pinPadCases, scannerCases } from "../../src/testing/inputCases.ts"
import { identityCases, keyProviderCases } from "../../src/testing/keyCases.ts"
import { group, root } from "../purse/shop.ts"
import { seedOf } from "../purse/terminal.ts"

const lookEvery = 2

describe("a swipe reader", () => {
  it.live.each(magstripeCases)("$name", ({ run }) => {
    const desk = new SimulatedHid()
    const hand = Layer.succeed(SwipeHand, {
      plugIn: Effect.sync(() => desk.plugIn("swipeReader")),
      pull: Effect.sync(() => desk.pull("swipeReader")),
      swipe: (track2) => Effect.sync(() => desk.swipe(track2))
    })
    return Effect.provide(run, Layer.merge(hand, hidMagstripe(desk.bus, { prefixes: ["9860"], lookEvery })))
  })
})

describe("a scanner", () => {
  it.live.each(scannerCases)("$name", ({ run }) => {
    const desk = new SimulatedHid()
    const hand = Layer.succeed(ScanHand, {
      plugIn: Effect.sync(() => desk.plugIn("scanner")),
      pull: Effect.sync(() => desk.pull("scanner")),
      scan: (text) => Effect.sync(() => desk.scan(text))
    })
    return Effect.provide(run, Layer.merge(hand, hidScanner(desk.bus, { lookEvery })))
  })
})

describe("a PIN pad", () => {
  it.live.each(pinPadCases)("$name", ({ run }) => {
    const pad = new SimulatedPinPad()
    const hand = Layer.succeed(PinHand, { press: (keys) => Effect.sync(() => pad.press(...keys)) })
    return Effect.provide(run, Layer.merge(hand, pad.layer))
  })
})

describe("masters in memory", () => {
  const generation = (keyVersion: number) => {
    const own = { ...group, keyVersion }
    const purchase = Redacted.make(purposeMaster(groupMaster(root, own), "purchase"))
    return { group: own, masters: { purchase } }
  }
  const layer = KeyProvider.masters([generation(2), generation(1)])
  it.effect.each(keyProviderCases)("$name", ({ run }) => Effect.provide(run, layer))
})

describe("a seed in memory", () => {
  const seed = Redacted.make(seedOf(7))
  const layer = TerminalIdentity.seed({ group: group.group, terminal: 7, epoch: 1 }, seed)
  it.effect.each(identityCases)("$name", ({ run }) => Effect.provide(run, layer))
})
