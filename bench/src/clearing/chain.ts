/**
 * The chain whose days are closed: 200 outlets of 20 owners and of head office, and what they do all day long.
 *
 * @module
 */
import { type Configuration, Ids, readCommand, readConfiguration } from "@tessera/core"
import * as Result from "effect/Result"
import { cardNumber } from "../shop.ts"

const [owners, outlets] = [20, 200]
const ownerOf = (n: number): string => `O${String(n % owners).padStart(2, "0")}`
const outletOf = (n: number): string => `S${String(n % outlets).padStart(3, "0")}`
const some = (from: number, until: number): ReadonlyArray<string> =>
  Array.from({ length: until - from }, (_, n) => ownerOf(from + n))

export const cycle = "daily"

/** Some owners keep what they load until it is spent; acceptors pay by three agreements, and share what is promotional. */
export const configuration: Configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "bench",
    zone: "Asia/Shanghai",
    owners: [{ id: "hq", kind: "headOffice" }, ...some(0, owners).map((id) => ({ id, kind: "franchise" }))],
    outlets: Array.from({ length: outlets }, (_, n) => ({ id: outletOf(n), owner: ownerOf(n) })),
    programs: [
      {
        id: "member",
        version: 1,
        kind: "registered",
        asset: { code: "CNY", exponent: 2 },
        subWallets: [
          { id: "gift", priority: 10, funding: "promotional", validity: { months: 6 } },
          { id: "main", priority: 90, funding: "paid", validity: { years: 5 } }
        ],
        offers: [{ id: "500+50", pay: 50_000, bonus: { subWallet: "gift", amount: 5_000 } }]
      }
    ],
    clearing: {
      cycles: [{ id: cycle, every: "day" }],
      collections: [
        { id: "keep", loaders: some(0, 6), by: "loader", commission: 50, breakage: "loader" },
        { id: "pass on", by: "issuer", commission: 100 }
      ],
      agreements: [
        { id: "new", acceptors: some(15, owners), commission: 100, promotional: { acceptor: 10 } },
        { id: "near", acceptors: some(0, 10), loaders: some(0, 10), commission: 150 },
        { id: "all", commission: 200, promotional: { acceptor: 20, loader: 30 } }
      ]
    }
  })
)

const currency = "CNY"
const tender = { kind: "cash" }

/** Loads at one outlet, redemptions at others, and refunds of redemptions that were done a moment ago. */
const sent = (n: number, cards: number): object => {
  const turn = n % 10
  const place = { outlet: outletOf(n * 37 + (n >> 8)), key: `d${n}` }
  const sale = { ...place, card: cardNumber((Math.imul(n, 0x9e37_79b1) >>> 8) % cards), currency }
  if (turn < 2) return { type: "Load", ...sale, amount: 50_000, offer: "500+50", tender }
  if (turn === 9) return { type: "Refund", ...place, originalKey: `d${n - 5}` }
  return { type: "Redeem", ...sale, amount: 2_000 + ((n * 104_729) % 220) * 100 }
}

const issue = (n: number): object => ({
  type: "Issue",
  key: `i${n}`,
  program: "member",
  card: cardNumber(n),
  outlet: outletOf(n * 7),
  amount: 100_000,
  currency,
  tender
})

/** Cards first, so many; then sales of them. */
export const commandOf = (n: number, cards: number) => ({
  client: Ids.ClientId.make("till"),
  command: Result.getOrThrow(readCommand(n < cards ? issue(n) : sent(n, cards)))
})

/** A business day, and the numbers of the operations on it. */
export interface Day {
  readonly date: string
  readonly from: number
  readonly until: number
  readonly cards: number
}

/** The second day is five times as long as the first. */
export const daysOf = (operations: number): readonly [Day, Day] => {
  const [first, cards] = [Math.ceil(operations / 5), Math.ceil(operations / 25)]
  return [
    { date: "2026-11-20", from: 0, until: first, cards },
    { date: "2026-11-21", from: first, until: first + operations, cards }
  ]
}
