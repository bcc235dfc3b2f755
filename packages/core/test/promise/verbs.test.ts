import { verbs } from "../../src/command/Command.ts"
import { verbsOn } from "../../src/promise/verbs.ts"
import { outcomeText } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { atShop, loaded, opened } from "./shop.ts"

describe("the verbs as methods", () => {
  it("sells a card, takes a payment and gives the balances back as bigint", async () => {
    await using service = await opened()
    const card = await loaded(service, 5000)

    const paid = await service.redeem({ ...atShop, key: "r1", card: "990200000001", amount: 1200n })

    expect(paid).toMatchObject({
      outcome: "approved",
      key: "r1",
      replayed: false,
      receipt: { card: "********0001", drawn: [{ subWallet: "main", amount: 1200n }] }
    })
    expect(paid.outcome === "approved" && paid.receipt.balances[0]).toEqual({
      subWallet: "main",
      ledger: 3800n,
      held: 0n,
      available: 3800n
    })
    expect(await service.balance({ card })).toMatchObject({
      outcome: "answered",
      wallets: [{ currency: "EUR", subWallets: [{ subWallet: "main", available: 3800n }, {}] }]
    })
  })

  it("reserves, takes a part and releases the rest", async () => {
    await using service = await opened()
    const card = await loaded(service, 5000)
    await service.hold({ ...atShop, key: "h1", card, amount: 4000 })

    const captured = await service.capture({ ...atShop, key: "c1", holdKey: "h1", amount: 1500 })
    expect(captured).toMatchObject({ outcome: "approved", receipt: { released: 2500n } })

    const again = await service.release({ key: "v1", holdKey: "h1" })
    expect(again).toMatchObject({ outcome: "declined", decline: { _tag: "AlreadyCaptured", retry: "never" } })
  })

  it("declines with the numbers a till shows, the wire code and what may be done next", async () => {
    await using service = await opened()
    const card = await loaded(service, 100)

    const declined = await service.redeem({ ...atShop, key: "r1", card, amount: 150n })
    expect(declined).toMatchObject({
      outcome: "declined",
      decline: { _tag: "InsufficientFunds", code: "insufficient_funds", retry: "newKey", approvable: 100n }
    })
    expect(outcomeText(declined)).toContain(
      '"decline":{"code":"insufficient_funds","retry":"newKey","approvable":100}'
    )
  })

  it("answers what it cannot read with every wrong path, and uses no key up", async () => {
    await using service = await opened()
    const card = await loaded(service, 500)

    const invalid = await service.redeem({ key: "r1", card, amount: 0, currency: "eur", outlet: "SHOP1" })
    expect(invalid).toEqual({
      outcome: "invalid",
      key: "r1",
      errors: [
        { path: ["amount"], message: "Expected a positive integer of minor units below 2^53" },
        { path: ["currency"], message: expect.stringContaining("CNY") }
      ]
    })
    expect(await service.redeem({ ...atShop, key: "r1", card, amount: 500 })).toMatchObject({
      outcome: "approved",
      replayed: false
    })
    for (const sent of [undefined, null, 7, "{}", [], { type: "Nothing" }])
      expect((await service.submit(sent)).outcome).toBe("invalid")
  })

  it("never repeats a card number that was not readable", async () => {
    await using service = await opened()
    const invalid = await service.redeem({ ...atShop, key: "r1", card: "9902#0000#1234#5678", amount: 1 })
    expect(JSON.stringify(invalid)).not.toContain("1234")
  })

  it("answers a repeated key with the first outcome and moves nothing", async () => {
    await using service = await opened()
    const card = await loaded(service, 500)
    const sale = { ...atShop, key: "r1", card, amount: 300n }

    const first = await service.redeem(sale)
    const second = await service.redeem({ ...sale, amount: 300 })
    expect(second).toEqual({ ...first, replayed: true })
    expect(await service.redeem({ ...sale, amount: 200n })).toMatchObject({
      outcome: "declined",
      decline: { _tag: "IdempotencyConflict", field: "amount" }
    })
    expect(await service.balance({ card })).toMatchObject({
      wallets: [{ subWallets: [{ ledger: 200n }, {}] }]
    })
  })

  it("shows a minted number to the client that asked, also on a replay", async () => {
    await using service = await opened()
    const issue = { key: "i1", program: "gift" }
    const issued = await service.issue(issue)
    const card = issued.outcome === "approved" ? (issued.receipt.card ?? "") : ""

    expect(card).toMatch(/^9902\d{12}$/)
    expect(await service.issue(issue)).toMatchObject({ replayed: true, receipt: { card } })
    expect(await service.balance({ card })).toMatchObject({ outcome: "answered" })
  })

  it("has a method for every verb, which sends that verb and nothing else", async () => {
    const sent: Array<unknown> = []
    const methods = verbsOn(async (command) => {
      sent.push(command)
      return { outcome: "inDoubt", key: "k" }
    })
    for (const method of Object.values(methods)) await Reflect.apply(method, undefined, [{ key: "k" }])
    expect(sent).toEqual(Object.keys(verbs).map((type) => ({ key: "k", type })))
    expect(Object.keys(methods)).toEqual(
      Object.keys(verbs).map((verb) =>
        verb === "Close" ? "closeAccount" : verb.charAt(0).toLowerCase() + verb.slice(1)
      )
    )
  })

  it("closes an account and sweeps like any other verb", async () => {
    await using service = await opened()
    expect(await service.closeAccount({ key: "c1", card: "99020099", reason: "left" })).toMatchObject({
      outcome: "declined",
      decline: { _tag: "CardUnknown" }
    })
    expect(await service.sweep({ key: "s1" })).toMatchObject({
      outcome: "approved",
      receipt: { swept: { lotsExpired: 0 } }
    })
  })
})

