/** The ledger's secret is followed by another one: what was made under the older is found and verified, what is new is under the newer. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { cardSecret, Ids } from "@tessera/core"
import { NodeKeyVault } from "@tessera/core/node"
import { KeyVault } from "@tessera/core/ports"
import { open } from "@tessera/core/promise"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

let folder = ""
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tessera-secrets-"))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = (id: string, terms: object = {}) => ({
  id,
  version: 1,
  kind: "registered",
  asset: { code: "EUR", exponent: 2 },
  subWallets: [{ id: "main", funding: "paid" }],
  ...terms
})
const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq" }],
  operators: [
    {
      id: "mei",
      role: "cashier",
      limits: [{ id: "l", verb: "Load", amount: 100, currency: "EUR", per: "operation" }]
    },
    { id: "boss", role: "manager" }
  ],
  programs: [
    program("gift", {
      numbering: { prefix: "99", length: 16 },
      verification: { pinAbove: 1000 }
    }),
    program("ordered", { numbering: { prefix: "96", length: 13, order: "permuted" } }),
    program("secret", {
      kind: "bearer",
      numbering: { prefix: "95", length: 16, secret: { digits: 4, channels: ["web"] } }
    })
  ]
}
const [first, second, third] = ["first", "second", "third"].map(
  (name) => `the ${name} secret, of thirty-two characters or more`
)
const file = (): string => join(folder, "shop.db")
const opened = (secret = first, ...secretsBefore: ReadonlyArray<string | undefined>) =>
  open({
    configuration,
    secret: secret ?? "",
    secretsBefore: secretsBefore.flatMap((one) => one ?? []),
    strangersWait: 0,
    store: (read) => SqliteStore.layer({ file: file(), configuration: read })
  })
type Pos = Awaited<ReturnType<typeof opened>>
const during = async <A>(pos: Promise<Pos>, use: (pos: Pos) => Promise<A>): Promise<A> => {
  await using open = await pos
  return await use(open)
}
const here = { outlet: "SHOP1", currency: "EUR" }
const cash = { tender: { kind: "cash" } } as const
const anna = { ...here, card: "9902 1234" }
const issued = { ...anna, key: "i", program: "gift", amount: 9000, ...cash }

const rows = (sql: string): ReadonlyArray<Record<string, unknown>> => {
  const database = new DatabaseSync(file(), { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
const pinOf = (): string => {
  const found = rows("select * from account").map((row) => /\$argon2id[^"]*/.exec(JSON.stringify(row))?.[0])
  return found.find((one) => one !== undefined) ?? ""
}
const macs = (secret: string | undefined) =>
  Effect.runSync(Effect.provide(KeyVault, NodeKeyVault.layer(Redacted.make(secret ?? ""))))

