/** The example runs, and every telephone gets what its holder is to know: once, and in order. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const { status, stdout } = spawnSync(process.execPath, ["--conditions=@tessera/source", main], {
  encoding: "utf8"
})
const lines = stdout.trim().split("\n")
const to = (phone: string) =>
  lines.filter((line) => line.startsWith(phone)).map((line) => line.slice(phone.length + 2))

it("tells each holder in a language of theirs, in the order in which it happened", () => {
  expect(status).toBe(0)
  expect(to("+447700900123")).toEqual([
    "Card ****0001 was issued. Balance 0.00 EUR.",
    "50.00 EUR loaded on ****0001 at Bakery on Vitosha. Balance 50.00 EUR.",
    "Thank you, Ann: 12.50 EUR at Bakery on Vitosha. 37.50 EUR left. 12 BUNS, 12 BUNS in all.",
    "Thank you, Ann: 8.00 EUR at Bakery on Vitosha. 29.50 EUR left. 8 BUNS, 20 BUNS in all.",
    "20 BUNS on ****0001 are enough for a coffee.",
    "2.50 EUR refunded to ****0001 at Bakery on Vitosha. Balance 32.00 EUR. 2 BUNS taken back, 18 BUNS in all."
  ])
  expect(to("+359888123456")).toEqual([
    "Карта ****0002 е издадена. Наличност 0,00 EUR.",
    "Заредени 20,00 EUR по карта ****0002 в Bakery on Vitosha. Наличност 20,00 EUR.",
    "Платихте 16,50 EUR с карта ****0002 в Bakery on Vitosha. Наличност 3,50 EUR. +16 BUNS, общо 16 BUNS.",
    "По карта ****0002 остават само 3,50 EUR."
  ])
  expect(to("+8613800138000")).toEqual([
    "卡****0003已开卡。余额0.00 EUR。",
    "您的卡****0003在Bakery on Vitosha充值30.00 EUR。余额30.00 EUR。",
    "您的卡****0003在Bakery on Vitosha消费21.00 EUR。余额9.00 EUR。获得21 BUNS，共21 BUNS。",
    "您的卡****0003有21 BUNS，可兑换a coffee。"
  ])
})

it("shows what it could not deliver, and that what came twice was sent once", () => {
  expect(lines.slice(-3)).toEqual([
    "not delivered after 1 try: cardIssued, the receiver answered 422",
    "not delivered after 1 try: cardBlocked, the receiver answered 422",
    "14 messages; 3 came twice, and were sent once"
  ])
})
