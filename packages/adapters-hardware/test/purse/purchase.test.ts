/** Buying with a purse on the virtual card, command by command. */
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/crypto/bytes.ts"
import { type PayFrom, preparePurchase } from "../../src/purse/purchase.ts"
import { identityBytes } from "../../src/purse/records.ts"
import {
  accessTo,
  asker,
  chanceOf,
  contentsOf,
  group,
  keys,
  loadedCard,
  noon,
  purseOf,
  through
} from "./shop.ts"

const buy = (card: ReturnType<typeof loadedCard>, amount: bigint, from: PayFrom = "main", sequence = 1) =>
  through(
    card,
    preparePurchase(accessTo(card, chanceOf(`sale ${sequence}`)), {
      amount,
      from,
      asker: asker(7, sequence),
      at: noon,
      mayPay: () => undefined
    })
  )

describe("a purchase", () => {
  it("is 14 commands from one value, 349 bytes up and 284 down, and 240 bytes under the card's MAC", () => {
    const card = loadedCard(1, 20_000n)
    const { committed, field, prepared } = buy(card, 1250n)
    expect(committed?._tag).toBe("Completed")
    expect(field.heard.map(({ ins }) => ins.toString(16)).join(" ")).toBe(
      "5a 71 af ad ad 6c 6c 6c c8 dc dc dc 3b c7"
    )
    expect(field.heard.reduce((sum, { sent }) => sum + sent, 0)).toBe(349)
    expect(field.heard.reduce((sum, { answered }) => sum + answered, 0)).toBe(284)
    expect(prepared._tag === "Completed" && prepared.value.intent.input.length).toBe(240)
  })

  it.each([
    // main, gift, amount, from        → main, gift, commands
    [20_000n, 0n, 1_000n, "main", 19_000n, 0n, 14],
    [20_000n, 5_000n, 1_000n, "gift", 20_000n, 4_000n, 14],
    [20_000n, 5_000n, 6_000n, "giftFirst", 19_000n, 0n, 16],
    [20_000n, 5_000n, 5_000n, "giftFirst", 20_000n, 0n, 15],
    [20_000n, 0n, 5_000n, "giftFirst", 15_000n, 0n, 15],
    [20_000n, 5_000n, 20_000n, "main", 0n, 5_000n, 14]
  ] as const)(
    "main %i and gift %i pay %i from %s: %i and %i, %i commands",
    (main, gift, amount, from, left, giftLeft, commands) => {
      const card = loadedCard(2, main, gift)
      const { committed, field } = buy(card, amount, from)
      expect(committed?._tag).toBe("Completed")
      expect(field.heard.length).toBe(commands)
      expect(contentsOf(card)).toMatchObject({
        main: left,
        gift: giftLeft,
        amountLeft: 50_000n - amount,
        countLeft: 9n
      })
    }
  )

  it.each([
    [20_000n, 0n, 20_001n, "main", "InsufficientValue"],
    [20_000n, 500n, 501n, "gift", "InsufficientValue"],
    [20_000n, 500n, 20_501n, "giftFirst", "InsufficientValue"],
    [60_000n, 0n, 50_001n, "main", "AllowanceUsedUp"]
  ] as const)("main %i and gift %i do not pay %i from %s: %s", (main, gift, amount, from, why) => {
    const card = loadedCard(3, main, gift)
    const before = contentsOf(card)
    const { prepared } = buy(card, amount, from)
    expect(prepared._tag === "Refused" && prepared.why._tag).toBe(why)
    expect(contentsOf(card)).toEqual(before)
  })

  it.each([
    ["on its last day", 0xfffe, "Completed"],
    ["a day after it has ended", 0xfffe, "PurseExpired"],
    ["with no end", 0xffff, "Completed"]
  ])("row 28: a purse pays %s (%i): %s", (_, expiresOn, end) => {
    const card = loadedCard(5, 20_000n)
    const days = end === "PurseExpired" ? expiresOn + 1 : expiresOn === 0xffff ? 0x1_0001 : expiresOn
    const identity = {
      group: group.group,
      purse: purseOf(5),
      keyVersion: 1,
      issuedOn: 20_000,
      expiresOn,
      flags: 0
    }
    card.eeprom.write(`file:${toHex(group.aid)}:0`, identityBytes(identity, keys("identity", card.uid)))
    const before = card.eeprom.snapshot()
    const asked = { amount: 1n, from: "main", asker: asker(7, 1), mayPay: () => undefined } as const
    const at = days * 86_400_000 + 86_399_999
    const { prepared } = through(card, preparePurchase(accessTo(card, chanceOf("day")), { ...asked, at }))
    expect(prepared._tag === "Refused" ? prepared.why._tag : prepared._tag).toBe(end)
    if (end !== "Completed") expect(card.eeprom.snapshot()).toEqual(before)
  })

  it("stops after ten without the office", () => {
    const card = loadedCard(4, 20_000n)
    for (let n = 1; n <= 10; n++) expect(buy(card, 1n, "main", n).committed?._tag).toBe("Completed")
    const { prepared } = buy(card, 1n, "main", 11)
    expect(prepared).toMatchObject({ _tag: "Refused", why: { _tag: "AllowanceUsedUp", countLeft: 0n } })
  })
})
