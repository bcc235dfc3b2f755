/** Who a member is: found while it rings, kept by version, forgotten for good, and shown to those alone whose member it is. */
import { demoConfiguration } from "@tessera/core/testing"
import { describe, expect, it } from "vitest"
import { client } from "../src/api/index.ts"
import { keyOf, openShop } from "./shop.ts"

const configuration = { ...demoConfiguration, holders: { callingCode: "359" } }
const opened = () => openShop({ configuration, holders: true })

const ana = {
  name: "Ana",
  phones: ["0888 123 456"],
  email: "ana@example.com",
  photo: "photos/ana",
  birthday: "1990-02-28"
}
const first = { "if-none-match": "*" }

type Asking = Awaited<ReturnType<typeof opened>>["ask"]

const put = (ask: Asking, id: string, body: object, headers: Record<string, string> = first, as = "erp") =>
  ask(`/v1/holders/${id}`, { method: "PUT", body, headers, as })

const member = async (ask: Asking, holder: string, card: string, outlet: string): Promise<string> => {
  const { body } = await ask("/v1/cards", {
    key: `issue-${card}`,
    body: { card, program: "member", outlet, currency: "CNY", holder }
  })
  return (await ask(`/v1/operations/${body.operation}`)).body.account
}

describe("a record of a holder", () => {
  it("is found by number and address with what a counter needs, and read whole by who may", async () => {
    await using shop = await opened()
    const { ask } = shop
    expect((await put(ask, "m-1", ana)).headers.get("etag")).toBe('"v1"')
    const account = await member(ask, "m-1", "4000-7777", "KTV1")
    const shown = { id: "m-1", name: "Ana", photo: "photos/ana", accounts: [account] }
    for (const body of [{ phone: "+359 888 123456" }, { email: "ANA@example.com" }])
      expect((await ask("/v1/holder-searches", { body })).body).toEqual({ data: [shown], hasMore: false })
    expect((await ask("/v1/holder-searches", { body: { phone: "0888 000 000" } })).body.data).toEqual([])
    const { body, headers } = await ask("/v1/holders/m-1")
    expect(headers.get("etag")).toBe('"v1"')
    expect(headers.get("cache-control")).toBe("no-store")
    expect(body).toMatchObject({
      holder: { ...ana, id: "m-1", phones: ["+359888123456"] },
      accounts: [account]
    })
    const days = await ask("/v1/anniversaries?from=2027-02-01&to=2027-03-01")
    expect(days.body.data).toMatchObject([
      { holder: { id: "m-1" }, occasion: "birthday", on: "2027-02-28", years: 37 }
    ])
  })

  it.each([
    // what is sent                                              refused at
    ["/v1/holder-searches", {}, "phone"],
    ["/v1/holder-searches", { phone: "0888123456", email: "a@b.example" }, "phone"],
    ["/v1/holder-searches", { phone: "call me" }, "phone"]
  ])("%s %o: something is wrong with %s", async (path, body, field) => {
    await using shop = await opened()
    const { body: said, status } = await shop.ask(path, { body })
    expect([status, said.errors[0].path]).toEqual([400, [field]])
  })

  it("is put in the place of the version that was seen, and of no other", async () => {
    await using shop = await opened()
    const { ask } = shop
    await put(ask, "m-1", ana)
    expect((await put(ask, "m-1", ana)).status).toBe(412)
    expect((await put(ask, "m-1", ana, {})).status).toBe(428)
    const changed = await put(ask, "m-1", { ...ana, name: "Anna" }, { "if-match": '"v1"' })
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"v2"'])
    const late = await put(ask, "m-1", ana, { "if-match": '"v1"' })
    expect([late.status, late.headers.get("etag")]).toEqual([412, '"v2"'])
    const wrong = await put(ask, "m-1", { email: "nobody" }, { "if-match": '"v2"' })
    expect([wrong.status, wrong.text.includes("nobody")]).toEqual([400, false])
  })

  it("is forgotten for good, unless it has to be kept", async () => {
    await using shop = await opened()
    const { ask } = shop
    await put(ask, "m-1", ana)
    await member(ask, "m-1", "4000-7777", "KTV1")
    const reason = "asked for it"
    expect((await ask("/v1/holders/m-1/legal-holds", { body: { reason: "a court" } })).status).toBe(204)
    const held = await ask("/v1/holders/m-1/erasures", { body: { reason } })
    expect([held.status, held.body.legalHold]).toMatchObject([409, { by: "erp", reason: "a court" }])
    expect(
      (await ask("/v1/holders/m-1/legal-holds/endings", { body: undefined, method: "POST" })).status
    ).toBe(204)
    const exported = await ask("/v1/holders/m-1/export")
    expect(exported.body).toMatchObject({
      holder: { name: "Ana" },
      accounts: [{ cards: [{ masked: expect.stringMatching(/7777$/) }] }]
    })
    const erased = await ask("/v1/holders/m-1/erasures", { body: { reason } })
    expect([erased.status, erased.body.erased]).toMatchObject([200, { by: "erp", reason }])
    for (const said of [
      await ask("/v1/holders/m-1"),
      await ask("/v1/holders/m-1/export"),
      await put(ask, "m-1", ana, { "if-match": '"v2"' })
    ])
      expect([said.status, said.body.code, said.text.includes("Ana")]).toEqual([410, "erased", false])
    expect((await ask("/v1/holder-searches", { body: { phone: "0888123456" } })).body.data).toEqual([])
  })

  it("is shown at the places of who is kept to some once it was served there, and not before", async () => {
    await using shop = await opened()
    const { ask } = shop
    await put(ask, "m-1", ana)
    const elsewhere = await member(ask, "m-1", "4000-7777", "KTV1")
    const asFranchise = { as: "fr1" }
    const phone = { ...asFranchise, body: { phone: "0888123456" } }
    expect((await ask("/v1/holder-searches", phone)).body.data).toEqual([])
    expect((await ask("/v1/holders/m-1", asFranchise)).status).toBe(404)
    expect((await put(ask, "m-1", ana, { "if-match": '"v1"' }, "fr1")).status).toBe(404)
    const theirs = await member(ask, "m-1", "4000-8888", "FR1")
    expect((await ask("/v1/holder-searches", phone)).body.data).toMatchObject([{ accounts: [theirs] }])
    expect((await ask("/v1/holders/m-1", asFranchise)).text).not.toContain(elsewhere)
    expect((await put(ask, "m-1", ana, { "if-match": '"v1"' }, "fr1")).status).toBe(200)
    for (const path of ["/v1/anniversaries?from=2027-02-01&to=2027-03-01", "/v1/holders/m-1/export"])
      expect((await ask(path, asFranchise)).status).toBe(403)
    const reason = { ...asFranchise, body: { reason: "x" } }
    expect((await ask("/v1/holders/m-1/erasures", reason)).status).toBe(403)
  })

  it("is for who has the scope, and nowhere where nobody keeps any", async () => {
    await using shop = await opened()
    await put(shop.ask, "m-1", ana)
    const refused = await shop.ask("/v1/holders/m-1", { as: "kiosk" })
    expect([refused.status, refused.body.needs]).toEqual([403, ["holders:read"]])
    await using plain = await openShop()
    expect((await plain.ask("/v1/holders/m-1")).status).toBe(404)
  })

  it("has its methods in the client", async () => {
    await using shop = await opened()
    const { holders } = client({ baseUrl: shop.url, key: keyOf("erp") })
    const kept = await holders.putHolder({ id: "m 1/2", ...ana }, { ifNoneMatch: "*" })
    expect(kept).toEqual({ outcome: "done", found: { id: "m 1/2" }, etag: '"v1"' })
    const read = await holders.holder({ id: "m 1/2" })
    expect(read.outcome === "done" && read.found.holder.name).toBe("Ana")
  })
})
