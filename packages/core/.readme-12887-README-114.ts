import { open } from "@tessera/core/promise"
import { MemoryStore } from "@tessera/core/memory"

const gift = { id: "gift", version: 1, kind: "registered", asset: { code: "EUR", exponent: 2 } }
const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "KIOSK", owner: "hq" }],
  programs: [{ ...gift, subWallets: [{ id: "main", funding: "paid" }] }]
}
const secret = "at least 32 characters, kept outside of the database"
await using pos = await open({ configuration, store: MemoryStore.layer, secret })

const here = { card: "GIFT-0001", outlet: "KIOSK", currency: "EUR" }
const journal = [
  { ...here, type: "Issue", key: "K-1", program: "gift", amount: 5000, tender: { kind: "cash" } },
  { ...here, type: "Redeem", key: "K-2", amount: 4500 },
  { ...here, type: "Redeem", key: "K-3", amount: 900 },
  { ...here, type: "Redeem", key: "K-4", amount: "9.00" },
  { ...here, type: "Redeem", key: "K-2", amount: 4500 }
]
for (const end of await pos.submitMany(journal))
  console.log(end.key, end.outcome, "replayed" in end && end.replayed)
// => K-1 approved false
// => K-2 approved false
// => K-3 declined false
// => K-4 invalid false
// => K-2 approved true
