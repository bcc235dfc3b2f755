/** Records of holders in SQLite files and in PostgreSQL do what every holder store must do. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { HolderStore } from "@tessera/core/ports"
import {
  conformanceConfiguration,
  holderCases,
  holderTenantCases,
  otherConfiguration,
  OtherHolderStore
} from "@tessera/core/testing"
import { PostgresHolders } from "../src/postgres/index.ts"
import { SqliteHolders } from "../src/sqlite/index.ts"
import * as Redacted from "effect/Redacted"
import { newSchema, played, storeIn } from "./databases.ts"
import { newFile, storeOn, vault } from "./files.ts"

const inFile = Layer.unwrap(Effect.map(newFile, (file) => storeOn(file)))

describe("records in a ledger's file", () => {
  it.effect.each([...holderCases])("$name", ({ run }) => Effect.provide(run, Layer.fresh(inFile)))
  it.effect.each([...holderTenantCases])("$name", ({ run }) =>
    Effect.gen(function* () {
      const file = yield* newFile
      const other = Layer.effect(OtherHolderStore, HolderStore).pipe(
        Layer.provide(storeOn(file, { configuration: otherConfiguration }))
      )
      yield* Effect.provide(run, Layer.merge(storeOn(file), other))
    })
  )
})

describe("records in a file of their own", () => {
  const apart = Layer.unwrap(
    Effect.map(newFile, (file) => SqliteHolders.layer({ file, configuration: conformanceConfiguration }))
  ).pipe(Layer.provide(vault))
  it.effect.each([...holderCases])("$name", ({ run }) => Effect.provide(run, Layer.fresh(apart)))
})

describe.each(played)("records in PostgreSQL $release", ({ url }) => {
  it.live.each([...holderCases])("$name", ({ run }) =>
    Effect.suspend(() => Effect.provide(run, storeIn(url, newSchema())))
  )
  it.live.each([...holderCases])("in a schema of their own: $name", ({ run }) =>
    Effect.suspend(() => {
      const options = {
        url: Redacted.make(url),
        schema: newSchema(),
        configuration: conformanceConfiguration
      }
      const apart = PostgresHolders.layer(options).pipe(Layer.provide(vault), Layer.fresh)
      return Effect.provide(run, apart)
    })
  )
  it.live.each([...holderTenantCases])("$name", ({ run }) =>
    Effect.suspend(() => {
      const schema = newSchema()
      const other = Layer.effect(OtherHolderStore, HolderStore).pipe(
        Layer.provide(storeIn(url, schema, { configuration: otherConfiguration }))
      )
      return Effect.provide(run, Layer.merge(storeIn(url, schema), other))
    })
  )
})
