/** Purses without Effect: a till, and an office on a ledger that was opened with the Promise API. */
import { MemoryStore } from "@tessera/core/memory"
import { open } from "@tessera/core/promise"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { expect, it } from "vitest"
import { Archive } from "../../src/office/Archive.ts"
import { Ledger } from "../../src/office/Ledger.ts"
import { ledgerDefaults } from "../../src/office/ledgerCommands.ts"
import { PurseOffice } from "../../src/office/PurseOffice.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { openTill } from "../../src/promise/openTill.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { simulatedShop } from "../../src/simulator/simulatedShop.ts"
import { configuration } from "./ledger.ts"

it("a sale at a till is in the ledger when its lines came in", async () => {
  const pos = await open({
    configuration,
    store: MemoryStore.layer,
    secret: "at least 32 characters, kept elsewhere"
  })
  const issued = await pos.issue({ key: "1", program: "purse", card: "40001" })
  if (issued.outcome !== "approved" || issued.receipt.account === undefined) throw new Error(issued.outcome)
  const { account } = issued.receipt

  const shop = simulatedShop({ at: Date.now(), currency: "CNY" })
  const { hand, ...devices } = shop.terminal(7)
  const card = shop.purse({ main: 0n, gift: 0n })
  const caps = { balance: 500_000n, amount: 50_000n, count: 10n }
  const ledger = {
    currency: "CNY",
    ...ledgerDefaults,
    accountOf: () => account,
    placeOf: () => ({ outlet: "S7" }),
    officeOutlet: "OFFICE"
  }
  const { group, mandateKeys, root } = shop
  const office = PurseOffice.layer({ group, root, caps, ledger, mandateKeys }).pipe(
    Layer.provide([Ledger.promise(pos.submitMany), Archive.memory()])
  )
  const till = await openTill(devices)
  const { publicKey } = await Effect.runPromise(Effect.provide(TerminalIdentity, devices.identity))
  const reader = new SimulatedReader("office")

  const run = Effect.gen(function* () {
    const { declined, enrol, excepted, give, issue, load, receive, withheld } = yield* PurseOffice
    yield* issue(card.uid, "0000000000000001")
    yield* enrol(7, 1, publicKey)
    yield* give(shop.mandate(7))
    const source = { kind: "paid", tender: { kind: "cash" } } as const
    const order = { sequence: 9, main: 20_000n, gift: 500n, source }
    yield* reader.service.session(reader.put(card), (session) => load(session, "0000000000000001", order))
    yield* Effect.promise(() => till.buy(hand.put(card), { amount: 1_500n, sale: "S-1" }))
    const lines = yield* Effect.promise(() => till.lines(0, 10))
    const { acknowledged, verdicts } = yield* receive(7, 1, lines)
    expect(verdicts.map(({ _tag }) => _tag)).toEqual(["accepted", "accepted"])
    if (acknowledged !== undefined) yield* Effect.promise(() => till.acknowledge(acknowledged))
    expect([declined(), excepted(), withheld()]).toEqual([[], [], []])
  })
  await Effect.runPromise(Effect.provide(run, office))
  const found = await pos.balance({ account })
  if (found.outcome !== "answered") throw new Error(found.outcome)
  expect(found.wallets[0]?.subWallets.map(({ ledger, subWallet }) => [subWallet, ledger])).toEqual([
    ["gift", 0n],
    ["main", 19_000n]
  ])
  await till.close()
  await pos.close()
})

it("a till says what lies on its reader, and what is put there next", async () => {
  const { hand, ...devices } = simulatedShop({ at: Date.now() }).terminal(8)
  const shop = simulatedShop({ at: Date.now() })
  const card = shop.purse({ main: 100n, gift: 0n })
  await using till = await openTill(devices)
  const first = hand.put(card)
  const heard: Array<string> = []
  for await (const event of till.presence()) {
    heard.push(event._tag === "Inserted" ? `${event._tag} ${event.generation}` : event._tag)
    if (heard.length === 1) hand.take()
    if (heard.length === 2) hand.put(card)
    if (heard.length === 3) break
  }
  expect(heard).toEqual([`Inserted ${first.generation}`, "Removed", `Inserted ${first.generation + 1}`])
})
