/** The store on SQLite does what every store must do, in a file and in memory, with and without its own memory. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type CommitUnknown, type Deliveries, Store, type StoreUnavailable } from "@tessera/core/ports"
import {
  commitCases,
  deliveryCases,
  dueCases,
  journalCases,
  networkCases,
  otherConfiguration,
  OtherStore,
  tenantCases,
  viewCases
} from "@tessera/core/testing"
import { newFile, storeOn } from "./files.ts"

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
const inFile = (kept?: number) =>
  Layer.unwrap(Effect.map(newFile, (file) => storeOn(file, kept === undefined ? {} : { kept })))

describe("a store in a SQLite file", () => {
  it.effect.each(cases)("$name", ({ run }) => Effect.provide(run, inFile()))
  it.effect.each([...tenantCases])("$name", ({ run }) =>
    Effect.gen(function* () {
      const file = yield* newFile
      const other = Layer.effect(OtherStore, Store).pipe(
        Layer.provide(storeOn(file, { configuration: otherConfiguration }))
      )
      yield* Effect.provide(run, Layer.merge(storeOn(file), other))
    })
  )
})

describe("a store in a SQLite file that keeps next to nothing in memory", () => {
  it.effect.each(cases)("$name", ({ run }) => Effect.provide(run, inFile(1)))
})

describe("a store in SQLite's memory", () => {
  it.effect.each(cases)("$name", ({ run }) => Effect.provide(run, storeOn(":memory:", { forTests: true })))
})
