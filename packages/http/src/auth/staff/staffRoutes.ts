/**
 * Routes of staff: how a passkey or a password is added, and how somebody signs in with it.
 *
 * @module
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server"
import * as Effect from "effect/Effect"
import type { Hearing, Served } from "../../Exchange.ts"
import { countedBySource, tokenIn, wayIn } from "../signInRoutes.ts"
import type { Shown, StaffSignIn } from "./StaffSignIn.ts"

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

export const staffRoutesOn = (staff: StaffSignIn["Service"]): ReadonlyArray<Served> =>
  countedBySource(staff.knocking, [
    wayIn("setPassword", ({ password, ...sent }, hearing) =>
      Effect.flatMap(shownIn(sent, hearing), (shown) =>
        Effect.map(staff.setPassword(shown, password), (uri) => ({ uri }))
      )
    ),
    wayIn("signInByPassword", ({ operator, password, totp }) => staff.byPassword(operator, password, totp)),
    wayIn("passkeyOptions", (sent, hearing) => Effect.flatMap(shownIn(sent, hearing), staff.passkeyOptions)),
    wayIn("addPasskey", (sent) => staff.addPasskey(sent as unknown as RegistrationResponseJSON)),
    wayIn("removePasskey", (sent, hearing) =>
      Effect.flatMap(tokenIn(hearing), (token) => staff.removePasskey(token, sent.id))
    ),
    wayIn("signInOptions", () => staff.signInOptions),
    wayIn("signInByPasskey", (sent) => staff.byPasskey(sent as unknown as AuthenticationResponseJSON))
  ])
