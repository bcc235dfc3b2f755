/**
 * The shop that the benchmarks run: one program with two sub-wallets, and an account with four lots.
 *
 * @module
 */
import { createHmac, hash } from "node:crypto"
import * as Result from "effect/Result"
import { readCommand } from "../src/command/Command.ts"
import { prepare, type Preparation } from "../src/command/prepare.ts"
import type { Request } from "../src/command/Request.ts"
import type { Facts } from "../src/batch/decideBatch.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { networkOf } from "../src/network/Network.ts"
import { operationIds } from "../src/ports/OperationIds.ts"
import { ClientId } from "../src/values/Ids.ts"

/** Its configuration as a document. */
export const document = {
  tenant: "bench",
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        {
          id: "gift",
          priority: 10,
          funding: "promotional",
          rule: { outlets: ["S1"] },
          validity: { months: 6 }
        },
        { id: "main", priority: 90, funding: "paid", validity: { years: 5 } }
      ],
      offers: [
        { id: "1000+200", pay: 100_000, bonus: { subWallet: "gift", amount: 20_000 } },
        { id: "500+50", pay: 50_000, bonus: { subWallet: "gift", amount: 5_000 } }
      ]
    }
  ]
}

/** The configuration of the shop. */
export const configuration = Result.getOrThrow(readConfiguration(document))
const network = networkOf(configuration)
/** Keyed hashes of the benchmarks. */
export const mac: Preparation["mac"] = (purpose, text) =>
  createHmac("sha256", purpose).update(text).digest("hex")

export const client = ClientId.make("T1")
export const opensAt = 1_795_226_400_000

let seed = 1
const random = () => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}

/** What the core needs beside a view. */
export const facts: Facts = {
  network,
  sha256: (text) => hash("sha256", text, "hex"),
  nextOperation: operationIds(random),
  shard: 0
}

/** Reads and prepares a command as the service does. */
export const requestOf = (sent: object, at: number): Request =>
  prepare({ network, mac }, client, Result.getOrThrow(readCommand(sent)), at)

const place = { outlet: "S1", currency: "CNY" }
let keys = 0

/** The next key of the only till. */
const nextKey = (): string => `T1-${String((keys += 1)).padStart(9, "0")}`

export const issue = (card: string) => ({ type: "Issue", key: nextKey(), program: "member", card })
export const load = (card: string, offer: string, amount: number) => ({
  type: "Load",
  key: nextKey(),
  card,
  ...place,
  amount,
  offer,
  tender: { kind: "cash" }
})
export const redeem = (card: string, amount: number) => ({
  type: "Redeem",
  key: nextKey(),
  card,
  ...place,
  amount
})
