/**
 * Conformance cases: what every store must do, each case a sentence and an effect that fails when it does not.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import { type Configuration, readConfiguration } from "../../network/Configuration.ts"
import { CommitUnknown, Store, StoreUnavailable } from "../../ports/Store.ts"
import * as Result from "effect/Result"

/** A case. It needs an empty store that was opened for `conformanceConfiguration`, and leaves it used. */
export interface StoreCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable | CommitUnknown, Store>
}

/** A second tenant's store in the same database, opened for `otherConfiguration`. */
export class OtherStore extends Context.Service<OtherStore, Store["Service"]>()(
  "@tessera/core/testing/OtherStore"
) {}

/** A case for stores that hold several tenants. */
export interface TenantCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable | CommitUnknown, Store | OtherStore>
}

const documentOf = (tenant: string): unknown => ({
  tenant,
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [
    { id: "S1", owner: "hq" },
    { id: "S2", owner: "hq", restricted: true },
    { id: "S3", owner: "hq", shifts: "required" }
  ],
  terminals: [{ id: "T1", outlet: "S1" }],
  authorizationCodes: { offline: {} },
  operators: [
    { id: "max", role: "manager" },
    {
      id: "amy",
      role: "cashier",
      limits: [{ id: "once", verb: "Load", amount: 100, currency: "CNY", per: "operation" }]
    }
  ],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional", validity: { months: 6 } },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [{ id: "1000+200", pay: 100_000, bonus: { subWallet: "gift", amount: 20_000 } }],
      numbering: { prefix: "9902", length: 16, order: "permuted" },
      holds: { expireAfter: { days: 7 } },
      verification: {
        pinAbove: "never",
        channels: [
          { channel: "app", pinAbove: "always" },
          { channel: "backoffice", pinAbove: "always" }
        ],
        oneTimeCode: {}
      },
      capabilities: { reportLost: true, replace: true }
    },
    {
      id: "sleepy",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }],
      dormancy: { after: { days: 9 }, fee: { amount: 300, every: "month" } }
    }
  ]
})

/** The tenant for which the cases' store is opened. */
export const conformanceConfiguration: Configuration = Result.getOrThrow(readConfiguration(documentOf("t1")))

/** The other tenant: the same programs and the same ids, another name. */
export const otherConfiguration: Configuration = Result.getOrThrow(readConfiguration(documentOf("t2")))
