/** Endpoints in SQLite files and in PostgreSQL do what every endpoint store must do. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { EndpointStore } from "@tessera/core/ports"
import {
  endpointCases,
  endpointTenantCases,
  otherConfiguration,
  OtherEndpointStore
} from "@tessera/core/testing"
import { newSchema, servers, storeIn, storesIn } from "./databases.ts"
import { newFile, storeOn } from "./files.ts"

describe("endpoints in a ledger's file", () => {
  it.effect.each([...endpointCases])("$name", ({ run }) =>
    Effect.flatMap(newFile, (file) => Effect.provide(run, storeOn(file)))
  )
  it.effect.each([...endpointTenantCases])("$name", ({ run }) =>
    Effect.gen(function* () {
      const file = yield* newFile
      const other = Layer.effect(OtherEndpointStore, EndpointStore).pipe(
        Layer.provide(storeOn(file, { configuration: otherConfiguration }))
      )
      yield* Effect.provide(run, Layer.merge(storeOn(file), other))
    })
  )
  it.effect("are there when the file is opened again", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const [first] = endpointCases
      if (first === undefined) throw new Error("there is no case")
      yield* Effect.provide(first.run, Layer.fresh(storeOn(file)))
      const found = Effect.flatMap(EndpointStore, ({ all }) => all())
      expect((yield* Effect.provide(found, Layer.fresh(storeOn(file)))).length).toBe(4)
    })
  )
})

describe.each(servers)("endpoints in PostgreSQL $release", ({ url }) => {
  const empty = storesIn(url)
  it.live.each([...endpointCases])("$name", ({ run }) =>
    Effect.suspend(() => Effect.provide(run, Layer.fresh(empty())))
  )
  it.live.each([...endpointTenantCases])("$name", ({ run }) =>
    Effect.suspend(() => {
      const schema = newSchema()
      const other = Layer.effect(OtherEndpointStore, EndpointStore).pipe(
        Layer.provide(storeIn(url, schema, { configuration: otherConfiguration }))
      )
      return Effect.provide(run, Layer.merge(storeIn(url, schema), other))
    })
  )
})
