/**
 * A process that tells: as many of them as you like on one database, each until it is stopped, in whatever way.
 *
 * @module
 */
import { Effect, Layer } from "effect"
import { open } from "./shop.ts"

const [where = ""] = process.argv.slice(2)

/** Small, so that the example does not take long; the library's own are for a shop. */
const options = { poll: 20, page: 5, lapse: 300, retries: { delays: [20], tries: 100 } }

await Effect.runPromise(Layer.launch(open(where, options)))
