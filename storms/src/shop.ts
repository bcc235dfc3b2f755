/**
 * The shop of the storms: a head office and a franchise, outlets, staff, a member card with given and paid value, a gift card, and
 * a club with points, vouchers and PINs.
 *
 * @module
 */
import { Configuration, readConfiguration } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodePinHasher } from "@tessera/core/node"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const subWallets = [
  { id: "gift", priority: 10, funding: "promotional" },
  { id: "refund", priority: 80, funding: "refund" },
  { id: "main", priority: 90, funding: "paid" }
]

const asset = { code: "CNY", exponent: 2 }

/** Owners settle day by day. */
export const clearing = { cycles: [{ id: "daily", every: "day" }] }

const document = {
  tenant: "storm",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "S1", owner: "hq" },
    { id: "S2", owner: "hq" },
    { id: "S3", owner: "hq", shifts: "counted" }
  ],
  operators: [
    {
      id: "amy",
      role: "finance",
      permissions: { OpenShift: "yes", CloseShift: "yes", Remit: "yes", Issue: "yes", FreeAmount: "yes" }
    },
    { id: "bo", role: "finance" },
    { id: "cid", role: "cashier" }
  ],
  clearing,
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset,
      subWallets,
      offers: [{ id: "1000+200", pay: 100_000, bonus: { subWallet: "gift", amount: 20_000 } }],
      holds: { expireAfter: { days: 7 } },
      // A run may cross midnight, after which the trading day of a sale is over.
      reversal: { days: 3 },
      capabilities: { cashOut: true }
    },
    { id: "bearer", version: 1, kind: "bearer", asset, subWallets },
    {
      id: "club",
      version: 1,
      kind: "registered",
      asset,
      subWallets,
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" },
        earn: [],
        conversion: { points: 100, amount: 1, subWallet: "gift" }
      },
      vouchers: [{ id: "tea", subWallet: "gift", amount: 500 }],
      verification: { pinAbove: "never", oneTimeCode: {} },
      escheat: { after: { days: 1 }, from: "issue" }
    },
    {
      id: "numbered",
      version: 1,
      kind: "bearer",
      asset,
      subWallets,
      numbering: { prefix: "99", length: 16, order: "permuted" }
    }
  ]
}

/** The shop's configuration. */
export const shop: Configuration = Result.getOrThrow(readConfiguration(document))

/** Digests and keys; the secret is known to every reader. */
const secret = Redacted.make("a secret that every reader of the storms knows")
/** A hash costs next to nothing: what is tried here is the wire. */
const hasher = NodePinHasher.layer(secret, { memory: 8, passes: 1 })
export const digestAndVault = Layer.mergeAll(NodeKeyVault.layer(secret), NodeDigest.layer, hasher)
