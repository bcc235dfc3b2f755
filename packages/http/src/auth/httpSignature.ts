/**
 * Signatures of requests by RFC 9421: what exactly a terminal has signed, and whether its key says so.
 *
 * @module
 */
import { createPublicKey, type KeyObject, verify } from "node:crypto"
import { type InnerList, type Item, parseDictionary, serializeInnerList } from "structured-headers"

/** A request as far as a signature can be over it. */
export interface Signed {
  readonly method: string
  /** The whole URL that was asked, as the sender wrote it. */
  readonly url: string
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
}

/** What a signature says of itself. */
export interface SignatureSays {
  readonly label: string
  /** The names of what is covered, in their order. */
  readonly covered: ReadonlyArray<string>
  /** Seconds of the epoch. */
  readonly created: number | undefined
  readonly expires: number | undefined
  readonly nonce: string | undefined
  readonly keyid: string | undefined
  readonly alg: string | undefined
  readonly tag: string | undefined
  /** What was signed. */
  readonly base: string
  readonly signature: Uint8Array
}

const derived: Readonly<Record<string, (request: Signed) => string>> = {
  "@method": ({ method }) => method,
  "@target-uri": ({ url }) => url,
  "@authority": ({ url }) => new URL(url).host,
  "@scheme": ({ url }) => new URL(url).protocol.slice(0, -1),
  "@path": ({ url }) => new URL(url).pathname,
  "@query": ({ url }) => new URL(url).search || "?",
  "@request-target": ({ url }) => `${new URL(url).pathname}${new URL(url).search}`
}

/** A header as it is signed: all its lines, without what is around them. */
const fieldOf = ({ headers }: Signed, name: string): string | undefined => {
  const value = headers[name]
  if (value === undefined) return undefined
  return (typeof value === "string" ? [value] : value)
    .map((line) => line.trim().replaceAll(/[ \t]*\r?\n[ \t]+/g, " "))
    .join(", ")
}

/** One covered component with its value; nothing where it is not there, or is asked for in a way that is not known. */
const lineOf = (request: Signed, [name, parameters]: Item): readonly [string, string] | undefined => {
  if (typeof name !== "string" || parameters.size > 0) return undefined
  const value = name.startsWith("@") ? derived[name]?.(request) : fieldOf(request, name)
  return value === undefined ? undefined : [name, value]
}

/** The signature base (RFC 9421, section 2.5). Nothing where a component is covered twice or is not there. */
const signatureBase = (request: Signed, input: InnerList): string | undefined => {
  const lines = input[0].map((item) => lineOf(request, item))
  const found = lines.flatMap((line) => (line === undefined ? [] : [line]))
  if (found.length < lines.length || new Set(found.map(([name]) => name)).size < found.length)
    return undefined
  const covered = found.map(([name, value]) => `"${name}": ${value}\n`).join("")
  return `${covered}"@signature-params": ${serializeInnerList(input)}`
}

const isInnerList = (value: Item | InnerList | undefined): value is InnerList => Array.isArray(value?.[0])

/** Reads the one signature of a request. Nothing where there is none, more than one, or one that is not well made. */
export const readSignature = (request: Signed): SignatureSays | undefined => {
  const [input, signature] = [fieldOf(request, "signature-input"), fieldOf(request, "signature")]
  if (input === undefined || signature === undefined) return undefined
  try {
    const [inputs, signatures] = [parseDictionary(input), parseDictionary(signature)]
    const [entry, another] = [...inputs]
    if (entry === undefined || another !== undefined) return undefined
    const [label, says] = entry
    const [value] = signatures.get(label) ?? []
    const base = isInnerList(says) ? signatureBase(request, says) : undefined
    if (!isInnerList(says) || base === undefined || !(value instanceof ArrayBuffer)) return undefined
    const [items, parameters] = says
    const number = (name: string): number | undefined => {
      const found = parameters.get(name)
      return typeof found === "number" && Number.isSafeInteger(found) ? found : undefined
    }
    const text = (name: string): string | undefined => {
      const found = parameters.get(name)
      return typeof found === "string" ? found : undefined
    }
    return {
      label,
      covered: items.map(([name]) => String(name)),
      created: number("created"),
      expires: number("expires"),
      nonce: text("nonce"),
      keyid: text("keyid"),
      alg: text("alg"),
      tag: text("tag"),
      base,
      signature: new Uint8Array(value)
    }
  } catch {
    return undefined
  }
}

/** An Ed25519 public key from its 32 bytes in base64url. Nothing where they are none. */
const ed25519Key = (publicKey: string): KeyObject | undefined => {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" })
  } catch {
    return undefined
  }
}

/** Whether a key has signed it. */
export const isSignedBy = ({ base, signature }: SignatureSays, publicKey: string): boolean => {
  const key = ed25519Key(publicKey)
  return key !== undefined && verify(null, Buffer.from(base), key, signature)
}
