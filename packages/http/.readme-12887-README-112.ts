import { MemoryStore } from "@tessera/core/memory"
import { demoConfiguration } from "@tessera/core/testing"
import { openHttp } from "@tessera/http"
import { apiKeyHash, makeApiKey, networkAccess } from "@tessera/http/access"
import { Redacted } from "effect"
const root = makeApiKey("test")
const clients = [{ id: "setup", scopes: ["all"], keys: [{ id: "first", sha256: apiKeyHash(root) }] }]
await using server = await openHttp({
  configuration: { ...demoConfiguration, clients },
  store: MemoryStore.layer,
  secret: "at least 32 characters, kept outside of the database",
  access: networkAccess({ mode: "test", origin: "https://pos.example" })
})
const { url } = await server.serve()
const ask = async (path: string, sent: object, key: string) => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` }
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(sent) })
  return { status: answer.status, body: await answer.json() }
}
const shop = { reason: "the new web shop", scopes: ["balances:read"] }
const made = await ask("/v1/clients/shop/keys", shop, Redacted.value(root))
const asked = await ask("/v1/redemptions", { amount: 1, currency: "CNY", card: "4000-1234" }, made.body.key)
const unknown = await ask("/v1/balances", { card: "4000-1234" }, "test_nobody")
console.log(made.status, asked.status, unknown.status) // => 201 403 401
