import { open } from "@tessera/core/promise"
import { MemoryStore } from "@tessera/core/memory"

const hotel = { id: "hotel", version: 1, kind: "registered", asset: { code: "EUR", exponent: 2 } }
const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "DESK", owner: "hq" }],
  programs: [{ ...hotel, holds: { tolerancePercent: 10 }, subWallets: [{ id: "main", funding: "paid" }] }]
}
const secret = "at least 32 characters, kept outside of the database"
await using pos = await open({ configuration, store: MemoryStore.layer, secret })

const at = { outlet: "DESK", currency: "EUR" }
const card = "GUEST-0007"
await pos.issue({ ...at, card, key: "D-1", program: "hotel", amount: 20_000, tender: { kind: "bankCard" } })

await pos.hold({ ...at, card, key: "D-2", amount: 15_000, tolerance: 10 })
const second = await pos.hold({ ...at, card, key: "D-3", amount: 9_000 })
if (second.outcome === "declined" && second.decline._tag === "InsufficientFunds")
  console.log(second.decline.approvable, second.decline.held, second.decline.retry) // => 5000n 15000n newKey

const bill = await pos.capture({ ...at, key: "D-4", holdKey: "D-2", amount: 12_500 })
console.log(bill.outcome === "approved" && bill.receipt.released) // => 2500n

const back = await pos.refund({ ...at, key: "D-5", originalKey: "D-4", amount: 500 })
console.log(back.outcome === "approved" && back.receipt.balances[0]?.available) // => 8000n

for (const { account, amount } of await pos.books()) console.log(account.kind, amount)
// => cashClearing 20000n
// => liability -8000n
// => merchantPayable -12000n
