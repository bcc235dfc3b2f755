import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import * as Redacted from "effect/Redacted"
import { MemoryStore } from "@tessera/core/memory"
import { apiKeyHash, makeApiKey } from "../../src/auth/apiKey.ts"
import { networkAccess } from "../../src/auth/accessLayer.ts"
import { sqliteRecords } from "../../src/auth/sqliteRecords.ts"
import { type Opened, openHttp } from "../../src/mount/open.ts"
import { staffAccess } from "../../src/auth/staff/index.ts"
import { Authenticator } from "./staff/authenticator.ts"
import { device, document, origin, signed } from "./house.ts"

const root = makeApiKey("test")
const rootKey = Redacted.value(root)
const folder = mkdtempSync(join(tmpdir(), "access-"))

const configuration = {
  ...document,
  clients: [
    { id: "root", scopes: ["all"], keys: [{ id: "first", sha256: apiKeyHash(root) }] },
    { id: "fr1-erp", scopes: ["network:write", "balances:read"], owner: "fr1" }
  ]
}

const server = createServer()
let opened: Opened
let base = ""
/** Everything that was ever answered, but for what is shown once. */
const answers: Array<string> = []

beforeAll(async () => {
  opened = await openHttp({
    configuration,
    store: MemoryStore.layer,
    secret: "a secret of at least 32 characters, for tests",
    access: networkAccess({
      mode: "test",
      origin,
      limits: [],
      freshFor: 0,
      records: sqliteRecords(join(folder, "access.db")),
      staff: staffAccess({ id: "pos.example", name: "Harbour", origins: ["https://pos.example"] })
    }),
    service: { strangersWait: 20 }
  })
  server.on("request", opened.node())
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await opened.close()
  server.close()
  rmSync(folder, { recursive: true })
})

interface Said {
  readonly status: number
  readonly body: Record<string, string>
}

const ask = async (
  path: string,
  sent: object,
  {
    bearer,
    headers = {},
    method = "POST",
    once = false
  }: { bearer?: string; headers?: Record<string, string>; method?: string; once?: boolean } = {}
): Promise<Said> => {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...headers
    },
    body: JSON.stringify(sent)
  })
  const text = await answer.text()
  if (!once) answers.push(text, JSON.stringify([...answer.headers]))
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, string>) }
}

/** The same, signed by a device now. */
const askSigned = (
  till: ReturnType<typeof device>,
  path: string,
  sent: object,
  options: Parameters<typeof ask>[2] = {}
) => {
  const { headers } = signed(
    till,
    {
      path,
      body: Buffer.from(JSON.stringify(sent)),
      headers: {
        ...options.headers,
        ...(options.bearer && { authorization: `Bearer ${options.bearer}` })
      }
    },
    { created: Math.floor(Date.now() / 1_000) }
  )
  const { authorization: _, ...others } = headers as Record<string, string>
  return ask(path, sent, { ...options, headers: others })
}

const canaries = {
  card: "7731-5502-9964-1180",
  pin: "90817263",
  wrongPin: "18273645",
  operatorPin: "55443322",
  wrongOperatorPin: "66778899",
  wrongCode: "ZZZZ-YYYY",
  managersCode: "714582",
  password: "a password of some length"
}

/** Secrets that the server has made. */
const canariesFound: Array<string> = []

