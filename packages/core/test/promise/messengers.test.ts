/** Holders are told by messengers where their records say, once they have agreed: a sale, and the code for a forgotten PIN. */
import { open, type PromiseMessenger } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { atShop, opened, shop } from "./shop.ts"

const [gift] = shop.programs
const configuration = {
  ...shop,
  holders: { callingCode: "359" },
  programs: [{ ...gift, verification: { pinAbove: 100, oneTimeCode: {} } }]
}
const ana = { id: "m-1", name: "Ана", phones: ["0888 123 456"], language: "bg" } as const
const card = "9902 0000 0001"
const sale = { ...atShop, card } as const

type Service = Awaited<ReturnType<typeof open>>

/** A shop whose holders get messages; what telephones have received. */
const withMessenger = async (more: Partial<PromiseMessenger> = {}) => {
  const received: Array<string> = []
  const messenger: PromiseMessenger = {
    name: "sms",
    sender: {
      address: ({ phone }) => phone,
      send: async (to, { text }) => void received.push(`${to} ${text}`)
    },
    ...more
  }
  const notices = { messengers: [messenger], from: "beginning", inBackground: false } as const
  return { received, pos: await opened({ configuration, notices }) }
}

const joined = async (pos: Service, agreed: { readonly noticesSince?: string }) => {
  await pos.holders.put({ ...ana, ...agreed })
  const tender = { kind: "cash" } as const
  await pos.issue({ ...atShop, key: "i", program: "gift", card, amount: 5_000, tender, holder: ana.id })
  await pos.notices.tellAll()
}
const agreed = { noticesSince: "2026-11-01T10:00:00Z" }

describe("messengers", () => {
  it("tell holders in their language, where their records say", async () => {
    const { pos, received } = await withMessenger()
    await joined(pos, agreed)
    await pos.redeem({ ...sale, key: "r", amount: 90 })
    await pos.notices.tellAll()
    await pos.close()
    expect(received).toEqual([
      "+359888123456 Карта ********0001 е издадена. Заредени 50,00 EUR. Наличност 50,00 EUR.",
      "+359888123456 Платихте 0,90 EUR с карта ********0001 в SHOP1. Наличност 49,10 EUR."
    ])
  })

  it("tell nobody who has not agreed, nor who was forgotten", async () => {
    const { pos, received } = await withMessenger()
    await joined(pos, {})
    expect(received).toEqual([])
    await pos.holders.put({ ...ana, ...agreed }, { version: 1 })
    await pos.redeem({ ...sale, key: "1", amount: 90 })
    await pos.notices.tellAll()
    expect(received).toHaveLength(1)
    await pos.holders.erase(ana.id, { by: "amy", reason: "asked for it" })
    await pos.redeem({ ...sale, key: "2", amount: 90 })
    await pos.notices.tellAll()
    await pos.close()
    expect(received).toHaveLength(1)
  })

  it("send the code of a holder who forgot the PIN, which pays once", async () => {
    const { pos, received } = await withMessenger({ kinds: ["oneTimeCodeRequested"] })
    await joined(pos, agreed)
    const asked = await pos.requestOneTimeCode({ key: "c", card, outlet: "SHOP1" })
    expect(asked.outcome).toBe("approved")
    await pos.notices.tellAll()
    const [, code = ""] = /^\+359888123456 (\d{6}) е кодът/.exec(received.join("\n")) ?? []
    expect(
      JSON.stringify(asked, (_, value) => (typeof value === "bigint" ? String(value) : value))
    ).not.toContain(code)
    const paid = await pos.redeem({ ...sale, key: "1", amount: 900, oneTimeCode: code })
    const again = await pos.redeem({ ...sale, key: "2", amount: 900, oneTimeCode: code })
    await pos.close()
    expect([paid.outcome, again.outcome]).toEqual(["approved", "declined"])
  })

  it("that cannot send are tried again, and leave a dead letter", async () => {
    const sender = { address: () => "somewhere", send: () => Promise.reject(new Error("no credit")) }
    const messenger = { name: "sms", sender }
    const notices = {
      messengers: [messenger],
      from: "beginning",
      inBackground: false,
      retries: { tries: 1 }
    } as const
    const pos = await opened({ configuration, notices })
    await joined(pos, agreed)
    const letters = await pos.notices.dead({ notifier: "sms", limit: 10 })
    await pos.close()
    expect(letters.map(({ event, reason }) => [event.kind, reason])).toEqual([["cardIssued", "no credit"]])
  })
})