describe("after another secret", () => {
  it("a card is found by its number, takes its PIN, and is nobody else's to issue", async () => {
    await during(opened(), async (pos) => {
      await pos.issue(issued)
      await pos.setPin({ card: "9902 1234", outlet: "SHOP1", key: "p", newPin: "4711" })
    })
    await during(opened(second, first), async (pos) => {
      const big = { ...anna, amount: 2000 }
      expect(await pos.redeem({ ...big, key: "1", pin: "4712" })).toMatchObject({
        decline: { code: "verification_failed" }
      })
      expect(await pos.redeem({ ...big, key: "2", pin: "4711" })).toMatchObject({ outcome: "approved" })
      expect(await pos.issue({ ...issued, key: "again" })).toMatchObject({
        decline: { code: "duplicate_credential" }
      })
      expect(await pos.quote({ ...anna, amount: 500 })).toMatchObject({ outcome: "answered" })
      const many = await pos.submitMany([
        { type: "Redeem", ...anna, key: "3", amount: 1 },
        { type: "Redeem", ...anna, key: "4", amount: 2 }
      ])
      expect(many.map((end) => ("outcome" in end ? end.outcome : end))).toEqual(["approved", "approved"])
    })
  })

  it("the next right PIN is hashed anew, a wrong one and a new PIN are not", async () => {
    await during(opened(), async (pos) => {
      await pos.issue(issued)
      await pos.setPin({ card: "9902 1234", outlet: "SHOP1", key: "p", newPin: "4711" })
    })
    const older = pinOf()
    const big = { ...anna, amount: 2000 }
    await during(opened(second, first), async (pos) => {
      await pos.redeem({ ...big, key: "1", pin: "4712" })
      expect(pinOf()).toBe(older)
      await pos.redeem({ ...big, key: "2", pin: "4711" })
    })
    const newer = pinOf()
    expect(newer).toMatch(/^\$argon2id\$/)
    expect(newer.split(",keyid=")[1]?.slice(0, 8)).not.toBe(older.split(",keyid=")[1]?.slice(0, 8))
    await during(opened(second, first), async (pos) => {
      expect(await pos.redeem({ ...big, key: "3", pin: "4711" })).toMatchObject({ outcome: "approved" })
    })
    expect(pinOf()).toBe(newer)
  })

  it("what was answered is answered again: the minted number, the granted code, a conflict", async () => {
    const minted = { ...here, key: "m", program: "gift", amount: 50, ...cash }
    const wanted = {
      type: "Load" as const,
      operator: "mei",
      card: "9902 1234",
      outlet: "SHOP1",
      amount: 500,
      currency: "EUR"
    }
    const grant = { key: "g", outlet: "SHOP1", operator: "boss", wanted }
    const nobody = { ...here, key: "n", card: "9999 0000", amount: 5 }
    const before = await during(opened(), async (pos) => {
      await pos.issue(issued)
      return [await pos.issue(minted), await pos.grantAuthorization(grant), await pos.redeem(nobody)]
    })
    await during(opened(second, first), async (pos) => {
      const again = [await pos.issue(minted), await pos.grantAuthorization(grant), await pos.redeem(nobody)]
      expect(again).toEqual(before.map((one) => ({ ...one, replayed: true })))
      expect(await pos.issue({ ...minted, amount: 51 })).toMatchObject({
        decline: { code: "idempotency_conflict", field: "amount" }
      })
      const [, granted] = before
      const code = granted?.outcome === "approved" ? (granted.receipt.authorizationCode ?? "") : ""
      const load = { ...anna, ...cash, operator: "mei", amount: 500 }
      expect(await pos.load({ ...load, key: "l", authorizationCode: code })).toMatchObject({
        outcome: "approved"
      })
    })
  })

  it("new cards are kept under the new one, and found when a third has followed", async () => {
    const indexes = () => rows("select * from card").length
    await during(opened(), (pos) => pos.issue(issued))
    const bela = { ...issued, card: "9902 9999" }
    await during(opened(second, first), (pos) => pos.issue({ ...bela, key: "b" }))
    expect(indexes()).toBe(2)
    await during(opened(third, second, first), async (pos) => {
      for (const [key, card] of ["9902 1234", "9902 9999"].entries())
        expect(await pos.redeem({ ...here, card, key: `r${key}`, amount: 1 })).toMatchObject({
          outcome: "approved"
        })
      expect(await pos.issue({ ...bela, key: "again" })).toMatchObject({
        decline: { code: "duplicate_credential" }
      })
      const moved = {
        key: "t",
        from: "9902 1234",
        to: "9902 9999",
        outlet: "SHOP1",
        amount: 10,
        currency: "EUR"
      }
      expect(await pos.transfer(moved)).toMatchObject({ outcome: "approved" })
    })
  })

  it("numbers in an order go on in it, and secret digits of cards that are out are right", async () => {
    const next = async (pos: Pos, key: string): Promise<string> => {
      const outcome = await pos.issue({ ...here, key, program: "ordered", amount: 5, ...cash })
      return outcome.outcome === "approved" ? (outcome.receipt.card ?? "") : outcome.outcome
    }
    const old = await during(opened(), async (pos) => {
      await pos.issue({ ...here, card: "9712345678901239", key: "s", program: "secret", amount: 90, ...cash })
      return next(pos, "1")
    })
    const network = { tenant: Ids.TenantId.make("demo"), programs: new Map<Ids.ProgramId, never>() }
    const digits = (secret: string | undefined) =>
      cardSecret(
        { mac: macs(secret).mac, network },
        { card: "9712345678901239", place: "printed", digits: 4 }
      )
    await during(opened(second, first), async (pos) => {
      expect(await next(pos, "1")).toBe(old)
      expect(await next(pos, "2")).toMatch(/^96\d{11}$/)
      const paid = { ...here, card: "9712345678901239", channel: "web" as const, amount: 10 }
      expect(await pos.redeem({ ...paid, key: "d", cardSecret: digits(first) })).toMatchObject({
        outcome: "approved"
      })
      expect(await pos.redeem({ ...paid, key: "e", cardSecret: digits(third) })).toMatchObject({
        decline: { code: "card_not_accepted" }
      })
    })
  }, 30_000)

  it("holders are found by number, address and day, and sealed anew when they change", async () => {
    const ana = {
      id: "H1",
      name: "Ana",
      phones: ["+359888123456"],
      email: "ana@example.org",
      birthday: "1990-05-17"
    }
    await during(opened(), (pos) => pos.holders.put(ana))
    const sealed = () => String(rows("select * from holder").map((row) => JSON.stringify(row)))
    const older = sealed()
    await during(opened(second, first), async (pos) => {
      await pos.holders.put({ ...ana, id: "H2", phones: ["+359888123456", "+359888000000"] })
      const found = await pos.holders.byPhone("+359888123456")
      expect(found.outcome === "found" && found.holders.map(({ holder }) => holder.id).toSorted()).toEqual([
        "H1",
        "H2"
      ])
      expect(await pos.holders.byEmail("ana@example.org")).toMatchObject({ holders: [{}, {}] })
      const days = await pos.holders.anniversaries({ from: "2027-05-01", to: "2027-05-31", limit: 1 })
      const rest = await pos.holders.anniversaries({
        from: "2027-05-01",
        to: "2027-05-31",
        ...(days.outcome === "found" && days.next !== undefined && { after: days.next })
      })
      const ids = [days, rest].flatMap((page) =>
        page.outcome === "found" ? page.anniversaries.map(({ holder }) => holder.id) : []
      )
      expect(ids.toSorted()).toEqual(["H1", "H2"])
      expect(await pos.holders.put({ ...ana, name: "Ana B." }, { version: 1 })).toMatchObject({
        outcome: "kept"
      })
    })
    expect(sealed()).not.toContain(older)
    await during(opened(second, first), async (pos) => {
      expect(await pos.holders.get("H1")).toMatchObject({ holder: { name: "Ana B." } })
    })
  })
})

describe("a ledger does not open", () => {
  it.each([
    ["without the one that counts", () => opened(first)],
    ["without the first", () => opened(third, second)],
    ["with the first alone in the wrong place", () => opened(first, second)],
    ["without one between", () => opened(third, first)]
  ])("%s", async (_, wrongly) => {
    await (await opened()).close()
    await (await opened(second, first)).close()
    await expect(wrongly()).rejects.toMatchObject({ _tag: "WrongKey" })
    await (await opened(third, second, first)).close()
  })

  it("with an older secret that is too short to be one", async () => {
    await expect(opened(second, "short")).rejects.toThrow(/32 characters/)
  })
})
