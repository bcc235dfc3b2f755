/** What was swiped, scanned or tapped, and cards of an older system that find the accounts of the new one. */
import { MemoryStore } from "@tessera/core/memory"
import { open } from "@tessera/core/promise"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { fromHex } from "../../src/crypto/bytes.ts"
import {
  cardNumberOf,
  type Identified,
  readPhoneCode,
  readSwipe,
  splitTracks
} from "../../src/identify/index.ts"

const swiped = (typed: string): Identified => ({
  by: "swipe",
  track: Result.getOrThrow(readSwipe(splitTracks(typed), { prefixes: ["77", "9860"] }))
})
const uid = fromHex("04a1b2c3d4e5f6")
const code = readPhoneCode("SV1:98600001")

describe("the number of a card", () => {
  it.each<readonly [string, Identified, string | undefined]>([
    ["a stripe", swiped(";7700123=?"), "7700123"],
    ["a telephone", { by: "phone", code: code ?? { number: "" } }, "98600001"],
    ["a tag", { by: "tag", tap: { uid, counter: 7 } }, "TAG04A1B2C3D4E5F6"],
    ["a chip", { by: "chip", uid }, "CHIP04A1B2C3D4E5F6"],
    ["a bar code", { by: "barcode", text: " 7700123\r\n", prefixes: ["77"] }, "7700123"],
    ["a bar code of something else", { by: "barcode", text: "4006381333931", prefixes: ["77"] }, undefined],
    [
      "a bar code that is a command",
      { by: "barcode", text: '77{"type":"Load"}', prefixes: ["77"] },
      undefined
    ]
  ])("of %s", (_, identified, number) => {
    expect(cardNumberOf(identified)).toBe(number)
  })
})

const configuration = {
  tenant: "linden",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "Centre", owner: "hq" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      numbering: { prefix: "9902", length: 16, check: "luhn" },
      capabilities: { reportLost: true },
      subWallets: [{ id: "main", funding: "paid" }]
    }
  ]
}
const old = cardNumberOf(swiped("%B7700123^OLD/CARD^?;7700123=?")) ?? ""
const place = { outlet: "Centre", currency: "EUR" }
const opened = () =>
  open({ configuration, store: MemoryStore.layer, secret: "a secret of the tests, and of nothing else" })

const outcomeOf = async (
  asked: Promise<{ readonly outcome: string; readonly decline?: { readonly _tag: string } }>
) => {
  const { decline, outcome } = await asked
  return decline?._tag ?? outcome
}

describe("a card of an older system", () => {
  it("is taken over with its value, once", async () => {
    await using pos = await opened()
    const takenOver = {
      program: "member",
      card: old,
      ...place,
      amount: 1_700,
      tender: { kind: "other" }
    } as const
    expect(await outcomeOf(pos.issue({ key: `old:${old}`, ...takenOver }))).toBe("approved")
    expect(await pos.issue({ key: `old:${old}`, ...takenOver })).toMatchObject({ replayed: true })
    expect(await outcomeOf(pos.issue({ key: "again", ...takenOver }))).toBe("DuplicateCredential")
    expect(await outcomeOf(pos.redeem({ key: "r", card: old, ...place, amount: 1_700 }))).toBe("approved")
    expect(await outcomeOf(pos.redeem({ key: "r2", card: old, ...place, amount: 1 }))).toBe(
      "InsufficientFunds"
    )
  })

  it("finds the account of the new card beside it, and is lost without it", async () => {
    await using pos = await opened()
    const issued = await pos.issue({
      key: "i",
      program: "member",
      ...place,
      amount: 5_000,
      tender: { kind: "cash" }
    })
    if (issued.outcome !== "approved") throw new Error(issued.outcome)
    const { card = "" } = issued.receipt
    expect(await outcomeOf(pos.linkCard({ key: "l", card, newCard: old, outlet: "Centre" }))).toBe("approved")
    expect(await outcomeOf(pos.redeem({ key: "r1", card: old, ...place, amount: 2_000 }))).toBe("approved")
    const lost = { key: "lost", card: old, outlet: "Centre", reason: "lost" } as const
    expect(await outcomeOf(pos.reportLost(lost))).toBe("approved")
    expect(await outcomeOf(pos.redeem({ key: "r2", card: old, ...place, amount: 1 }))).toBe("Hotlisted")
    expect(await outcomeOf(pos.redeem({ key: "r3", card, ...place, amount: 3_000 }))).toBe("approved")
  })
})
