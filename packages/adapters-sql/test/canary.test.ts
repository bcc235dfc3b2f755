/** Secrets that were planted are found nowhere, on any store: not in the database, not in answers, events or errors. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { inspect } from "node:util"
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { MemoryStore } from "@tessera/core/memory"
import { notifier, open, type OpenOptions } from "@tessera/core/promise"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { newSchema, played } from "./databases.ts"
import { rowsOf } from "./rowsOf.ts"

let folder = ""
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "tessera-canary-"))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const configuration = {
  tenant: "demo",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "SHOP1", owner: "hq" }],
  operators: [
    {
      id: "amy",
      role: "cashier",
      limits: [{ id: "once", verb: "Load", amount: 10, currency: "EUR", per: "operation" }]
    },
    { id: "max", role: "manager" }
  ],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      verification: { pinAbove: 1, tries: 10 },
      subWallets: [{ id: "main", funding: "paid" }]
    }
  ]
}
const vaultSecret = "the secret of the vault 9b1deb4d3b7d"

/** Fifty secrets: card numbers, PINs that are set, PINs and codes that are guessed, and the vault's own. */
const cards = Array.from(
  { length: 16 },
  (_, n) => `98765432${String(10_000_019 * (n + 1)).padStart(10, "0")}`
)
const pins = cards.map((_, n) => String(830_917_264_351 + n * 7_919))
const guesses = cards.map((_, n) => String(512_093_847_105 + n * 104_729))

const shows = (secrets: ReadonlyArray<string>, text: string): ReadonlyArray<string> =>
  secrets.filter((secret) => text.includes(secret))

const secrets = [...cards, ...pins, ...guesses, vaultSecret, vaultSecret.toUpperCase()]

const consoles = ["debug", "error", "info", "log", "trace", "warn"] as const

/** What was written to the console or to the process's own streams from now on. */
const listenedTo = (said: Array<unknown>) => {
  const heard = (...words: ReadonlyArray<unknown>) => void said.push(words)
  const spies = [
    ...consoles.map((name) => vi.spyOn(console, name).mockImplementation(heard)),
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((text) => {
        said.push(text)
        return true
      })
    )
  ]
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

/** Everything that was said while secrets went in, logs too, and the codes that were granted. */
const planted = async (store: OpenOptions["store"]) => {
  const said: Array<unknown> = []
  const listenNoMore = listenedTo(said)
  try {
    return await plantedAt(store, said)
  } finally {
    listenNoMore()
  }
}

const plantedAt = async (store: OpenOptions["store"], said: Array<unknown>) => {
  console.warn("logs are listened to")
  const codes: Array<string> = []
  const here = { outlet: "SHOP1", currency: "EUR" }
  const listening = notifier({ name: "listening", deliver: async (event) => void said.push(event) })
  {
    await using pos = await open({
      configuration,
      secret: vaultSecret,
      store,
      notices: { notifiers: [listening], from: "beginning", inBackground: false }
    })
    for (const [n, card] of cards.entries()) {
      const [pin = "", guess = ""] = [pins[n], guesses[n]]
      said.push(
        await pos.issue({
          ...here,
          key: `i${n}`,
          program: "gift",
          card,
          amount: 900,
          tender: { kind: "cash" }
        }),
        await pos.setPin({ key: `s${n}`, card, newPin: pin }),
        await pos.redeem({ ...here, key: `r${n}`, card, amount: 100, pin }),
        await pos.redeem({
          ...here,
          key: `w${n}`,
          card,
          amount: 100,
          pin: guess,
          cardSecret: guess,
          oneTimeCode: guess
        }),
        await pos.redeem({ ...here, key: `n${n}`, card: `${card}0`, amount: 100, pin }),
        // Malformed in many ways, with a secret in every field.
        await pos.submit({
          type: "Redeem",
          key: `m${n}`,
          card,
          pin: Number(pin),
          newPin: guess,
          amount: card
        }),
        await pos.submit({ type: "Lend", card, pin, oneTimeCode: guess }),
        await pos.load({
          ...here,
          key: `l${n}`,
          card,
          amount: 20,
          tender: { kind: "cash" },
          operator: "amy",
          authorizationCode: guess
        }),
        await pos.balance({ card, pin }),
        await pos.statement({ card, pin: guess }),
        await pos.quote({ card: `${card}1`, outlet: "SHOP1", amount: 1, currency: "EUR" })
      )
    }
    const grant = await pos.grantAuthorization({
      key: "g",
      operator: "max",
      wanted: {
        type: "Load",
        operator: "amy",
        outlet: "SHOP1",
        card: cards[0] ?? "",
        amount: 20,
        currency: "EUR"
      }
    })
    if (grant.outcome === "approved") codes.push(grant.receipt.authorizationCode ?? "")
    await pos.notices.tellAll()
    const failing = pos.close()
    said.push(
      await pos.redeem({ ...here, key: "x", card: cards[0] ?? "", amount: 1 }).catch((error) => error)
    )
    await failing
  }
  return { said, codes }
}

const assertSilent = ({ codes, said }: Awaited<ReturnType<typeof planted>>): void => {
  expect(secrets).toHaveLength(50)
  expect(codes[0]).toMatch(/^\d{6}$/)
  expect(said.filter((one) => inspect(one).includes("valueRedeemed")).length).toBe(cards.length)
  expect(said.filter((one) => inspect(one).includes("logs are listened to")).length).toBe(1)
  for (const one of said) expect(shows(secrets, inspect(one, { depth: 20, showHidden: true }))).toEqual([])
}

const quoted = (codes: ReadonlyArray<string>) => codes.map((code) => `"${code}"`)

describe("fifty planted secrets", () => {
  it("are in no answer, no event and no error of a ledger in memory", async () => {
    assertSilent(await planted(MemoryStore.layer))
  }, 60_000)

  it("are in no answer, no event, no error, and not in a file", async () => {
    const file = join(folder, "shop.db")
    const found = await planted((read) => SqliteStore.layer({ file, configuration: read }))
    assertSilent(found)
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name)).toString("latin1")
      expect(shows(secrets, bytes)).toEqual([])
    }
    const database = new DatabaseSync(file, { readOnly: true })
    const grants = database
      .prepare("select asked, outcome, entry from operation where verb = 'GrantAuthorization'")
      .all()
    database.close()
    expect(shows(quoted(found.codes), JSON.stringify(grants))).toEqual([])
  }, 60_000)

  it.each(played)(
    "nor in any row of PostgreSQL $release",
    async ({ url }) => {
      const schema = newSchema()
      const found = await planted((read) =>
        PostgresStore.layer({ url: Redacted.make(url), schema, configuration: read })
      )
      assertSilent(found)
      const text = await Effect.runPromise(rowsOf(url, schema))
      expect(text).toContain("GrantAuthorization")
      expect(shows([...secrets, ...quoted(found.codes)], text)).toEqual([])
    },
    60_000
  )
})