describe("signing in over HTTP", () => {
  it("a till is enrolled, a cashier signs in and sells, and nobody else does in her name", async () => {
    const till = device()
    const pairing = await ask("/v1/terminals/T1/pairing-codes", {}, { bearer: rootKey, once: true })
    assert.strictEqual(pairing.status, 201)
    const wrong = await askSigned(till, "/v1/pairings", {
      terminal: "T1",
      code: canaries.wrongCode,
      publicKey: till.publicKey
    })
    assert.strictEqual(wrong.status, 401)
    const paired = await askSigned(till, "/v1/pairings", {
      terminal: "T1",
      code: pairing.body["code"],
      publicKey: till.publicKey
    })
    assert.deepStrictEqual([paired.status, paired.body["keyId"]], [201, till.keyId])

    const invitation = await ask("/v1/operators/amy/invitations", {}, { bearer: rootKey, once: true })
    const first = { code: invitation.body["code"], pin: canaries.operatorPin }
    assert.strictEqual((await ask("/v1/operators/amy/pins", first)).status, 204)
    assert.strictEqual((await ask("/v1/operators/amy/pins", first)).status, 401)
    const signIn = (pin: string) =>
      askSigned(till, "/v1/sessions", { operator: "amy", pin }, { once: pin === canaries.operatorPin })
    assert.strictEqual((await signIn(canaries.wrongOperatorPin)).status, 401)
    const session = await signIn(canaries.operatorPin)
    const bearer = session.body["token"] ?? ""
    assert.strictEqual(session.status, 201)

    const key = (n: number) => ({ "idempotency-key": `k${n}` })
    const issue = { program: "gift", card: canaries.card }
    const issued = await askSigned(till, "/v1/cards", issue, { bearer, headers: key(1) })
    assert.strictEqual(issued.status, 201)
    const load = { card: canaries.card, amount: 500, currency: "CNY", tender: { kind: "cash" } }
    const alone = await askSigned(till, "/v1/loads", load, { headers: key(2) })
    assert.strictEqual(alone.status, 403)
    const forged = await askSigned(
      till,
      "/v1/loads",
      { ...load, operator: "max" },
      { bearer, headers: key(3) }
    )
    assert.strictEqual(forged.status, 403)
    const elsewhere = await askSigned(
      till,
      "/v1/loads",
      { ...load, outlet: "A2" },
      { bearer, headers: key(4) }
    )
    assert.strictEqual(elsewhere.status, 403)
    assert.strictEqual((await askSigned(till, "/v1/loads", load, { bearer, headers: key(5) })).status, 201)
    assert.strictEqual((await ask("/v1/loads", load, { bearer, headers: key(6) })).status, 401)
    const withCode = { ...load, authorizationCode: canaries.managersCode }
    assert.isAtLeast((await askSigned(till, "/v1/loads", withCode, { bearer, headers: key(7) })).status, 201)
    assert.strictEqual(
      (
        await askSigned(
          till,
          "/v1/pins",
          { card: canaries.card, newPin: canaries.pin },
          { bearer, headers: key(8) }
        )
      ).status,
      201
    )
    assert.strictEqual((await askSigned(till, "/v1/sessions/endings", {}, { bearer })).status, 204)
    assert.strictEqual((await askSigned(till, "/v1/loads", load, { bearer, headers: key(9) })).status, 401)
  })

  it("lines of a till are signed whole, as any body", async () => {
    const till = device()
    const pairing = await ask("/v1/terminals/T2/pairing-codes", {}, { bearer: rootKey, once: true })
    const { code } = pairing.body
    const { status } = await askSigned(till, "/v1/pairings", {
      terminal: "T2",
      code,
      publicKey: till.publicKey
    })
    assert.strictEqual(status, 201)
    const line = (amount: number) =>
      JSON.stringify({ type: "Redeem", key: `line-${amount}`, card: "7731-0000", amount, currency: "CNY" })
    const path = "/v1/commands:batch"
    const said = async (signedOver: string, sent = signedOver) => {
      const now = Math.floor(Date.now() / 1_000)
      const { headers } = signed(till, { path, body: Buffer.from(signedOver) }, { created: now })
      const answer = await fetch(`${base}${path}`, {
        method: "POST",
        headers: { ...(headers as Record<string, string>), "content-type": "application/x-ndjson" },
        body: sent
      })
      const text = await answer.text()
      const found = text.trimEnd().split("\n")
      return answer.status === 200 ? found.map((one): unknown => JSON.parse(one).key) : answer.status
    }
    assert.deepStrictEqual(await said(`${line(1)}\n${line(2)}\n`), ["line-1", "line-2"])
    assert.strictEqual(await said(`${line(3)}\n`, `${line(4)}\n`), 401)
    assert.strictEqual(await said("", `${line(5)}\n`), 401)
    assert.strictEqual(await said(`${line(6)}\n${" ".repeat(1_100_000)}`), 413)
  })

  it("a holder sees the own account, and no other", async () => {
    const signIn = (pin: string, once = false) =>
      ask("/v1/holder-sessions", { card: canaries.card, pin }, { once })
    const refused = [
      await signIn(canaries.wrongPin),
      await ask("/v1/holder-sessions", { card: "7731-0000", pin: canaries.pin })
    ]
    assert.deepStrictEqual(refused[0], refused[1])
    assert.strictEqual(refused[0]?.status, 401)
    const { body } = await signIn(canaries.pin, true)
    const bearer = body["token"] ?? ""
    const mine = await ask("/v1/balances", {}, { bearer })
    assert.strictEqual(mine.status, 200)
    assert.strictEqual(
      (await ask("/v1/balances", { card: canaries.card }, { bearer })).status,
      (await ask("/v1/balances", { card: "7731-0000" }, { bearer })).status
    )
    assert.strictEqual(
      (
        await ask(
          "/v1/redemptions",
          { amount: 1, currency: "CNY", outlet: "A1" },
          { bearer, headers: { "idempotency-key": "h1" } }
        )
      ).status,
      403
    )
  })

  it("keys are made, exchanged and taken out by those who may, for rows of their own", async () => {
    const bearer = rootKey
    const made = await ask("/v1/clients/fr1-erp/keys", { reason: "first" }, { bearer, once: true })
    assert.strictEqual(made.status, 201)
    const key = made.body["key"] ?? ""
    const code = (terminal: string) =>
      ask(`/v1/terminals/${terminal}/pairing-codes`, {}, { bearer: key, once: true })
    assert.strictEqual((await code("TF")).status, 201)
    const [foreign, none] = [await code("T1"), await code("T9")]
    assert.deepStrictEqual(foreign, none)
    assert.strictEqual(foreign.status, 404)
    assert.strictEqual(
      (await ask("/v1/clients/fr1-erp/keys", { reason: "more" }, { bearer: key })).status,
      403
    )
    const revoked = await ask(
      `/v1/clients/fr1-erp/keys/${made.body["id"]}/revocations`,
      { reason: "leaked" },
      { bearer }
    )
    assert.strictEqual(revoked.status, 204)
    assert.strictEqual((await code("TF")).status, 401)
  })

  it("staff add a passkey with an invitation, sign in with it, and see their own outlet", async () => {
    const phone = new Authenticator()
    const invitation = await ask("/v1/operators/max/invitations", {}, { bearer: rootKey, once: true })
    const shown = { operator: "max", code: invitation.body["code"] }
    const making = await ask("/v1/staff/passkeys/options", shown, { once: true })
    assert.strictEqual(making.status, 201)
    const passkey = phone.make(making.body as never)
    assert.strictEqual((await ask("/v1/staff/passkeys", passkey)).status, 204)
    const options = await ask("/v1/staff-sessions/options", {}, { once: true })
    const session = await ask("/v1/staff-sessions/passkeys", phone.show(options.body as never), {
      once: true
    })
    assert.strictEqual(session.status, 201)
    const bearer = session.body["token"] ?? ""
    const block = (operator?: string) =>
      ask(
        "/v1/blocks",
        { card: canaries.card, reason: "test", outlet: "A1", ...(operator && { operator }) },
        { bearer, headers: { "idempotency-key": `b${operator}` } }
      )
    assert.deepStrictEqual([(await block("fin")).status, (await block()).status], [403, 201])
    const code = await ask("/v1/operators/amy/invitations", {}, { bearer })
    assert.strictEqual(code.status, 403)

    const second = await ask("/v1/operators/fin/invitations", {}, { bearer: rootKey, once: true })
    const password = { operator: "fin", code: second.body["code"], password: canaries.password }
    const app = await ask("/v1/staff/passwords", password, { once: true })
    assert.match(app.body["uri"] ?? "", /^otpauth:\/\/totp\//)
    const wrong = { operator: "fin", password: canaries.password, totp: "000000" }
    assert.strictEqual((await ask("/v1/staff-sessions/passwords", wrong)).status, 401)
    const secret = new URL(app.body["uri"] ?? "").searchParams.get("secret") ?? ""
    canariesFound.push(secret)
  })

  it("what is not as expected is refused, and never repeated", async () => {
    const said = await ask("/v1/holder-sessions", {
      card: canaries.card,
      pin: canaries.pin,
      pni: canaries.pin
    })
    assert.strictEqual(said.status, 400)
    assert.notInclude(JSON.stringify(said.body), canaries.pin)
    const long = await ask(
      "/v1/sessions",
      { operator: "amy", pin: canaries.pin.repeat(20) },
      { bearer: rootKey }
    )
    assert.strictEqual(long.status, 400)
  })

  it("nothing secret was answered, or stands in the journal or in the records", async () => {
    const journal = await fetch(`${base}/v1/operations?limit=200`, {
      headers: { authorization: `Bearer ${rootKey}` }
    })
    const changes = await fetch(`${base}/v1/changes`, {
      headers: { authorization: `Bearer ${rootKey}` }
    })
    const recorded = `${await journal.text()}${await changes.text()}`
    assert.include(recorded, "IdentifyHolder")
    answers.push(recorded)
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString("latin1"))
    const everything = [...answers, ...files].join("\n")
    assert.include(everything, "proofs:amy")
    assert.isNotEmpty(canariesFound)
    for (const secret of canariesFound) assert.notInclude(everything, secret)
    for (const [name, secret] of Object.entries(canaries)) {
      assert.notInclude(everything, secret, name)
      assert.notInclude(everything, secret.replaceAll("-", ""), name)
    }
    assert.notInclude(everything, rootKey.slice(5))
  })
})
