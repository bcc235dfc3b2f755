/** The store on PostgreSQL does what every store must do, on the oldest and the newest server, with one shard and several. */
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type CommitUnknown, type Deliveries, Store, type StoreUnavailable } from "@tessera/core/ports"
import {
  commitCases,
  conformanceConfiguration,
  deliveryCases,
  dueCases,
  journalCases,
  networkCases,
  otherConfiguration,
  OtherStore,
  tenantCases,
  viewCases
} from "@tessera/core/testing"
import { newSchema, ofNewTenant, servers, storeIn, storesIn } from "../databases.ts"
import { aDay, found, issue, redeem, send, serviceOn } from "../sales.ts"
import { isInstalled, startPooler } from "./pooler.ts"

interface Case {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable | CommitUnknown, Store | Deliveries>
}

const cases: ReadonlyArray<Case> = [
  ...commitCases,
  ...viewCases,
  ...journalCases,
  ...dueCases,
  ...networkCases,
  ...deliveryCases
]

const newest = servers[0] ?? { url: "" }

describe.each(servers)("a store in PostgreSQL $release", ({ url }) => {
  const store = storesIn(url)
  it.live.each(cases)("$name", ({ run }) => Effect.suspend(() => Effect.provide(run, store())))
  it.live.each([...tenantCases])("$name", ({ run }) =>
    Effect.suspend(() => {
      const schema = newSchema()
      const other = Layer.effect(OtherStore, Store).pipe(
        Layer.provide(storeIn(url, schema, { configuration: otherConfiguration, shards: 1 }))
      )
      return Effect.provide(run, Layer.merge(storeIn(url, schema, { shards: 1 }), other))
    })
  )
})

const foreseeing = storesIn(newest.url, { foreseenAfter: 0 })
it.live.each(cases)("a store that decides from memory wherever it can: $name", ({ run }) =>
  Effect.suspend(() => Effect.provide(run, foreseeing()))
)

/** In transaction mode every transaction is given another session of the server. */
describe.each(isInstalled ? servers : [])("behind a pooler of PostgreSQL $release", ({ url }) => {
  let pooler: Awaited<ReturnType<typeof startPooler>>
  beforeAll(async () => {
    pooler = await startPooler(url)
  })
  afterAll(() => pooler.end())

  const schema = newSchema()
  it.live.each(cases)("$name", ({ run }) =>
    Effect.suspend(() => {
      const configuration = ofNewTenant(conformanceConfiguration)
      return Effect.provide(run, storeIn(pooler.url, schema, { shards: 1, prepare: false, configuration }))
    })
  )

  it.live("many callers at once are served by few sessions", () =>
    Effect.suspend(() => {
      const story = Effect.gen(function* () {
        yield* Effect.forEach(aDay, (sent) => send(sent))
        const sent = Array.from({ length: 200 }, (_, n) =>
          send(redeem(`p${n}`, 10, n % 2 === 0 ? "CARD1" : "CARD2"), `till${n % 20}`)
        )
        expect(new Set(yield* Effect.all(sent, { concurrency: "unbounded" }))).toEqual(new Set(["approved"]))
        expect((yield* found).bad).toBeUndefined()
      })
      return Effect.provide(story, serviceOn(storeIn(pooler.url, newSchema(), { shards: 3, prepare: false })))
    })
  )

  it.live(
    "two processes that were not told of it lose nothing where a session does not know what they prepared",
    () =>
      Effect.suspend(() => {
        const schema = newSchema()
        const cards = Array.from({ length: 8 }, (_, n) => `CARD${n}`)
        const on = (home: number) =>
          serviceOn(storeIn(pooler.url, schema, { shards: 2, home, foreseenAfter: 0 }))
        const selling = (process: number) =>
          Effect.forEach(Array.from({ length: 12 }), (_, n) =>
            Effect.all(
              cards.map((card, till) =>
                send(redeem(`p${process}-${n}-${till}`, 10, card), `${process}-${till}`)
              ),
              { concurrency: "unbounded" }
            )
          )
        const story = Effect.gen(function* () {
          yield* Effect.forEach(cards, (card) => send(issue(card)))
          const outcomes = yield* Effect.all([selling(0), Effect.provide(selling(1), on(1))], {
            concurrency: "unbounded"
          })
          expect(new Set(outcomes.flat(2))).toEqual(new Set(["approved"]))
          expect(yield* found).toMatchObject({ operations: 8 + 2 * 12 * 8, failing: [] })
        })
        return Effect.provide(story, on(0))
      })
  )
})
