/** The races on SQLite and PostgreSQL, and those of two stores of one ledger, as two processes have them. */
import { describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Store } from "@tessera/core/ports"
import { OtherStore, raceCases, raceCasesOfTwo } from "@tessera/core/testing"
import { newSchema, played, storeIn } from "./databases.ts"
import { newFile, storeOn } from "./files.ts"

layer(Layer.unwrap(Effect.map(newFile, (file) => storeOn(file))), { excludeTestServices: true })(
  "races on a SQLite file",
  (it) => {
    it.effect.each([...raceCases({ rounds: 2 })])("$name", ({ run }) => run)
  }
)

const everywhere = { shards: 3, home: "none", foreseenAfter: 0 } as const

describe.each(played)("races in PostgreSQL $release", ({ url }) => {
  // What a release does differently shows in a round; chance has more of them in `npm run races`.
  const rounds = 1
  layer(storeIn(url, newSchema(), everywhere), { excludeTestServices: true })("at one store", (it) => {
    it.effect.each([...raceCases({ rounds })])("$name", ({ run }) => run)
  })

  const schema = newSchema()
  const other = Layer.effect(OtherStore, Store).pipe(Layer.provide(storeIn(url, schema, everywhere)))
  layer(Layer.provideMerge(other, storeIn(url, schema, everywhere)), { excludeTestServices: true })(
    "at two stores at once",
    (it) => {
      it.effect.each([...raceCasesOfTwo({ rounds })])("$name", ({ run }) => run)
    }
  )
})
