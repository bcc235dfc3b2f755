/**
 * Tokens of a retailer's own identity provider (OIDC, OAuth 2.0): whom they name, and what the retailer lets such callers do.
 *
 * @module
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey
} from "jose"
import { Ids, type Network } from "@tessera/core"
import type { Caller, Rows } from "../../Caller.ts"
import type { Mode } from "../apiKey.ts"
import { notReached, type OtherCallers } from "../ground.ts"
import { operatorOf } from "../admit.ts"
import { rowsOf } from "../rows.ts"
import { operatorScopes, type ScopeOf } from "../scopes.ts"

/** Which claims say what: names of claims (`https://pos.example/owner`), with dots into what is nested (`realm_access.roles`). */
export interface Claims {
  /** Scopes as a text with spaces, or a list. Absent: `scope`. */
  readonly scopes?: string
  /**
   * What each of these texts lets somebody do here. What is not in it lets nobody do anything. Absent: the claim names the scopes
   * themselves.
   */
  readonly scopesOf?: Readonly<Record<string, ReadonlyArray<string>>>
  /** The owner whose outlets are seen. */
  readonly owner?: string
  readonly outlet?: string
  /**
   * An operator of the network, as whom the caller acts: the role in the network says what may be done, and scopes count for
   * nothing.
   */
  readonly operator?: string
}

/** An issuer that is trusted, and how far. */
export interface JwtTrust {
  readonly mode: Mode
  readonly issuer: string
  /**
   * What stands before the subject in the name of a client: 1–16 small letters, digits or hyphens. Issuers whose subjects may be alike
   * have names of their own. Absent: `oidc`.
   */
  readonly name?: string
  /** Tokens for somebody else are none. */
  readonly audience: string
  /** Where the issuer's keys are, or the keys themselves. */
  readonly keys: URL | JSONWebKeySet
  /** Absent: RS256, PS256, ES256 and EdDSA. Shared secrets and `none` are never taken. */
  readonly algorithms?: ReadonlyArray<string>
  /** How many seconds clocks may differ. Absent: 30. */
  readonly tolerance?: number
  readonly claims?: Claims
  readonly scopeOf: ScopeOf
}

const usual = ["RS256", "PS256", "ES256", "EdDSA"]

const isAsymmetric = (algorithm: string): boolean => /^(RS|PS|ES)\d{3}$|^EdDSA$|^Ed25519$/.test(algorithm)

