/**
 * Staff signing in, in the office: with a passkey, or with a password and the code of an app.
 *
 * @module
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { Problem } from "../../api/Problem.ts"
import { liveSession, staffOf } from "../admit.ts"
import { type AccessGround, type AccessOptions, accessGround, notKnown, orUnavailable } from "../ground.ts"
import { knockingOn } from "../knocking.ts"
import { useCode } from "../OneTimeCodes.ts"
import { unfitSecret } from "../people.ts"
import { compareSecret, setSecret } from "../Proofs.ts"
import { type SignedIn, signedIn } from "../Sessions.ts"
import {
  authenticated,
  authenticationOptions,
  forgotPasskey,
  registered,
  registrationOptions,
  type RelyingParty
} from "./passkeys.ts"
import { isTotp, newTotp } from "./totp.ts"

/** How somebody shows that a passkey or an app may be added: by an invitation, or by a session that they have. */
export type Shown =
  | { readonly operator: string; readonly code: Redacted.Redacted }
  | { readonly token: Redacted.Redacted }

export interface StaffOptions extends AccessOptions {
  readonly party: RelyingParty
}

const halfAnHour = 30 * 60_000

/** What both ways have in common: who may add a proof, and what token follows. */
const stepsOn = (ground: AccessGround) => {
  /** Whoever may add a proof, and now does. */
  const shownBy = Effect.fnUntraced(function* (shown: Shown, at: number) {
    const network = yield* ground.network
    if ("token" in shown) {
      const session = yield* liveSession({ ground, network, at }, shown.token)
      return session?.kind === "staff" ? session.subject : undefined
    }
    // An invitation of who works at a till is for a PIN, and stays good for that.
    const operator = staffOf(network, shown.operator, ground.options)
    if (operator === undefined) return undefined
    return (yield* useCode(ground, "invitation", operator.id, at, shown.code)) && operator.id
  })

  /** The operator who has shown who they are; nobody else goes on. */
  const known = Effect.fnUntraced(function* (shown: Shown, at: number) {
    const operator = yield* shownBy(shown, at)
    return operator ?? (yield* Effect.fail(notKnown))
  })

  const tokenFor = Effect.fnUntraced(function* (id: string | undefined, at: number) {
    const operator = id === undefined ? undefined : staffOf(yield* ground.network, id, ground.options)
    if (operator === undefined) return yield* Effect.fail(notKnown)
    const lifetime = ground.options.sessions?.staff ?? halfAnHour
    return yield* signedIn(ground, { kind: "staff", subject: operator.id }, lifetime, at)
  })

  return { known, tokenFor }
}

type Steps = ReturnType<typeof stepsOn>

const withTime = <A, E>(run: (at: number) => Effect.Effect<A, E>) =>
  Effect.flatMap(Clock.currentTimeMillis, run)

const passwordsOn = (ground: AccessGround, party: RelyingParty, { known, tokenFor }: Steps) => {
  /** Sets a password, and an app to go with it; the answer is what the app reads, shown once. */
  const setPassword = (
    shown: Shown,
    password: Redacted.Redacted
  ): Effect.Effect<Redacted.Redacted, Problem> =>
    orUnavailable(
      withTime((at) =>
        Effect.gen(function* () {
          const wrong = unfitSecret("password", password)
          if (wrong !== undefined) return yield* Effect.fail(wrong)
          const operator = yield* known(shown, at)
          const { sealed, uri } = newTotp(ground, party.name, operator)
          const set = { kind: "password", secret: password, totp: sealed } as const
          if (!(yield* setSecret(ground, operator, at, set))) return yield* Effect.fail(notKnown)
          return uri
        })
      )
    )

  /** Both have to be right; which of them was wrong, is not said. */
  const byPassword = (
    operator: string,
    password: Redacted.Redacted,
    code: Redacted.Redacted
  ): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      withTime((at) =>
        Effect.gen(function* () {
          const isPassword = yield* compareSecret(ground, operator, at, {
            kind: "password",
            secret: password
          })
          // A code is used up only with the right password, and nobody else can take its tries; the steps are the same.
          const isCode = yield* isTotp(ground, isPassword ? operator : `- ${operator}`, at, code)
          if (!isPassword || !isCode) return yield* Effect.fail(notKnown)
          return yield* tokenFor(operator, at)
        })
      )
    )

  return { setPassword, byPassword }
}

const passkeysOn = (ground: AccessGround, party: RelyingParty, { known, tokenFor }: Steps) => {
  /** What a browser makes a passkey with. */
  const passkeyOptions = (shown: Shown) =>
    orUnavailable(
      withTime((at) =>
        Effect.gen(function* () {
          return yield* registrationOptions(ground, party, yield* known(shown, at), at)
        })
      )
    )

  /** Takes the passkey that it has made. */
  const addPasskey = (response: RegistrationResponseJSON): Effect.Effect<void, Problem> =>
    orUnavailable(
      withTime((at) =>
        Effect.gen(function* () {
          const operator = yield* registered(ground, party, response, at)
          if (operator === undefined) return yield* Effect.fail(notKnown)
        })
      )
    )

  /** Takes one out of one's own passkeys; all sessions end, this one too. */
  const removePasskey = (token: Redacted.Redacted, id: string): Effect.Effect<void, Problem> =>
    orUnavailable(
      withTime((at) =>
        Effect.gen(function* () {
          yield* forgotPasskey(ground, yield* known({ token }, at), id, at + 1)
        })
      )
    )

  const signInOptions = orUnavailable(withTime((at) => authenticationOptions(ground, party, at)))

  const byPasskey = (response: AuthenticationResponseJSON): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      withTime((at) => Effect.flatMap(authenticated(ground, party, response, at), (id) => tokenFor(id, at)))
    )

  return { passkeyOptions, addPasskey, removePasskey, signInOptions, byPasskey }
}

const staffOn = (ground: AccessGround, { party }: StaffOptions) => {
  const steps = stepsOn(ground)
  return {
    knocking: knockingOn(ground, ground.records),
    ...passwordsOn(ground, party, steps),
    ...passkeysOn(ground, party, steps)
  }
}

export class StaffSignIn extends Context.Service<StaffSignIn, ReturnType<typeof staffOn>>()(
  "@tessera/http/StaffSignIn"
) {
  /** With the same options as `accessLayer`, on the same records. */
  static readonly layer = (options: StaffOptions) =>
    Layer.effect(
      this,
      Effect.map(accessGround(options), (ground) => staffOn(ground, options))
    )
}
