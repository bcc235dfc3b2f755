/** Head office and two franchises that clear day by day, and a ledger of theirs in memory: what the reports are asked of. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect } from "@effect/vitest"
import * as Result from "effect/Result"
import { Clearing } from "../../src/Clearing.ts"
import { readCommand } from "../../src/command/Command.ts"
import { MemoryStore } from "../../src/memory/index.ts"
import { StoredValue } from "../../src/StoredValue.ts"
import { configurationOf, servicesFor } from "../../src/testing/secrets.ts"
import type { ClientId } from "../../src/values/Ids.ts"
import { shop } from "../tables/shop.ts"

/** Two outlets of head office, one of fr1, and two of fr2, of which C1 has two tills. */
export const franchises = (clearing: object, others: object = {}) =>
  shop(
    {},
    {
      owners: [
        { id: "hq", kind: "headOffice" },
        { id: "fr1", kind: "franchise" },
        { id: "fr2", kind: "franchise" }
      ],
      outlets: [
        { id: "A1", owner: "hq" },
        { id: "A2", owner: "hq" },
        { id: "B1", owner: "fr1" },
        { id: "C1", owner: "fr2" },
        { id: "C2", owner: "fr2" }
      ],
      terminals: [
        { id: "T1", outlet: "C1" },
        { id: "T2", outlet: "C1" }
      ],
      operators: [
        { id: "ana", role: "finance" },
        { id: "bo", role: "finance" },
        { id: "cy", role: "cashier" }
      ],
      clearing: { cycles: [{ id: "daily", every: "day" }], ...clearing },
      ...others
    }
  )

export const ledgerOf = (document: unknown) =>
  Clearing.layer.pipe(
    Layer.provideMerge(StoredValue.layer(configurationOf(document))),
    Layer.provideMerge(MemoryStore.layer),
    Layer.provide(servicesFor(1))
  )

/** An instant in Shanghai, to the minute. */
export const at = (text: string): number => Date.parse(`${text}:00+08:00`)

let keys = 0

/** Sends commands at an instant; all of them have to be approved. */
export const send = Effect.fnUntraced(function* (when: string, ...all: ReadonlyArray<object>) {
  const service = yield* StoredValue
  for (const one of all) {
    const command = Result.getOrThrow(readCommand({ key: `k${(keys += 1)}`, ...one }))
    const { outcome, ...rest } = yield* service.submit("till" as ClientId, command, at(when))
    expect([one, outcome, "decline" in rest ? rest.decline : undefined]).toEqual([one, "approved", undefined])
  }
})

const ofAnna = { card: "ANNA", currency: "CNY" }

export const load = (outlet: string, amount: number, more: object = {}) => ({
  type: "Load",
  ...ofAnna,
  outlet,
  amount,
  tender: { kind: "cash" },
  ...more
})

export const redeem = (place: object, amount: number, more: object = {}) => ({
  type: "Redeem",
  ...ofAnna,
  ...place,
  amount,
  ...more
})
