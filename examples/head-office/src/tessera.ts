/**
 * The starter of the CLI: `npm run -s head-office -- card show 4000-1234`.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { codes } from "./cli/Ended.ts"
import { run } from "./cli/tessera.ts"

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

// Whoever reads the output has seen enough, as `head` does.
process.stdout.on("error", () => process.exit(0))

const fiber = Effect.runFork(run(process.argv.slice(2), "0.0.0"))
let stopped: number | undefined
for (const [signal, code] of Object.entries(signals))
  process.once(signal, () => {
    stopped = code
    Effect.runFork(Fiber.interrupt(fiber))
  })
const exit = await Effect.runPromise(Fiber.await(fiber))
if (stopped === undefined && Exit.isFailure(exit)) console.error(Cause.pretty(exit.cause))
process.exitCode = stopped ?? (Exit.isSuccess(exit) ? exit.value : codes.notKnown)