/** What a claim of that name says, or what a path of names leads to: names of claims are often URLs, with dots of their own. */
const claimAt = (payload: JWTPayload, path: string | undefined): unknown => {
  if (path === undefined) return undefined
  if (Object.hasOwn(payload, path)) return payload[path]
  let value: unknown = payload
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

const textAt = (payload: JWTPayload, path: string | undefined): string | undefined => {
  const value = claimAt(payload, path)
  return typeof value === "string" && value !== "" ? value : undefined
}

const listAt = (payload: JWTPayload, path: string): ReadonlyArray<string> => {
  const value = claimAt(payload, path)
  if (typeof value === "string") return value.split(" ").filter((one) => one !== "")
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []
}

/** A claim that is named has to be there: who has none sees nothing, and not everything. */
const rowsIn = (network: Network, payload: JWTPayload, { outlet, owner }: Claims): Rows | undefined => {
  const [ownerId, outletId] = [textAt(payload, owner), textAt(payload, outlet)]
  if ((owner !== undefined && ownerId === undefined) || (outlet !== undefined && outletId === undefined))
    return undefined
  return rowsOf(network, {
    ...(ownerId !== undefined && { owner: ownerId }),
    ...(outletId !== undefined && { outlet: outletId })
  })
}

const scopesIn = (payload: JWTPayload, { scopes = "scope", scopesOf }: Claims): Caller["scopes"] => {
  const said = listAt(payload, scopes)
  const all =
    scopesOf === undefined
      ? said
      : said.flatMap((one) => (Object.hasOwn(scopesOf, one) ? (scopesOf[one] ?? []) : []))
  return scopesOf !== undefined && all.includes("all") ? "all" : new Set(all)
}

const longestSubject = 100

/** The caller that a payload names. */
const callerOf = (trust: JwtTrust, network: Network, payload: JWTPayload): Caller | undefined => {
  const { claims = {}, mode, name = "oidc" } = trust
  const { sub } = payload
  if (sub === undefined || sub === "" || sub.length > longestSubject || /[\u0000-\u001f\u007f]/.test(sub))
    return undefined
  const known = { client: Ids.ClientId.make(`${name}:${sub}`), tenant: network.tenant, mode, details: true }
  if (claims.operator !== undefined) {
    const id = textAt(payload, claims.operator)
    const operator = id === undefined ? undefined : operatorOf(network, id)
    if (operator === undefined) return undefined
    const rows = rowsOf(network, operator)
    return {
      ...known,
      kind: "staff",
      scopes: operatorScopes(operator, trust.scopeOf),
      rows,
      operator: operator.id,
      channel: "backoffice"
    }
  }
  const rows = rowsIn(network, payload, claims)
  return rows && { ...known, kind: "server", scopes: scopesIn(payload, claims), rows }
}

const looksLikeJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Whether a token says that it is of an issuer; another one's keys say nothing of it. */
const isSaidToBeOf = ({ issuer }: JwtTrust, text: string): boolean => {
  try {
    return decodeJwt(text).iss === issuer
  } catch {
    return false
  }
}

/** What the library says of keys that it could not fetch, where it does not pass on what the network said. */
const unfetched: ReadonlySet<string> = new Set(["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"])

/** Whether the issuer's keys could not be had, so that of a token nothing is known. */
const isUnfetched = ({ keys }: JwtTrust, { cause }: { readonly cause?: unknown }): boolean =>
  keys instanceof URL && (!(cause instanceof errors.JOSEError) || unfetched.has(cause.code))

/** What the clients of other callers begin with. */
const taken: ReadonlySet<string> = new Set(["terminal", "staff", "holder"])

/** Callers by the tokens of one issuer. Throws for an algorithm that anybody who can check could also sign with, and for a name of others. */
export const jwtCallers = (trust: JwtTrust): OtherCallers => {
  const algorithms = [...(trust.algorithms ?? usual)]
  const weak = algorithms.find((one) => !isAsymmetric(one))
  if (weak !== undefined)
    throw new RangeError(`algorithms: Expected signatures with a public key, not ${weak}`)
  if (trust.name !== undefined && (!/^[a-z][a-z0-9-]{0,15}$/.test(trust.name) || taken.has(trust.name)))
    throw new RangeError("name: Expected 1–16 small letters, digits or hyphens, and no name of other callers")
  const keys: JWTVerifyGetKey =
    trust.keys instanceof URL ? createRemoteJWKSet(trust.keys) : createLocalJWKSet(trust.keys)
  return (bearer, network, at) => {
    const text = Redacted.value(bearer)
    if (!looksLikeJwt.test(text) || !isSaidToBeOf(trust, text)) return Effect.succeed(undefined)
    const verified = Effect.tryPromise(() =>
      jwtVerify(text, keys, {
        algorithms,
        issuer: trust.issuer,
        audience: trust.audience,
        clockTolerance: trust.tolerance ?? 30,
        currentDate: DateTime.toDateUtc(DateTime.makeUnsafe(at)),
        requiredClaims: ["exp", "sub"]
      })
    )
    return Effect.matchEffect(verified, {
      onSuccess: ({ payload }) => Effect.succeed(callerOf(trust, network, payload)),
      onFailure: (failure) =>
        isUnfetched(trust, failure) ? Effect.fail(notReached) : Effect.succeed(undefined)
    })
  }
}
