/** Listens to a swipe reader that types: on the kernel's file that is named, or on this terminal. Prints what it hears, and ends after so many events. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { evdevKeyboard } from "../src/hid/evdevKeyboard.ts"
import { terminalKeyboard } from "../src/hid/terminalKeyboard.ts"
import { wedgeMagstripe } from "../src/hid/wedgeMagstripe.ts"
import { Magstripe } from "../src/ports/Magstripe.ts"

const [events, path] = [Number(process.argv[2]), process.argv[3]]
// Whoever started it may be gone, and then nothing is typed any more.
setTimeout(() => process.exit(1), 60_000)

const persons: Array<string> = []
const keyboard = path === undefined ? terminalKeyboard(process.stdin) : evdevKeyboard({ path, lookEvery: 50 })
const listening = Effect.gen(function* () {
  const layer = wedgeMagstripe(keyboard, { prefixes: ["9860"], person: (key) => void persons.push(key) })
  const { swipes } = Context.get(yield* Layer.build(layer), Magstripe)
  const heard = yield* swipes.pipe(
    Stream.tap(({ _tag }) =>
      Effect.sync(() => void (_tag === "Attached" && process.stdout.write("READY\n")))
    ),
    Stream.take(events),
    Stream.runCollect
  )
  const wasRaw = process.stdin.isRaw
  process.stdout.write(`HEARD ${JSON.stringify({ heard, persons, wasRaw })}\n`)
})

await Effect.runPromise(Effect.scoped(listening))
process.exit(0)
