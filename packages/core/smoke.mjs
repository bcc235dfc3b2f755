// What a stranger does first, in an empty project with the packed package: a sale, the same sale again, one too many.
import { deepEqual, equal } from "node:assert/strict"
import { codeOf, readCommand, verbs } from "@tessera/core"
import { NodeKeyVault } from "@tessera/core/node"
import { Store } from "@tessera/core/ports"
import { takeOfflineCode, unusedTill } from "@tessera/core/offline"
import { open } from "@tessera/core/promise"
import { MemoryStore } from "@tessera/core/memory"

const pos = await open({
  configuration: {
    tenant: "demo",
    zone: "Europe/Sofia",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: [{ id: "SHOP1", owner: "hq" }],
    programs: [
      {
        id: "gift",
        version: 1,
        kind: "bearer",
        asset: { code: "EUR", exponent: 2 },
        subWallets: [{ id: "main", funding: "paid" }]
      }
    ]
  },
  store: MemoryStore.layer,
  secret: "at least 32 characters, kept elsewhere"
})
const here = { card: "9902 1234", outlet: "SHOP1", currency: "EUR" }
const issued = await pos.issue({ ...here, key: "1", program: "gift", amount: 5000, tender: { kind: "cash" } })
equal(issued.outcome, "approved")

const paid = await pos.redeem({ ...here, key: "2", amount: 1200n })
equal(paid.receipt.balances[0].available, 3800n)
deepEqual(await pos.redeem({ ...here, key: "2", amount: 1200 }), { ...paid, replayed: true })

const declined = await pos.redeem({ ...here, key: "3", amount: 3801n })
deepEqual([declined.decline.code, declined.decline.approvable], [codeOf("InsufficientFunds"), 3800n])

const sums = await pos.books()
equal(
  sums.reduce((sum, { amount }) => sum + amount, 0n),
  0n
)
await pos.close()
equal(readCommand({ type: "Redeem" })._tag, "Failure")
equal(Object.keys(verbs).length, 69)
equal(typeof NodeKeyVault.layer, "function")
equal(Store.key, "@tessera/core/ports/Store")
const typed = { binding: { tenant: "demo" }, typed: "000000", at: 0 }
const till = { digits: 6, stepSeconds: 120, windowSteps: 1, tries: 3, lockMinutes: 60 }
equal(takeOfflineCode(() => "f".repeat(64), unusedTill, typed, till).why, "wrong")
