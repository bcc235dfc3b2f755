/**
 * Routes of access: how a device is enrolled, how people sign in and out, and who makes codes and keys.
 *
 * @module
 */
import { InstantText } from "@tessera/core"
import * as Schema from "effect/Schema"
import type { Scope } from "./groups.ts"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/**
 * By what a caller is known: nothing at all, the signature of a device that is being enrolled, that of a terminal, a token of an
 * operator at a terminal, one of staff, either of the last two; or whatever has the scope.
 */
export type KnownBy = "nothing" | "ownSignature" | "terminal" | "operator" | "staff" | "session" | "scope"

/** Where somebody asks to be let in, or lets others in. What stands in braces is a text of the path; the rest is the body. */
export interface AccessRoute<Sent extends Shape = Shape> {
  readonly method: "POST"
  readonly path: string
  readonly by: KnownBy
  /** With `by: "scope"` alone. */
  readonly scope?: Scope
  readonly sends: Sent
  /** What is answered: 201 with this, or 204. What is secret in it is shown this once. */
  readonly answers: Schema.Top | undefined
  /** What a person reads of it. */
  readonly title: string
  /** Whether it is there only where staff sign in. */
  readonly isStaff: boolean
}

/** A text that is never shown again. */
const secret = (label: string, longest = 512) =>
  Schema.RedactedFromValue(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(longest)), { label })

const optional = Schema.optionalKey
const id = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64))
const text = Schema.String.check(Schema.isMaxLength(16_384))
const reason = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128))
const nothing = Schema.Struct({})
const revoking = Schema.Struct({ reason })

/** Milliseconds of the epoch. */
const expiresAt = Schema.Int.annotate({ description: "Milliseconds of the epoch." })
const code = Schema.Struct({ code: Schema.String, expiresAt })
const token = Schema.Struct({ token: Schema.String, expiresAt })

/** By an invitation in the body, or by the session of the caller. */
const invited = { operator: optional(id), code: optional(secret("invitation", 32)) }

/** What a browser makes of a passkey, as the library reads it: what is in it, is looked at there. */
const credential = Schema.Struct({
  id: text,
  rawId: text,
  type: Schema.Literal("public-key"),
  response: Schema.Record(Schema.String, Schema.Unknown),
  clientExtensionResults: optional(Schema.Record(Schema.String, Schema.Unknown)),
  authenticatorAttachment: optional(Schema.String)
})

/** What a browser asks for a passkey with, as WebAuthn names it. */
const options = Schema.Record(Schema.String, Schema.Unknown)

type Shown = Pick<AccessRoute, "by" | "scope">

const shownBy = (by: KnownBy | Scope): Shown => (isScope(by) ? { by: "scope", scope: by } : { by })

const isScope = (by: KnownBy | Scope): by is Scope => by.includes(":")

const route =
  (isStaff: boolean) =>
  <const Path extends string, Sent extends Shape, Told extends Schema.Top | undefined>(
    by: KnownBy | Scope,
    path: Path,
    title: string,
    sends: Sent,
    answers: Told
  ) => ({
    method: "POST" as const,
    path,
    title,
    sends,
    answers,
    isStaff,
    ...shownBy(by)
  })

const [door, office] = [route(false), route(true)]

