/**
 * Terminals that sign: which signatures are taken, from which device, and each only once.
 *
 * @module
 */
import { createHash } from "node:crypto"
import type { Network, Terminal } from "@tessera/core"
import type { Call } from "../Access.ts"
import { isDigestOf } from "./contentDigest.ts"
import { isSignedBy, readSignature, type SignatureSays } from "./httpSignature.ts"

/** How long a signature is good. */
export interface SignatureTerms {
  /** Milliseconds from `created` on, at most; `expires` may say less. Absent: 5 minutes. */
  readonly window?: number
  /** How far a terminal's clock may be ahead, in milliseconds. Absent: 30 seconds. */
  readonly ahead?: number
}

/** The name of a key, by which a signature says which it is: its thumbprint (RFC 7638). */
export const keyIdOf = (publicKey: string): string =>
  createHash("sha256").update(`{"crv":"Ed25519","kty":"OKP","x":"${publicKey}"}`).digest("base64url")

/** Covered whenever they are there: what is not signed could be another on the way. */
const whereThere = ["content-digest", "idempotency-key", "authorization", "if-match"] as const

const always = ["@method", "@target-uri"] as const

/** Whether all is covered that says what is to be done. */
const coversAll = ({ covered }: SignatureSays, { body, headers }: Call): boolean =>
  [
    ...always,
    ...(body.length > 0 ? ["content-digest"] : []),
    ...whereThere.filter((name) => headers[name] !== undefined)
  ].every((name) => covered.includes(name))

const isOfBody = ({ body, headers }: Call): boolean => {
  const digest = headers["content-digest"]
  return digest === undefined ? body.length === 0 : typeof digest === "string" && isDigestOf(digest, body)
}

/** A signature that is right, and still has to be the first with its nonce. */
export interface Vouched {
  readonly keyId: string
  readonly publicKey: string
  /** The nonce, hashed: what is remembered of it. */
  readonly nonce: string
  /** Until when, in milliseconds of the epoch by the terminal's clock, the same must not come again. */
  readonly until: number
}

/** When a signature can be taken for the last time; nothing where it says no time or one that cannot be. */
const endOf = (
  { created, expires }: SignatureSays,
  at: number,
  { ahead = 30_000, window = 300_000 }: SignatureTerms
): number | undefined => {
  if (created === undefined || created * 1_000 > at + ahead) return undefined
  const end = Math.min(created * 1_000 + window, expires === undefined ? Infinity : expires * 1_000)
  return end <= at ? undefined : end
}

const shapes = { nonce: /^[A-Za-z0-9_\-+/=]{16,128}$/, keyid: /^[A-Za-z0-9_-]{43}$/ }

/**
 * What a request shows by its signature, under the key that `keyOf` knows by its id. Nothing where anything is missing or
 * wrong: the sender is told that it is not known, and nothing else.
 */
export const vouchedBy = (
  call: Call,
  url: string,
  at: number,
  keyOf: (keyId: string) => string | undefined,
  terms: SignatureTerms = {}
): Vouched | undefined => {
  const says = readSignature({ method: call.method, url, headers: call.headers })
  if (says?.keyid === undefined || says.nonce === undefined) return undefined
  const { alg, keyid, nonce } = says
  if (!shapes.nonce.test(nonce) || !shapes.keyid.test(keyid) || (alg !== undefined && alg !== "ed25519"))
    return undefined
  const until = endOf(says, at, terms)
  const publicKey = keyOf(keyid)
  if (until === undefined || publicKey === undefined || !coversAll(says, call) || !isOfBody(call))
    return undefined
  if (!isSignedBy(says, publicKey)) return undefined
  return {
    keyId: keyid,
    publicKey,
    nonce: createHash("sha256").update(`${keyid}\n${nonce}`).digest("base64url"),
    until
  }
}

const enrolled = new WeakMap<Network, ReadonlyMap<string, Terminal>>()

/**
 * Terminals by the names of their keys, looked for once for each version of the network. A key that stands at two of them is neither's:
 * who may change the one would else be taken for the other.
 */
export const terminalByKey = (network: Network, keyId: string): Terminal | undefined => {
  const found = enrolled.get(network)
  if (found !== undefined) return found.get(keyId)
  const each = [...network.terminals.values()].flatMap((terminal) =>
    (terminal.keys ?? []).map(({ publicKey }) => [keyIdOf(publicKey), terminal] as const)
  )
  const all = new Map(each)
  for (const [id, terminal] of each) if (all.get(id) !== undefined && all.get(id) !== terminal) all.delete(id)
  enrolled.set(network, all)
  return all.get(keyId)
}
