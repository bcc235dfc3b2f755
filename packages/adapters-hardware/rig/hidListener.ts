/** Listens to the swipe reader and the scanner that are plugged in, prints what it hears, and ends after so many events of each. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { hidMagstripe } from "../src/hid/hidMagstripe.ts"
import { hidScanner } from "../src/hid/hidScanner.ts"
import { nodeHid } from "../src/hid/nodeHid.ts"
import { BarcodeScanner } from "../src/ports/BarcodeScanner.ts"
import { Magstripe } from "../src/ports/Magstripe.ts"

const events = Number(process.argv[2])
// Whoever started it may be gone, and then nothing is sent any more.
setTimeout(() => process.exit(1), 60_000)

const listening = Effect.gen(function* () {
  const bus = yield* nodeHid(process.env["TESSERA_HARDWARE"])
  const devices = yield* Layer.build(
    Layer.mergeAll(hidMagstripe(bus, { prefixes: ["9860"] }), hidScanner(bus))
  )
  const heard = yield* Effect.all(
    [
      Stream.runCollect(Stream.take(Context.get(devices, Magstripe).swipes, events)),
      Stream.runCollect(Stream.take(Context.get(devices, BarcodeScanner).scans, events))
    ],
    { concurrency: 2 }
  )
  const found = yield* Effect.promise(() => bus.list())
  process.stdout.write(JSON.stringify({ found, swipes: heard[0], scans: heard[1] }))
})

await Effect.runPromise(Effect.scoped(listening))
process.exit(0)
