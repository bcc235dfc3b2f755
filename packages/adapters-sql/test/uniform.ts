/**
 * Whether a stranger can tell cards apart by the time of an answer: `npm run uniform -- --samples=2000`. Each kind of card is asked about
 * in turns, in an order that chance decides, and compared with a card that is not there by Welch's t on the logarithms of the times.
 */
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Ids, readCommand, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import type { KeyVault, Store } from "@tessera/core/ports"
import { PostgresStore } from "../src/postgres/index.ts"
import { SqliteStore } from "../src/sqlite/index.ts"
import { temporaryPostgres } from "../src/testing/index.ts"
import { newFile, vault } from "./files.ts"
import { memberShop } from "./memberShop.ts"

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "2000" },
    /** How long strangers wait for a refusal, in milliseconds; 0 shows what they would hear without it. */
    wait: { type: "string", default: "50" },
    /** memory, sqlite or postgres. */
    store: { type: "string", default: "sqlite" }
  }
})
const samples = Number(values.samples)
const strangersWait = Number(values.wait)

const configuration = memberShop({ pinAbove: "always", oneTimeCode: {} })

const kinds = ["not there", "wrong PIN", "no PIN", "blocked", "lost"] as const
type Kind = (typeof kinds)[number]
const cardOf = (kind: Kind, n: number): string => `CARD-${kinds.indexOf(kind)}-${n}`

/** What is asked of each, from cheap to dear: nothing to compare, a code, a PIN. */
const questions: Readonly<Record<string, object>> = {
  "no PIN sent": {},
  "a wrong code": { oneTimeCode: "000000" },
  "a wrong PIN": { pin: "0000" },
  "a code is asked for": { type: "RequestOneTimeCode" }
}

type Sample = readonly [mean: number, variance: number, count: number]

/** Mean and variance without the slowest twentieth, which is what else ran on the machine. */
const summed = (times: ReadonlyArray<number>): Sample => {
  const kept = times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length * 0.95))
  const logs = kept.map(Math.log)
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length
  return [mean, logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (logs.length - 1), logs.length]
}

const welch = ([m1, v1, n1]: Sample, [m2, v2, n2]: Sample): number => (m1 - m2) / Math.sqrt(v1 / n1 + v2 / n2)

/** What a question took for each kind of card, against one that is not there. */
const report = (name: string, times: ReadonlyMap<Kind, ReadonlyArray<number>>): void => {
  const nobody = summed(times.get("not there") ?? [])
  console.log(`${name}: not there ${(Math.exp(nobody[0]) * 1000).toFixed(0)} µs`)
  for (const kind of kinds.slice(1)) {
    const one = summed(times.get(kind) ?? [])
    const slower = (Math.exp(one[0] - nobody[0]) - 1) * 100
    console.log(`  ${kind}: ${slower.toFixed(1)} % slower, t = ${welch(one, nobody).toFixed(1)}`)
  }
}

/** A card of a kind, as it is before anything is asked about it. */
const made = Effect.fnUntraced(function* <E, R>(
  say: (sent: object) => Effect.Effect<unknown, E, R>,
  kind: Kind,
  n: number
) {
  const card = cardOf(kind, n)
  yield* say({ type: "Issue", program: "member", card })
  if (kind !== "no PIN") yield* say({ type: "SetPin", card, newPin: "4711" })
  if (kind === "blocked") yield* say({ type: "Block", card, reason: "x" })
  if (kind === "lost") yield* say({ type: "ReportLost", card, reason: "x" })
})

const measured = Effect.gen(function* () {
  const { submit } = yield* StoredValue
  let keys = 0
  const say = (sent: object) =>
    submit(Ids.ClientId.make("till"), Result.getOrThrow(readCommand({ key: `k${(keys += 1)}`, ...sent })))
  for (const [name, question] of Object.entries(questions)) {
    const round = Object.keys(questions).indexOf(name) * samples
    yield* Effect.forEach(
      kinds.slice(1).flatMap((kind) => Array.from({ length: samples }, (_, n) => [kind, round + n] as const)),
      ([kind, n]) => made(say, kind, n),
      { concurrency: 64, discard: true }
    )
    const times = new Map<Kind, Array<number>>(kinds.map((kind) => [kind, []]))
    for (let n = round; n < round + samples; n++)
      for (const kind of kinds.toSorted(() => Math.random() - 0.5)) {
        const money = "type" in question ? {} : { type: "Redeem", outlet: "S1", amount: 1, currency: "CNY" }
        const start = performance.now()
        yield* say({ ...money, ...question, card: cardOf(kind, n), channel: "web" })
        times.get(kind)?.push(performance.now() - start)
      }
    report(name, times)
  }
})

const run = (store: Layer.Layer<Store, unknown, KeyVault>) =>
  measured.pipe(
    Effect.provide(
      StoredValue.layer(configuration, { strangersWait }).pipe(
        Layer.provide(store),
        Layer.provide([NodeDigest.layer, NodeOperationIds.layer, vault]),
        Layer.provide(
          NodePinHasher.layer(Redacted.make("any pepper at all, for a test"), { memory: 64, passes: 1 })
        )
      )
    ),
    Effect.runPromise
  )

const onPostgres = async (): Promise<void> => {
  const server = await temporaryPostgres({ release: "18" })
  try {
    await run(PostgresStore.layer({ url: Redacted.make(server.url()), configuration }))
  } finally {
    await server.remove()
  }
}

const tracks: Readonly<Record<string, () => Promise<void>>> = {
  memory: () => run(MemoryStore.layer),
  sqlite: () => run(Layer.unwrap(Effect.map(newFile, (file) => SqliteStore.layer({ file, configuration })))),
  postgres: onPostgres
}
const track = tracks[values.store]
if (track === undefined) throw new Error("--store: Expected memory, sqlite or postgres")
await track()