describe("the questions", () => {
  it("quotes what a redemption then draws", async () => {
    await using service = await opened()
    const card = await loaded(service, 500)
    const quote = await service.quote({ ...atShop, card, amount: 300 })
    expect(quote).toMatchObject({ outcome: "answered", approvable: 300n, plan: [{ amount: 300n }] })

    const sale = { ...atShop, card, amount: 300, quote: quote.outcome === "answered" ? quote.quote : "" }
    expect(await service.redeem({ ...sale, key: "r1", quote: "another" })).toMatchObject({
      decline: { _tag: "StaleQuote" }
    })
    expect(await service.redeem({ ...sale, key: "r2" })).toMatchObject({ outcome: "approved" })
  })

  it("lists what happened with running balances", async () => {
    await using service = await opened()
    const card = await loaded(service, 500)
    await service.redeem({ ...atShop, key: "r1", card, amount: 300 })
    const statement = await service.statement({ card })
    expect(
      statement.outcome === "answered" && statement.lines.map(({ verb, balance }) => [verb, balance])
    ).toEqual([
      ["Issue", 500n],
      ["Redeem", 200n]
    ])
  })

  it("adds up the books to zero", async () => {
    await using service = await opened()
    const card = await loaded(service, 500)
    await service.redeem({ ...atShop, outlet: "SHOP2", key: "r1", card, amount: 300 })
    const sums = (await service.books()).map(({ account, amount }) => [account.kind, amount])
    expect(sums).toEqual([
      ["cashClearing", 500n],
      ["liability", -200n],
      ["merchantPayable", -300n]
    ])
  })

  it("answers an unknown card and an unreadable question without throwing", async () => {
    await using service = await opened()
    expect(await service.balance({ card: "99020099" })).toMatchObject({
      outcome: "declined",
      decline: { code: "card_unknown" }
    })
    expect(await service.statement({ card: "99020099", from: "yesterday" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["from"] }]
    })
  })
})
