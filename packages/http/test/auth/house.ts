/**
 * A house to be let into: two owners, three outlets, terminals and people, with everything that lets them in.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Ids, readCommand, readConfiguration, StoredValue, type Verb } from "@tessera/core"
import { MemoryStore } from "@tessera/core/memory"
import { NodeDigest, NodeKeyVault, NodeOperationIds, NodePinHasher } from "@tessera/core/node"
import type { KeyVault, PinHasher, Store } from "@tessera/core/ports"
import type { Access, Call } from "../../src/Access.ts"
import { type AccessRecords } from "../../src/auth/AccessRecords.ts"
import { accessLayer, type SignIn } from "../../src/auth/accessLayer.ts"
import { contentDigest } from "../../src/auth/contentDigest.ts"
import type { AccessOptions } from "../../src/auth/ground.ts"
import { readSignature } from "../../src/auth/httpSignature.ts"
import { memoryRecords } from "../../src/auth/memoryRecords.ts"
import { keyIdOf } from "../../src/auth/terminalSignature.ts"
import type { Caller } from "../../src/Caller.ts"

export const document = {
  tenant: "house",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "A1", owner: "hq" },
    { id: "A2", owner: "hq" },
    { id: "F1", owner: "fr1" }
  ],
  terminals: [
    { id: "T1", outlet: "A1", kind: "till" },
    { id: "T2", outlet: "A2", kind: "till" },
    { id: "TF", outlet: "F1", kind: "kiosk" }
  ],
  operators: [
    { id: "fin", role: "finance" },
    { id: "fran", role: "owner", owner: "fr1" },
    { id: "max", role: "manager", outlet: "A1" },
    { id: "amy", role: "cashier", outlet: "A1" },
    { id: "bob", role: "cashier", outlet: "A2" }
  ],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }],
      verification: { pinAbove: 100, oneTimeCode: { digits: 6 } }
    }
  ]
}

export const origin = "https://pos.example/pay"

/** As routes say it: a table of the real ones stands with them. */
export const scopeOf = (verb: Verb): string =>
  verb.startsWith("Change")
    ? "network:write"
    : verb === "Redeem"
      ? "redemptions:create"
      : `${verb[0]?.toLowerCase()}${verb.slice(1)}:create`

export const usual: AccessOptions = { mode: "test", origin, scopeOf, freshFor: 0, limits: [] }

const secret = Redacted.make("a secret of at least 32 characters, for tests")

type House = Access | SignIn | StoredValue | AccessRecords | KeyVault | PinHasher | Store

/** The house, on records that a test may have given. */
export const house = (
  options: Partial<AccessOptions> = {},
  {
    records = memoryRecords,
    strangersWait = 0,
    tenant = document.tenant
  }: {
    readonly records?: Layer.Layer<AccessRecords>
    readonly strangersWait?: number
    readonly tenant?: string
  } = {}
): Layer.Layer<House> => {
  const ports = Layer.mergeAll(
    NodeDigest.layer,
    NodeOperationIds.layer,
    NodeKeyVault.layer(secret),
    NodePinHasher.layer(secret, { memory: 64, passes: 1 }),
    MemoryStore.layer,
    records
  )
  const read = readConfiguration({ ...document, tenant })
  if (Result.isFailure(read)) throw new Error(JSON.stringify(read.failure))
  const ledger = StoredValue.layer(read.success, { strangersWait })
  return accessLayer({ ...usual, ...options }).pipe(
    Layer.provideMerge(ledger),
    Layer.provideMerge(ports),
    Layer.orDie
  ) as Layer.Layer<House>
}

/** A call as it comes. */
const call = (sent: Partial<Call> = {}): Call => ({
  method: "POST",
  path: "/v1/redemptions",
  host: "pos.example",
  headers: {},
  body: new Uint8Array(),
  source: "192.0.2.1",
  route: "Redeem",
  needs: ["redemptions:create"],
  ...sent
})

export const withBearer = (bearer: Redacted.Redacted, sent: Partial<Call> = {}): Call =>
  call({ ...sent, headers: { ...sent.headers, authorization: `Bearer ${Redacted.value(bearer)}` } })

/** A device with a key of its own. */
export interface Device {
  readonly publicKey: string
  readonly keyId: string
  readonly privateKey: KeyObject
}

export const device = (): Device => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const x = String(publicKey.export({ format: "jwk" }).x)
  return { publicKey: x, keyId: keyIdOf(x), privateKey }
}

export interface Signing {
  readonly covered?: ReadonlyArray<string>
  /** Seconds of the epoch. */
  readonly created?: number
  readonly nonce?: string | undefined
  readonly parameters?: string
  readonly keyId?: string
}

/** A call that a device has signed; what is left away is as it should be. */
export const signed = (
  { keyId, privateKey }: Device,
  sent: Partial<Call> = {},
  signing: Signing = {}
): Call => {
  const unsigned = call({ body: Buffer.from('{"amount":5}'), ...sent })
  const headers = {
    ...(unsigned.body.length > 0 && { "content-digest": contentDigest(unsigned.body) }),
    ...unsigned.headers
  }
  const there = ["content-digest", "idempotency-key", "authorization"].filter((name) => name in headers)
  const {
    covered = ["@method", "@target-uri", ...there],
    created = 0,
    nonce = randomUUID(),
    parameters = ""
  } = signing
  const says = `(${covered.map((name) => `"${name}"`).join(" ")});created=${created}${nonce === undefined ? "" : `;nonce="${nonce}"`};keyid="${signing.keyId ?? keyId}"${parameters}`
  const withInput = { ...headers, "signature-input": `sig=${says}`, signature: "sig=:AA==:" }
  const base = readSignature({
    method: unsigned.method,
    url: `${origin}${unsigned.path}`,
    headers: withInput
  })?.base
  const signature = sign(null, Buffer.from(base ?? ""), privateKey).toString("base64")
  return { ...unsigned, headers: { ...withInput, signature: `sig=:${signature}:` } }
}

/** Head office's own desk. */
export const desk = (changed: Partial<Caller> = {}): Caller => ({
  kind: "staff",
  client: Ids.ClientId.make("staff:fin"),
  tenant: "house",
  scopes: "all",
  rows: {},
  operator: "fin",
  mode: "test",
  details: true,
  ...changed
})

let keys = 0

/** Submits a command of the ledger, which has to be approved. */
export const told = (sent: Record<string, unknown>) =>
  Effect.gen(function* () {
    const { submit } = yield* StoredValue
    keys += 1
    const outcome = yield* submit(
      Ids.ClientId.make("test"),
      Result.getOrThrow(readCommand({ key: `told-${keys}`, ...sent }))
    )
    if (outcome.outcome !== "approved") throw new Error(JSON.stringify(outcome))
    return outcome.receipt
  })
