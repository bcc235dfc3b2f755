/** A shop with one registered program of paid value: what is tried of PINs and codes is under its `verification`. */
import { type Configuration, readConfiguration } from "@tessera/core"
import * as Result from "effect/Result"

export const memberShop = (verification: object): Configuration =>
  Result.getOrThrow(
    readConfiguration({
      tenant: "t1",
      zone: "Asia/Shanghai",
      owners: [{ id: "hq", kind: "headOffice" }],
      outlets: [{ id: "S1", owner: "hq" }],
      programs: [
        {
          id: "member",
          version: 1,
          kind: "registered",
          asset: { code: "CNY", exponent: 2 },
          subWallets: [{ id: "main", funding: "paid" }],
          verification
        }
      ]
    })
  )
