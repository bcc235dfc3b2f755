/**
 * The shop that is measured: one program, value that was there and value that is loaded, a rule, a daily limit.
 *
 * @module
 */
import { createHmac, createSecretKey } from "node:crypto"
import { type Configuration, readConfiguration } from "@tessera/core"
import { KeyVault } from "@tessera/core/ports"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

/** What is on every card at first: so much that only who asks for too much is declined. */
export const firstLoad = 10_000_000_000

/** What nobody has: asking for it is declined for want of funds. */
export const tooMuch = 1_000_000_000_000_000

export const outlets = Array.from({ length: 20 }, (_, n) => `S${String(n).padStart(2, "0")}`)

export const configuration: Configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "bench",
    zone: "Asia/Shanghai",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: outlets.map((id) => ({ id, owner: "hq" })),
    programs: [
      {
        id: "member",
        version: 1,
        kind: "registered",
        asset: { code: "CNY", exponent: 2 },
        subWallets: [
          { id: "topup", funding: "paid", rule: { outlets }, validity: { years: 5 } },
          { id: "main", funding: "paid" }
        ],
        limits: [{ id: "daily", scope: "account", verb: "Redeem", amount: tooMuch * 2, per: "day" }],
        reversal: { days: 7 }
      }
    ]
  })
)

/** The key of all keyed hashes. */
export const macKey = Buffer.alloc(32, 7)
const key = createSecretKey(macKey)

/** The keyed hash of the measured ledgers; the contestants of our own making use the same one. */
export const mac = (purpose: string, text: string): string =>
  createHmac("sha256", key).update(purpose).update("\n").update(text).digest("hex")

export const vault = Layer.succeed(KeyVault, KeyVault.of({ mac }))

/** The number of the n-th card. */
export const cardNumber = (n: number): string => `9902${String(n).padStart(8, "0")}`

/** The keyed hash by which a card is found. */
export const cardIndex = (number: string): string =>
  mac("cardIndex", `${configuration.tenant}\n${number}`).slice(0, 32)
