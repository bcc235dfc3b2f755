/** A process that tells a receiver, which is a file, of everything in a ledger. It may kill itself in a delivery. */
import { appendFileSync, readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Notices } from "@tessera/core"
import { type Deliveries, NotDelivered, type Notifier, type Store } from "@tessera/core/ports"
import { conformanceConfiguration } from "@tessera/core/testing"
import { storeOn } from "./files.ts"
import { storeAt } from "./stores.ts"

const [where = "", schema = "", receiver = "", all = "", deadly = ""] = process.argv.slice(2)
/** On a file there is one process at a time, so that none has to wait long for one that was killed. */
const isFile = schema === ""

let deliveries = 0
const notifier: Notifier = {
  name: "receiver",
  deliver: ({ id }) =>
    Effect.suspend(() => {
      appendFileSync(receiver, `${id}\n`)
      deliveries += 1
      if (deliveries === Number(deadly)) process.kill(process.pid, "SIGKILL")
      return deliveries % 11 === 3
        ? Effect.fail(new NotDelivered({ reason: "nobody heard it" }))
        : Effect.void
    })
}

/** Whether the receiver has heard of everything. */
const isOver = Effect.sync(() => new Set(readFileSync(receiver, "utf8").split("\n")).size > Number(all))

const options = {
  notifiers: [notifier],
  from: "beginning",
  inBackground: false,
  page: 5,
  lapse: isFile ? 200 : 2_000,
  retries: { tries: 1_000, delays: [5, 20, 50] }
} as const

const telling = Effect.gen(function* () {
  const { tellAll } = yield* Notices
  while (!(yield* isOver)) yield* Effect.andThen(tellAll(), Effect.sleep(20))
})

const run = <E>(store: Layer.Layer<Store | Deliveries, E>): Promise<void> =>
  Effect.runPromise(
    Effect.provide(telling, Layer.provide(Notices.layer(conformanceConfiguration, options), store))
  )
await (isFile ? run(storeOn(where)) : run(storeAt(where, schema)))
