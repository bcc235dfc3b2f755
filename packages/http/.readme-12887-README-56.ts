import { createServer } from "node:http"
import { Ids, Notices, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import { demoConfiguration } from "@tessera/core/testing"
import { Webhook } from "@tessera/http"
import { Effect, Layer, Redacted, Result } from "effect"
import { Webhook as Verifier } from "standardwebhooks"

const secret = `whsec_${Buffer.from("32 random bytes, made for one receiver").toString("base64")}`
const receiver = createServer(async (request, response) => {
  const body = (await request.toArray()).join("")
  const { data, type } = new Verifier(secret).verify(body, request.headers)
  console.log(type, data.card, data.amount, data.balances[0].ledger)
  response.writeHead(204).end()
})
await new Promise((listening) => receiver.listen(0, "127.0.0.1", listening))

const configuration = Result.getOrThrow(readConfiguration(demoConfiguration))
const url = `http://127.0.0.1:${receiver.address().port}/`
const webhook = Webhook.make({ name: "erp", url, secrets: [Redacted.make(secret)], allowPrivate: true })
const notices = Notices.layer(configuration, { notifiers: [webhook], from: "beginning", inBackground: false })
const key = Redacted.make("at least 32 characters, kept outside of the database")
const ports = [NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(key), NodePinHasher.layer(key)]
const ledger = Layer.provide(StoredValue.layer(configuration), ports)

const sell = Effect.gen(function* () {
  const { submit } = yield* StoredValue
  const here = { card: "4000-1234", outlet: "KTV1", currency: "CNY", tender: { kind: "cash" } }
  const issue = readCommand({ type: "Issue", key: "1", program: "giftCard", amount: 5000, ...here })
  yield* submit(Ids.ClientId.make("till-1"), Result.getOrThrow(issue))
  const { tellAll } = yield* Notices
  yield* tellAll()
})
await Effect.runPromise(Effect.provide(sell, Layer.provide(Layer.merge(ledger, notices), MemoryStore.layer))) // => cardIssued ****1234 5000 5000
receiver.close()
