/**
 * The shop of the storms: one head office, two outlets, a member card with given and paid value, and a gift card.
 *
 * @module
 */
import { Configuration, readConfiguration } from "@tessera/core"
import { NodeDigest, NodeKeyVault } from "@tessera/core/node"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const subWallets = [
  { id: "gift", priority: 10, funding: "promotional" },
  { id: "refund", priority: 80, funding: "refund" },
  { id: "main", priority: 90, funding: "paid" }
]

const document = {
  tenant: "storm",
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [
    { id: "S1", owner: "hq" },
    { id: "S2", owner: "hq" }
  ],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets,
      offers: [{ id: "1000+200", pay: 100_000, bonus: { subWallet: "gift", amount: 20_000 } }],
      holds: { expireAfter: { days: 7 } },
      // A run may cross midnight, after which the trading day of a sale is over.
      reversal: { days: 3 },
      capabilities: { cashOut: true }
    },
    { id: "bearer", version: 1, kind: "bearer", asset: { code: "CNY", exponent: 2 }, subWallets }
  ]
}

/** The shop's configuration. */
export const shop: Configuration = Result.getOrThrow(readConfiguration(document))

/** Digests and keys; the secret is known to every reader. */
const vault = NodeKeyVault.layer(Redacted.make("a secret that every reader of the storms knows"))
export const digestAndVault = Layer.mergeAll(vault, NodeDigest.layer)
