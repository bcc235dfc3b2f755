/**
 * Conformance of endpoint stores: one of two writers wins, the order is that of the ids, and what is removed is gone.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Endpoint } from "../../notice/Endpoint.ts"
import { EndpointStore } from "../../ports/EndpointStore.ts"
import type { StoreUnavailable } from "../../ports/Store.ts"
import { firstInstant } from "../Till.ts"

/** A case. It needs a store without endpoints, opened for `conformanceConfiguration`, and leaves it used. */
export interface EndpointCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable, EndpointStore>
}

/** A second tenant's endpoints in the same database, opened for `otherConfiguration`. */
export class OtherEndpointStore extends Context.Service<OtherEndpointStore, EndpointStore["Service"]>()(
  "@tessera/core/testing/OtherEndpointStore"
) {}

/** A case for stores that hold several tenants. */
export interface EndpointTenantCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable, EndpointStore | OtherEndpointStore>
}

const endpointOf = (id: string, version = 1, more: Partial<Endpoint> = {}): Endpoint => ({
  id: `whe_${id}`,
  version,
  url: `https://erp.example.org/${id}?of='cards'`,
  scheme: "v1",
  secrets: [{ salt: "5a17" }],
  createdAt: firstInstant,
  changedAt: firstInstant + version,
  ...more
})

const full = endpointOf("full", 1, {
  description: "the shop's “ERP” 工",
  kinds: ["valueRedeemed", "cardIssued"],
  scheme: "v1a",
  secrets: [{ salt: "new" }, { salt: "old", until: firstInstant + 9 }],
  disabled: { because: "failing", at: firstInstant, told: true }
})

export const endpointCases: ReadonlyArray<EndpointCase> = [
  {
    name: "an endpoint is found as it was written, and all are in the order of their ids",
    run: Effect.gen(function* () {
      const { all, find, write } = yield* EndpointStore
      assert.deepEqual(yield* all(), [])
      for (const one of [full, endpointOf("b"), endpointOf("A"), endpointOf("a")])
        assert.equal(yield* write(one), true)
      assert.deepEqual(yield* find("whe_full"), full)
      assert.equal(yield* find("whe_FULL"), undefined)
      assert.deepEqual(yield* all(), [endpointOf("A"), endpointOf("a"), endpointOf("b"), full])
    })
  },
  {
    name: "a version follows the one before it, and nothing else",
    run: Effect.gen(function* () {
      const { find, write } = yield* EndpointStore
      assert.equal(yield* write(endpointOf("a", 2)), false)
      assert.equal(yield* find("whe_a"), undefined)
      assert.equal(yield* write(endpointOf("a")), true)
      assert.equal(yield* write(endpointOf("a", 1, { url: "https://other.example.org/" })), false)
      assert.equal(yield* write(endpointOf("a", 3)), false)
      assert.deepEqual(yield* find("whe_a"), endpointOf("a"))
      assert.equal(yield* write(endpointOf("a", 2)), true)
      assert.deepEqual(yield* find("whe_a"), endpointOf("a", 2))
    })
  },
  {
    name: "of many who change the same version at once, one does",
    run: Effect.gen(function* () {
      const { find, write } = yield* EndpointStore
      yield* write(endpointOf("a"))
      const changes = Array.from({ length: 8 }, (_, n) => endpointOf("a", 2, { description: `${n}` }))
      const written = yield* Effect.forEach(changes, (one) => write(one), { concurrency: "unbounded" })
      assert.equal(written.filter(Boolean).length, 1)
      assert.deepEqual(yield* find("whe_a"), changes[written.indexOf(true)])
    })
  },
  {
    name: "what is removed is gone, under its version alone, and its id may begin anew",
    run: Effect.gen(function* () {
      const { all, find, remove, write } = yield* EndpointStore
      yield* write(endpointOf("a"))
      yield* write(endpointOf("b"))
      assert.equal(yield* remove("whe_a", 2), false)
      assert.equal(yield* remove("whe_c", 1), false)
      assert.equal(yield* remove("whe_a", 1), true)
      assert.equal(yield* remove("whe_a", 1), false)
      assert.equal(yield* find("whe_a"), undefined)
      assert.deepEqual(yield* all(), [endpointOf("b")])
      assert.equal(yield* write(endpointOf("a")), true)
    })
  }
]

export const endpointTenantCases: ReadonlyArray<EndpointTenantCase> = [
  {
    name: "nobody sees, changes or removes another tenant's endpoints",
    run: Effect.gen(function* () {
      const [own, other] = [yield* EndpointStore, yield* OtherEndpointStore]
      yield* own.write(endpointOf("a"))
      assert.equal(yield* other.find("whe_a"), undefined)
      assert.deepEqual(yield* other.all(), [])
      assert.equal(yield* other.remove("whe_a", 1), false)
      assert.equal(yield* other.write(endpointOf("a", 2)), false)
      assert.equal(yield* other.write(endpointOf("a", 1, { url: "https://other.example.org/" })), true)
      assert.deepEqual(yield* own.all(), [endpointOf("a")])
    })
  }
]
