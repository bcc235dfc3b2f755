/** Runs inside of a machine of its own, whose kernel makes HID devices: what it finds is printed, a line for each case. */
import { inspect } from "node:util"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { hmacDongle } from "../src/dongle/hmacDongle.ts"
import type { HidBus } from "../src/hid/HidBus.ts"
import { hidMagstripe } from "../src/hid/hidMagstripe.ts"
import { nodeHid } from "../src/hid/nodeHid.ts"
import { Magstripe } from "../src/ports/Magstripe.ts"
import { VirtualOtpKey } from "../src/simulator/VirtualOtpKey.ts"
import { DongleHand } from "../src/testing/Case.ts"
import { dongleCases } from "../src/testing/dongleCases.ts"
import { swipeDescriptor } from "./mockedHid.ts"
import { Uhid } from "./Uhid.ts"

const secretOf = (name: string): Uint8Array => new TextEncoder().encode(name.padEnd(20, "."))

/** A keyboard with a feature report of eight bytes. */
const keyboard =
  "05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100" +
  "0903750895 08b102c0".replaceAll(" ", "")

const say = (name: string, fault?: unknown): void =>
  void process.stdout.write(
    `CASE ${JSON.stringify({ name, ...(fault !== undefined && { fault: inspect(fault) }) })}\n`
  )

const tried = (name: string, run: Effect.Effect<unknown, unknown>) =>
  Effect.matchCauseEffect(Effect.timeout(run, 60_000), {
    onFailure: (cause) => Effect.sync(() => say(name, cause)),
    onSuccess: () => Effect.sync(() => say(name))
  })

const dongleWorld = (bus: HidBus) => {
  let plugged: Uhid | undefined
  const pull = Effect.sync(() => {
    plugged?.pull()
    plugged = undefined
  })
  const plugIn = (which: string) =>
    Effect.andThen(
      pull,
      Effect.sync(() => {
        const key = new VirtualOtpKey({ secrets: { 2: secretOf(which) } })
        const feature = { get: () => key.read(), set: (report: Uint8Array) => key.write(report) }
        const ids = { vendorId: 0x1050, productId: 0x0407 }
        plugged = new Uhid({ name: "Key", ...ids, descriptor: keyboard, feature })
      })
    )
  const enrolled = { enrolled: Redacted.make(secretOf("enrolled")) }
  const layer = Layer.merge(
    hmacDongle(bus, { enrolled, lookEvery: 50 }),
    Layer.succeed(DongleHand, { plugIn, pull })
  )
  return { layer, pull }
}

const swipe = (track2: string): Uint8Array => {
  const report = new Uint8Array(337)
  report[4] = track2.length
  report.set(new TextEncoder().encode(track2), 117)
  return report
}

/** A swipe reader that is pulled out while it is listened to, and put into its socket again. */
const swipes = (bus: HidBus) =>
  Effect.scoped(
    Effect.gen(function* () {
      const device = { name: "Swipe", vendorId: 0x0801, productId: 2, descriptor: swipeDescriptor }
      const port = Context.get(
        yield* Layer.build(hidMagstripe(bus, { prefixes: ["9860"], lookEvery: 100 })),
        Magstripe
      )
      const heard: Array<string> = []
      const until = (count: number) =>
        Effect.gen(function* () {
          while (heard.length < count) yield* Effect.sleep(10)
        })
      const listening = yield* Effect.forkScoped(
        Stream.runForEach(port.swipes, (event) =>
          Effect.sync(() => heard.push("track" in event ? event.track.number : event._tag))
        ),
        { startImmediately: true }
      )
      let reader = new Uhid(device)
      yield* until(1)
      reader.send(swipe(";9860123=2912?"))
      yield* until(2)
      reader.pull()
      yield* until(3)
      reader = new Uhid(device)
      yield* until(4)
      reader.send(swipe(";9860456=2912?"))
      yield* until(5)
      reader.pull()
      yield* until(6)
      yield* Fiber.interrupt(listening)
      const wanted = "Attached 9860123 Detached Attached 9860456 Detached"
      if (heard.join(" ") !== wanted) return yield* Effect.fail(heard.join(" "))
      return heard
    })
  )

const all = Effect.gen(function* () {
  const bus = yield* nodeHid(new URL("package.json", import.meta.url))
  yield* tried("a swipe reader is heard, pulled out, and heard again", swipes(bus))
  for (const { name, run } of dongleCases) {
    const { layer, pull } = dongleWorld(bus)
    yield* tried(`a dongle ${name}`, Effect.ensuring(Effect.provide(run, layer), pull))
    // The kernel takes its time with what was pulled out.
    yield* Effect.sleep(100)
  }
})

await Effect.runPromise(all).catch((fault: unknown) => say("everything", fault))
say("the end")
process.exit(0)
