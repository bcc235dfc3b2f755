/** The store on PostgreSQL does what every store must do, on the oldest and the newest server, with one shard and several. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Store } from "@tessera/core/ports"
import {
  commitCases,
  dueCases,
  journalCases,
  otherConfiguration,
  OtherStore,
  tenantCases,
  viewCases
} from "@tessera/core/testing"
import { newSchema, servers, storeIn } from "../databases.ts"

const cases = [...commitCases, ...viewCases, ...journalCases, ...dueCases]

describe.each(servers)("a store in PostgreSQL $release", ({ url }) => {
  it.effect.each(cases)("$name", ({ run }) =>
    Effect.suspend(() => Effect.provide(run, storeIn(url, newSchema(), { shards: 1 })))
  )
  it.effect.each([...tenantCases])("$name", ({ run }) =>
    Effect.suspend(() => {
      const schema = newSchema()
      const other = Layer.effect(OtherStore, Store).pipe(
        Layer.provide(storeIn(url, schema, { configuration: otherConfiguration, shards: 1 }))
      )
      return Effect.provide(run, Layer.merge(storeIn(url, schema, { shards: 1 }), other))
    })
  )
})
