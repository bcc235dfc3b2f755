/**
 * Routes of signing in: how a device is enrolled, an operator, staff or a holder is given a token, and who makes codes and keys.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { faultsOf, InstantText } from "@tessera/core"
import { documentAnswer, notAsExpected } from "../answers.ts"
import type { Problem } from "../api/Problem.ts"
import { readBody } from "../body.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import type { SignIn } from "./accessLayer.ts"
import { bearerOf } from "./admit.ts"
import type { Why } from "./committed.ts"
import { notKnown } from "./ground.ts"

/** A text that is never shown again. */
export const secret = (label: string, longest = 512) =>
  Schema.RedactedFromValue(Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(longest)), { label })

const id = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(64))
const optional = Schema.optionalKey

const pairing = Schema.Struct({ terminal: id, code: secret("pairing code", 32), publicKey: id })
const atTheTill = Schema.Struct({ operator: id, pin: secret("pin", 64), shift: optional(id) })
const inShift = Schema.Struct({ shift: id })
const shownByHolder = Schema.Struct({
  card: secret("card", 128),
  pin: optional(secret("pin", 64)),
  oneTimeCode: optional(secret("one-time code", 64)),
  channel: optional(Schema.Literals(["web", "app", "kiosk"]))
})
const withCode = Schema.Struct({ code: secret("invitation", 32), pin: secret("pin", 64) })
const withOld = Schema.Struct({ from: secret("pin", 64), to: secret("pin", 64) })
const nothing = Schema.Struct({})
const reason = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(128))
const newKey = Schema.Struct({
  reason,
  expiresAt: optional(InstantText),
  /** For a client that is new. */
  scopes: optional(Schema.Array(Schema.String))
})
const revoking = Schema.Struct({ reason })

/** A body that is read, or the problem that says where it is not as expected. */
const sentAs = <A>(schema: Schema.Decoder<A>, { asked, caller }: Hearing): Effect.Effect<A, Problem> => {
  const sent = asked.body.length === 0 ? Result.succeed({}) : readBody(asked.body)
  if (Result.isFailure(sent)) return Effect.fail(sent.failure)
  const read = Schema.decodeUnknownResult(schema, { onExcessProperty: "error", errors: "all" })(sent.success)
  return Result.isSuccess(read)
    ? Effect.succeed(read.success)
    : Effect.fail(notAsExpected(faultsOf(read.failure.issue), caller.details))
}

/** A secret is shown once: in this answer. */
const shownOnce = (made: object): Answer => {
  const shown = Object.entries(made).map(([name, value]: [string, unknown]) => [
    name,
    Redacted.isRedacted(value) ? Redacted.value(value) : value
  ])
  return documentAnswer(JSON.stringify(Object.fromEntries(shown)), { status: 201 })
}

const done: Answer = { status: 204, headers: { "cache-control": "no-store" }, body: "" }

/** One way in: who may ask, what is sent, and what is done. */
export const wayIn = <A>(
  name: string,
  path: string,
  needs: Served["needs"],
  schema: Schema.Decoder<A>,
  handle: (sent: A, hearing: Hearing) => Effect.Effect<object | void, Problem>
): Served => ({
  name,
  method: "POST",
  path,
  needs,
  takes: "json",
  isCommand: false,
  handle: (hearing) =>
    Effect.map(
      Effect.flatMap(sentAs(schema, hearing), (sent) => handle(sent, hearing)),
      (made) => (typeof made === "object" ? shownOnce(made) : done)
    )
})

const named = ({ inPath }: Hearing, name = "id"): string => inPath[name] ?? ""

/** What the caller called with, if it is a token. */
export const tokenIn = ({ asked }: Hearing): Effect.Effect<Redacted.Redacted, Problem> => {
  const token = bearerOf(asked)
  return token === undefined ? Effect.fail(notKnown) : Effect.succeed(token)
}

const whyOf = ({ caller }: Hearing, { reason: text }: { readonly reason: string }): Why => ({
  reason: text,
  ...(typeof caller.operator === "string" && { operator: caller.operator })
})

const anybody = undefined

/** The routes of whoever is let in by `accessLayer`. */
export const signInRoutes = ({
  keys,
  people,
  sessions,
  terminals
}: SignIn["Service"]): ReadonlyArray<Served> => [
  wayIn("pairingCode", "/v1/terminals/{id}/pairing-codes", ["network:write"], nothing, (_, hearing) =>
    terminals.pairingCode(hearing.caller, named(hearing))
  ),
  wayIn("pair", "/v1/pairings", anybody, pairing, (sent, { asked }) =>
    terminals.pair({ ...asked, route: "pair", needs: [] }, sent)
  ),
  wayIn("unpair", "/v1/terminals/{id}/unpairings", ["network:write"], revoking, (sent, hearing) =>
    terminals.unpair(hearing.caller, named(hearing), whyOf(hearing, sent))
  ),
  wayIn("signInAtTill", "/v1/sessions", [], atTheTill, (sent, { caller }) => sessions.operator(caller, sent)),
  wayIn("takeShift", "/v1/sessions/shifts", [], inShift, ({ shift }, hearing) =>
    Effect.flatMap(tokenIn(hearing), (token) => sessions.inShift(hearing.caller, token, shift))
  ),
  wayIn("renewSession", "/v1/sessions/renewals", [], nothing, (_, hearing) =>
    Effect.flatMap(tokenIn(hearing), (token) => sessions.renewed(token))
  ),
  wayIn("signOut", "/v1/sessions/endings", [], nothing, (_, hearing) =>
    Effect.flatMap(tokenIn(hearing), (token) => sessions.signOut(token))
  ),
  wayIn("signInHolder", "/v1/holder-sessions", anybody, shownByHolder, (sent, { asked: { source } }) =>
    sessions.holder({ ...sent, ...(source !== undefined && { source }) })
  ),
  wayIn("invite", "/v1/operators/{id}/invitations", ["network:write"], nothing, (_, hearing) =>
    people.invite(hearing.caller, named(hearing))
  ),
  wayIn("setFirstPin", "/v1/operators/{id}/pins", anybody, withCode, ({ code, pin }, hearing) =>
    people.accept(named(hearing), code, "pin", pin)
  ),
  wayIn("exchangePin", "/v1/operators/{id}/pin-exchanges", anybody, withOld, (sent, hearing) =>
    people.exchange(named(hearing), "pin", sent)
  ),
  wayIn("signOutEverywhere", "/v1/operators/{id}/sign-outs", ["network:write"], nothing, (_, hearing) =>
    people.signOutEverywhere(hearing.caller, named(hearing))
  ),
  wayIn("forgetProofs", "/v1/operators/{id}/forgettings", ["network:write"], nothing, (_, hearing) =>
    people.forget(hearing.caller, named(hearing))
  ),
  wayIn(
    "makeKey",
    "/v1/clients/{id}/keys",
    ["clients:write"],
    newKey,
    ({ expiresAt, scopes, ...sent }, hearing) =>
      keys.add(named(hearing), {
        ...whyOf(hearing, sent),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(scopes && { client: { scopes } })
      })
  ),
  wayIn(
    "revokeKey",
    "/v1/clients/{id}/keys/{key}/revocations",
    ["clients:write"],
    revoking,
    (sent, hearing) => keys.revoke(named(hearing), named(hearing, "key"), whyOf(hearing, sent))
  )
]