/** By name, in the order in which the reference shows them. */
export const accessRoutes = {
  pairingCode: door(
    "network:write",
    "/v1/terminals/{id}/pairing-codes",
    "A code by which a device is enrolled as a terminal",
    nothing,
    code
  ),
  pair: door(
    "ownSignature",
    "/v1/pairings",
    "Enrols the device that has signed this, with the code",
    Schema.Struct({ terminal: id, code: secret("pairing code", 32), publicKey: id }),
    Schema.Struct({ keyId: Schema.String })
  ),
  unpair: door(
    "network:write",
    "/v1/terminals/{id}/unpairings",
    "Takes the keys of a terminal out",
    revoking,
    undefined
  ),
  signInAtTill: door(
    "terminal",
    "/v1/sessions",
    "Signs an operator in at the terminal that asks",
    Schema.Struct({ operator: id, pin: secret("pin", 64), shift: optional(id) }),
    token
  ),
  takeShift: door(
    "operator",
    "/v1/sessions/shifts",
    "Another token, for a shift that was opened since",
    Schema.Struct({ shift: id }),
    token
  ),
  renewSession: door("staff", "/v1/sessions/renewals", "Another token for staff at work", nothing, token),
  signOut: door("session", "/v1/sessions/endings", "Ends the session of the token", nothing, undefined),
  signInHolder: door(
    "nothing",
    "/v1/holder-sessions",
    "Signs a holder in, by card and PIN or one-time code",
    Schema.Struct({
      card: secret("card", 128),
      pin: optional(secret("pin", 64)),
      oneTimeCode: optional(secret("one-time code", 64)),
      channel: optional(Schema.Literals(["web", "app", "kiosk"]))
    }),
    token
  ),
  invite: door(
    "network:write",
    "/v1/operators/{id}/invitations",
    "A code by which an operator sets the own PIN or password",
    nothing,
    code
  ),
  setFirstPin: door(
    "nothing",
    "/v1/operators/{id}/pins",
    "Sets an operator's PIN, by an invitation",
    Schema.Struct({ code: secret("invitation", 32), pin: secret("pin", 64) }),
    undefined
  ),
  exchangePin: door(
    "nothing",
    "/v1/operators/{id}/pin-exchanges",
    "Sets another PIN for one that is known",
    Schema.Struct({ from: secret("pin", 64), to: secret("pin", 64) }),
    undefined
  ),
  signOutEverywhere: door(
    "network:write",
    "/v1/operators/{id}/sign-outs",
    "Ends all sessions of an operator",
    nothing,
    undefined
  ),
  forgetProofs: door(
    "network:write",
    "/v1/operators/{id}/forgettings",
    "Forgets all that an operator signs in with",
    nothing,
    undefined
  ),
  makeKey: door(
    "clients:write",
    "/v1/clients/{id}/keys",
    "Makes a key for a client, and the client if it is new",
    Schema.Struct({
      reason,
      expiresAt: optional(InstantText),
      /** For a client that is new. */
      scopes: optional(Schema.Array(Schema.String))
    }),
    Schema.Struct({ id: Schema.String, key: Schema.String })
  ),
  revokeKey: door(
    "clients:write",
    "/v1/clients/{id}/keys/{key}/revocations",
    "Takes a key out",
    revoking,
    undefined
  ),
  setPassword: office(
    "nothing",
    "/v1/staff/passwords",
    "Sets a password and an app, by an invitation or a session of staff",
    Schema.Struct({ ...invited, password: secret("password") }),
    Schema.Struct({ uri: Schema.String })
  ),
  signInByPassword: office(
    "nothing",
    "/v1/staff-sessions/passwords",
    "Signs staff in, by password and the code of an app",
    Schema.Struct({ operator: id, password: secret("password"), totp: secret("totp", 16) }),
    token
  ),
  passkeyOptions: office(
    "nothing",
    "/v1/staff/passkeys/options",
    "What a browser makes a passkey with, by an invitation or a session of staff",
    Schema.Struct(invited),
    options
  ),
  addPasskey: office(
    "nothing",
    "/v1/staff/passkeys",
    "Adds the passkey that was made",
    credential,
    undefined
  ),
  removePasskey: office(
    "staff",
    "/v1/staff/passkeys/removals",
    "Takes one of the own passkeys out; all sessions end",
    Schema.Struct({ id: text }),
    undefined
  ),
  signInOptions: office(
    "nothing",
    "/v1/staff-sessions/options",
    "What a browser signs in with by passkey",
    nothing,
    options
  ),
  signInByPasskey: office(
    "nothing",
    "/v1/staff-sessions/passkeys",
    "Signs staff in by passkey",
    credential,
    token
  )
} as const satisfies Readonly<Record<string, AccessRoute>>

export type AccessRouteName = keyof typeof accessRoutes

/** What is sent to a route of access, read. */
export type AccessSent<Name extends AccessRouteName> = (typeof accessRoutes)[Name]["sends"]["Type"]

/** Scopes that the server looks for: none for who shows it in the request itself. */
export const needsOf = ({ by, scope }: Shown): ReadonlyArray<Scope> | undefined =>
  by === "nothing" || by === "ownSignature" ? undefined : scope === undefined ? [] : [scope]
