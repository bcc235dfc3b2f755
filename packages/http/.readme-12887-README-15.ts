import { Ids } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { demoConfiguration as configuration } from "@tessera/core/testing"
import { openHttp, StaticKeys } from "@tessera/http"
import { client } from "@tessera/http/api"
import { Redacted } from "effect"

const key = Redacted.make("test_a-long-text-that-nobody-can-guess")
const caller = {
  kind: "server", client: Ids.ClientId.make("web shop"), tenant: "demo", scopes: "all", rows: {}, mode: "test", details: true
} as const
await using service = await openHttp({
  configuration,
  store: MemoryStore.layer,
  secret: "at least 32 characters, kept outside of the database",
  access: StaticKeys.layer([{ hash: StaticKeys.hash(key), caller }])
})
const { url } = await service.serve()

const tessera = client({ baseUrl: url, key, language: "bg" })
const here = { card: "4000-1234", outlet: "KTV1", currency: "CNY" }
await tessera.issue({ ...here, program: "giftCard", amount: 5000, tender: { kind: "cash" } })
const sold = await tessera.redeem({ ...here, amount: 1500 }, { idempotencyKey: "till-7-1" })
console.log(sold.outcome, sold.outcome === "approved" && sold.balances[0]?.ledger) // => approved 3500

const again = await tessera.redeem({ ...here, amount: 1500 }, { idempotencyKey: "till-7-1" })
console.log(again.outcome === "approved" && again.replayed) // => true
const refused = await tessera.redeem({ ...here, amount: 9900 })
console.log(refused.outcome === "declined" && refused.problem.detail) // => Тук и сега могат да се използват само 35.00 CNY.
