/**
 * A morning in a bakery whose holders get short messages, each in their language.
 *
 *   node --conditions=@tessera/source src/main.ts
 *
 * @module
 */
import { Ids, Messenger, Notices, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import { Contacts } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { localGateway } from "./localGateway.ts"
import { contacts, document, morning, texts } from "./shop.ts"
import { SmsGateway } from "./SmsGateway.ts"

const configuration = Result.getOrThrow(readConfiguration(document))
const [secret, token] = [Redacted.make("32 characters that nobody knows!"), "the gateway's token"]
const till = Ids.ClientId.make("till-1")

/** Which holder an account belongs to, as the shop wrote it down when it issued the card. */
const holders = new Map<string, string>()
const book = Contacts.of({
  find: (account) => Effect.sync(() => Option.fromNullishOr(contacts[holders.get(account) ?? ""]))
})

const ports = Layer.mergeAll(
  NodeDigest.layer,
  NodeOperationIds.layer,
  NodeKeyVault.layer(secret),
  NodePinHasher.layer(secret)
)
const ledger = StoredValue.layer(configuration).pipe(
  Layer.provide(ports),
  Layer.provideMerge(MemoryStore.layer)
)

const sells = Effect.gen(function* () {
  const service = yield* StoredValue
  for (const sent of morning) {
    const command = Result.getOrThrow(readCommand(sent))
    const outcome = yield* service.submit(till, command)
    if (outcome.outcome !== "approved") continue
    if (command.type === "Issue" && command.holder !== undefined)
      holders.set(outcome.receipt.account ?? "", command.holder)
  }
})

const program = Effect.gen(function* () {
  const gateway = yield* localGateway(token, ({ text, to }) => console.log(`${to}  ${text}`))
  const sender = SmsGateway.make({ url: gateway.url, token: Redacted.make(token), allowPrivate: true })
  const messenger = yield* Messenger.make(configuration, { name: "sms", sender, texts }).pipe(
    Effect.provideService(Contacts, book)
  )
  const options = {
    notifiers: [messenger],
    from: "beginning",
    inBackground: false,
    retries: { delays: [500], tries: 10 }
  } as const
  yield* Effect.gen(function* () {
    yield* sells
    const { dead, tellAll } = yield* Notices
    yield* tellAll()
    // The gateway was busy for a second; what it did not confirm comes again, and with it what waited behind.
    yield* Effect.sleep("1100 millis")
    yield* tellAll()
    for (const { event, reason, tries } of yield* dead({ notifier: "sms", limit: 100 }))
      console.log(`not delivered after ${tries} try: ${event.kind}, ${reason ?? ""}`)
    const doubles = gateway.answers.filter((status) => status === 200).length
    console.log(`${gateway.messages.length} messages; ${doubles} came twice, and were sent once`)
  }).pipe(Effect.provide(Layer.provideMerge(Notices.layer(configuration, options), ledger)))
})

await Effect.runPromise(Effect.scoped(program))
