/** The races as a long campaign: `npm run races -- --rounds=1000`, on one store or all, each race on a ledger of its own. */
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { MemoryStore } from "@tessera/core/memory"
import { Store } from "@tessera/core/ports"
import { conformanceConfiguration, OtherStore, raceCases, raceCasesOfTwo } from "@tessera/core/testing"
import { PostgresStore } from "../src/postgres/index.ts"
import { programsOf, type Release, temporaryPostgres } from "../src/testing/index.ts"
import { newFile, storeOn, vault } from "./files.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    /** memory, sqlite, postgres18 or postgres15. */
    store: { type: "string", multiple: true },
    /** Only the races whose names contain this. */
    race: { type: "string", default: "" },
    /** At `one` store, or at `two` of one ledger; absent: both. */
    at: { type: "string" }
  }
})
const options = { rounds: Number(values.rounds), seed: Number(values.seed) }

type Stores<R> = () => Layer.Layer<R, unknown>

interface Track {
  readonly name: string
  readonly one: Stores<Store>
  /** Two stores of one ledger, where there can be two. */
  readonly two?: Stores<Store | OtherStore>
}

let failed = 0
const tried = async (name: string, run: Effect.Effect<void, unknown>): Promise<void> => {
  const start = performance.now()
  const words = await Effect.runPromise(Effect.as(run, "stood")).catch((error: unknown) => {
    failed += 1
    return `FAILED: ${error instanceof Error ? error.stack : String(error)}`
  })
  console.log(
    `${name}: ${options.rounds} rounds, ${Math.round((performance.now() - start) / 1000)} s, ${words}`
  )
}

const runOn = async ({ name, one, two }: Track): Promise<void> => {
  for (const race of values.at === "two" ? [] : raceCases(options))
    if (race.name.includes(values.race)) await tried(`${name}, ${race.name}`, Effect.provide(race.run, one()))
  if (two === undefined || values.at === "one") return
  for (const race of raceCasesOfTwo(options))
    if (race.name.includes(values.race))
      await tried(`${name}, two stores, ${race.name}`, Effect.provide(race.run, two()))
}

const onPostgres = async (release: Release): Promise<void> => {
  const server = await temporaryPostgres({ release })
  let count = 0
  /** As much at once as there can be, in all shards, and as much from memory. */
  const storeIn = (schema: string) =>
    PostgresStore.layer({
      url: Redacted.make(server.url()),
      schema,
      shards: 3,
      home: "none",
      foreseenAfter: 0,
      configuration: conformanceConfiguration
    }).pipe(Layer.provide(vault), Layer.fresh)
  const one = () => storeIn(`race_${(count += 1)}`)
  const two = () => {
    const schema = `race_${(count += 1)}`
    return Layer.provideMerge(
      Layer.effect(OtherStore, Store).pipe(Layer.provide(storeIn(schema))),
      storeIn(schema)
    )
  }
  try {
    await runOn({ name: `PostgreSQL ${typeof release === "string" ? release : release.folder}`, one, two })
  } finally {
    await server.remove()
  }
}

const memory = () => Layer.fresh(MemoryStore.layer)
const sqlite = () => Layer.unwrap(Effect.map(newFile, (file) => storeOn(file)))
const twice = <E>(store: Layer.Layer<Store, E>) => Layer.provideMerge(Layer.effect(OtherStore, Store), store)

const tracks: Readonly<Record<string, () => Promise<void>>> = {
  memory: () => runOn({ name: "memory", one: memory, two: () => twice(memory()) }),
  sqlite: () => runOn({ name: "SQLite", one: sqlite, two: () => twice(sqlite()) }),
  postgres18: () => onPostgres("18"),
  postgres15: () => (programsOf("15") === undefined ? Promise.resolve() : onPostgres("15"))
}
for (const [name, run] of Object.entries(tracks)) if (values.store?.includes(name) ?? true) await run()
console.log(failed === 0 ? "every race stood" : `${failed} races were lost`)
process.exitCode = failed === 0 ? 0 : 1
