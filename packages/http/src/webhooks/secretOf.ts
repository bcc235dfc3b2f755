/**
 * The secrets of endpoints: derived where the keys are, from what is drawn for each, and kept nowhere.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import { type Endpoint, everyMac, type Mac, type Macs, type SecretOrigin } from "@tessera/core/ports"
import { keyOfSeed, publicText, type SigningKey } from "./signing.ts"

/** What secrets are derived with, and of whose endpoint. */
export interface Keys extends Macs {
  readonly tenant: string
}

/** 32 bytes that nobody without the vault can work out. */
const bytesOf = (
  mac: Mac,
  { tenant }: Pick<Keys, "tenant">,
  { id, scheme }: Endpoint,
  { salt }: SecretOrigin
): Uint8Array =>
  Buffer.from(mac("webhook", ["tessera webhook 1", tenant, id, scheme, salt].join("\n")), "hex")

/**
 * What signs at an instant: the newest secret, and older ones while they are exchanged. After the ledger's secret was followed by
 * another one, what a receiver was given before signs too.
 */
export const signingKeys = (keys: Keys, endpoint: Endpoint, now: number): ReadonlyArray<SigningKey> =>
  endpoint.secrets
    .filter(({ until }) => until === undefined || now < until)
    .flatMap((origin) => everyMac(keys).map((mac) => bytesOf(mac, keys, endpoint, origin)))
    .map((bytes): SigningKey => {
      return endpoint.scheme === "v1"
        ? { scheme: "v1", secret: bytes }
        : { scheme: "v1a", key: keyOfSeed(bytes) }
    })

/** What the receiver is given to check with: the newest `whsec_` secret, or `whpk_` key, which is no secret. */
export const receiversPart = (keys: Keys, endpoint: Endpoint): Redacted.Redacted => {
  const [newest] = endpoint.secrets
  if (newest === undefined) throw new Error(`${endpoint.id} has no secret`)
  const bytes = bytesOf(keys.mac, keys, endpoint, newest)
  return Redacted.make(
    endpoint.scheme === "v1" ? `whsec_${Buffer.from(bytes).toString("base64")}` : publicText(keyOfSeed(bytes))
  )
}
