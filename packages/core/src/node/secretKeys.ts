/**
 * What is derived from the ledger's secret (HKDF, RFC 5869), under the secret that counts and those before it.
 *
 * @module
 */
import { hkdfSync } from "node:crypto"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** Secrets that counted before, newest first. Absent: there was none. */
export interface SecretsBefore {
  readonly before?: ReadonlyArray<Redacted.Redacted> | undefined
}

/** So many bytes for a purpose. */
export const derivedFrom = (secret: Redacted.Redacted, purpose: string, bytes = 32): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", Redacted.value(secret), "tessera", purpose, bytes))

const encode = Schema.encodeSync(Schema.Uint8ArrayFromBase64Url)

/** A key, and the name by which what is made under it says so. */
interface NamedKey {
  /** Six bytes as base64url: eight characters, from which nobody learns the secret. */
  readonly id: string
  readonly key: Uint8Array
}

const named = (secret: Redacted.Redacted, purpose: string): NamedKey => ({
  id: encode(derivedFrom(secret, `${purpose} id`, 6)),
  key: derivedFrom(secret, purpose)
})

/** The keys of a purpose. */
export interface NamedKeys {
  /** What is made now is made under it. */
  readonly newest: NamedKey
  /** The key of this name; of what names none, that of the first secret of all. */
  readonly named: (id: string | undefined) => NamedKey | undefined
}

export const namedKeys = (
  secret: Redacted.Redacted,
  before: ReadonlyArray<Redacted.Redacted>,
  purpose: string
): NamedKeys => {
  const newest = named(secret, purpose)
  const all = [newest, ...before.map((one) => named(one, purpose))]
  return { newest, named: (id) => (id === undefined ? all.at(-1) : all.find((one) => one.id === id)) }
}
