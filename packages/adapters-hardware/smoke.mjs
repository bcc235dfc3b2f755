// What a stranger does first, in an empty project with the packed package: a sale from a purse, and what became of a torn one.
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { deepEqual, equal } from "node:assert/strict"
import { DriverUnavailable } from "@tessera/adapters-hardware"
import { readSwipe, splitTracks } from "@tessera/adapters-hardware/identify"
import { readRow } from "@tessera/adapters-hardware/journal"
import { PurseBook } from "@tessera/adapters-hardware/office"
import { nodeHid } from "@tessera/adapters-hardware/hid"
import { pivIdentity, readKeyFile } from "@tessera/adapters-hardware/keys"
import { pcscReader } from "@tessera/adapters-hardware/pcsc"
import { openTill } from "@tessera/adapters-hardware/promise"
import { networkPrinter } from "@tessera/adapters-hardware/printer"
import { officeKeys } from "@tessera/adapters-hardware/purse"
import { plainReceipt, receiptEncoder } from "@tessera/adapters-hardware/receipts"
import { simulatedShop, VirtualPrinter } from "@tessera/adapters-hardware/simulator"

import { cardReaderCases } from "@tessera/adapters-hardware/testing"

const shop = simulatedShop({ at: Date.now() })
const { hand, ...devices } = shop.terminal(1)
const card = shop.purse({ main: 20_000n, gift: 0n })
const till = await openTill(devices)
equal((await till.buy(hand.put(card), { amount: 1_000n }))._tag, "Done")
const torn = await till.buy(hand.put(card, { command: 14, in: "answer", after: 0 }), { amount: 500n })
deepEqual(await till.settle(hand.put(card)), [{ sequence: torn.sequence, became: "done" }])
equal((await till.look(hand.put(card))).main, 18_500n)
const lines = await till.lines(0, 10)
deepEqual(
  lines.map(({ text }) => readRow(text).entry.kind),
  ["intent", "done", "intent", "done"]
)
await till.close()

const book = new PurseBook({ group: shop.group.group, keys: officeKeys(shop.root, shop.group) })
deepEqual(book.take(1, 1, lines[0]), { _tag: "rejected", why: "terminalUnknown" })
equal(readSwipe(splitTracks(";9860123=2912?"), { prefixes: ["9860"] })._tag, "Success")
equal(new DriverUnavailable({ driver: "pcsc", install: "npm install" })._tag, "DriverUnavailable")
equal(cardReaderCases.length, 6)

const receipt = {
  copyMark: "COPY",
  parts: [{ kind: "pair", left: "合计", right: "60.00 CNY" }, { kind: "cut" }]
}
const printer = new VirtualPrinter()
printer.receive((await Effect.runPromise(receiptEncoder)).escpos(receipt, 32))
equal(printer.text.trim(), plainReceipt(receipt, 32))
equal(networkPrinter({ host: "printer" }).name, "printer:9100")
// No driver's package is installed here, and only who uses the driver hears of it.
const missing = await openTill({ ...devices, reader: pcscReader() }).catch((cause) => cause)
deepEqual([missing._tag, missing.driver], ["DriverUnavailable", "nfc-pcsc"])
equal(typeof nodeHid, "function")
equal(typeof pivIdentity, "function")
const unread = await Effect.runPromise(Effect.flip(readKeyFile("/no/such/file", Redacted.make("x"))))
deepEqual([unread._tag, unread.why], ["KeyFileUnusable", "missing"])
