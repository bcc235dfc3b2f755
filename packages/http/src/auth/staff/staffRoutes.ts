/**
 * Routes of staff: how a passkey or a password is added, and how somebody signs in with it.
 *
 * @module
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Hearing, Served } from "../../Exchange.ts"
import { secret, tokenIn, wayIn } from "../signInRoutes.ts"
import type { Shown, StaffSignIn } from "./StaffSignIn.ts"

const id = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64))
const text = Schema.String.check(Schema.isMaxLength(16_384))
const optional = Schema.optionalKey
const nothing = Schema.Struct({})

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

const withPassword = Schema.Struct({ ...invited, password: secret("password") })
const byPassword = Schema.Struct({ operator: id, password: secret("password"), totp: secret("totp", 16) })
const which = Schema.Struct({ id: text })

const shownIn = (
  {
    code,
    operator
  }: { readonly code?: Extract<Shown, { code: unknown }>["code"]; readonly operator?: string },
  hearing: Hearing
) =>
  code !== undefined && operator !== undefined
    ? Effect.succeed<Shown>({ operator, code })
    : Effect.map(tokenIn(hearing), (token): Shown => ({ token }))

const anybody = undefined

export const staffRoutesOn = (staff: StaffSignIn["Service"]): ReadonlyArray<Served> => [
  wayIn("setPassword", "/v1/staff/passwords", anybody, withPassword, ({ password, ...sent }, hearing) =>
    Effect.flatMap(shownIn(sent, hearing), (shown) =>
      Effect.map(staff.setPassword(shown, password), (uri) => ({ uri }))
    )
  ),
  wayIn(
    "signInByPassword",
    "/v1/staff-sessions/passwords",
    anybody,
    byPassword,
    ({ operator, password, totp }) => staff.byPassword(operator, password, totp)
  ),
  wayIn("passkeyOptions", "/v1/staff/passkeys/options", anybody, Schema.Struct(invited), (sent, hearing) =>
    Effect.flatMap(shownIn(sent, hearing), staff.passkeyOptions)
  ),
  wayIn("addPasskey", "/v1/staff/passkeys", anybody, credential, (sent) =>
    staff.addPasskey(sent as unknown as RegistrationResponseJSON)
  ),
  wayIn("removePasskey", "/v1/staff/passkeys/removals", [], which, (sent, hearing) =>
    Effect.flatMap(tokenIn(hearing), (token) => staff.removePasskey(token, sent.id))
  ),
  wayIn("signInOptions", "/v1/staff-sessions/options", anybody, nothing, () => staff.signInOptions),
  wayIn("signInByPasskey", "/v1/staff-sessions/passkeys", anybody, credential, (sent) =>
    staff.byPasskey(sent as unknown as AuthenticationResponseJSON)
  )
]
