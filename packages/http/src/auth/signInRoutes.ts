/**
 * What is done at the routes of access: a device is enrolled, somebody is given a token, codes and keys are made.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { faultsOf } from "@tessera/core"
import { documentAnswer, notAsExpected } from "../answers.ts"
import {
  type AccessRoute,
  type AccessRouteName,
  accessRoutes,
  type AccessSent,
  needsOf
} from "../api/accessRoutes.ts"
import type { Problem } from "../api/Problem.ts"
import { readBody } from "../body.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import type { SignIn } from "./accessLayer.ts"
import { bearerOf } from "./admit.ts"
import type { Why } from "./committed.ts"
import { notKnown } from "./ground.ts"
import type { Knocking } from "./knocking.ts"

/** A body that is read, or the problem that says where it is not as expected. */
export const sentAs = <A>(
  schema: Schema.Decoder<A>,
  { asked, caller }: Hearing
): Effect.Effect<A, Problem> => {
  const sent = asked.body.length === 0 ? Result.succeed({}) : readBody(asked.body)
  if (Result.isFailure(sent)) return Effect.fail(sent.failure)
  // A schema without fields takes anything.
  const [more] = Object.keys(
    "fields" in schema && Object.keys(schema.fields as object).length === 0 ? sent.success : {}
  )
  if (more !== undefined)
    return Effect.fail(notAsExpected([{ path: [more], message: "Expected nothing" }], caller.details))
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

/** It is done, and there is nothing to say of it. */
export const done: Answer = { status: 204, headers: { "cache-control": "no-store" }, body: "" }

/** What is done at a route of access. */
export type WayIn<Name extends AccessRouteName> = (
  sent: AccessSent<Name>,
  hearing: Hearing
) => Effect.Effect<object | void, Problem>

/** One way in, as the contract has it, with what is done there. */
export const wayIn = <Name extends AccessRouteName>(name: Name, handle: WayIn<Name>): Served => {
  const { method, path, sends, ...known }: AccessRoute = accessRoutes[name]
  return {
    name,
    method,
    path,
    needs: needsOf(known),
    takes: "json",
    isCommand: false,
    handle: (hearing) =>
      Effect.map(
        // The schema of this very route has read it.
        Effect.flatMap(sentAs(sends, hearing), (sent) => handle(sent as AccessSent<Name>, hearing)),
        (made) => (typeof made === "object" ? shownOnce(made) : done)
      )
  }
}

/** The same routes, of which those that are open to anybody are counted by where a request comes from, before it is read. */
export const countedBySource = (knocking: Knocking, all: ReadonlyArray<Served>): ReadonlyArray<Served> =>
  all.map((served) =>
    served.needs === undefined
      ? {
          ...served,
          handle: (hearing) =>
            Effect.flatMap(knocking(served.name, hearing.asked.source), (headers) =>
              Effect.map(served.handle(hearing), (answer) => ({
                ...answer,
                headers: { ...answer.headers, ...headers }
              }))
            )
        }
      : served
  )

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

/** The routes of whoever is let in by `accessLayer`. */
export const signInRoutes = ({
  keys,
  knocking,
  people,
  sessions,
  terminals
}: SignIn["Service"]): ReadonlyArray<Served> =>
  countedBySource(knocking, [
    wayIn("pairingCode", (_, hearing) => terminals.pairingCode(hearing.caller, named(hearing))),
    wayIn("pair", (sent, { asked }) => terminals.pair({ ...asked, route: "pair", needs: [] }, sent)),
    wayIn("unpair", (sent, hearing) =>
      terminals.unpair(hearing.caller, named(hearing), whyOf(hearing, sent))
    ),
    wayIn("signInAtTill", (sent, { caller }) => sessions.operator(caller, sent)),
    wayIn("takeShift", ({ shift }, hearing) =>
      Effect.flatMap(tokenIn(hearing), (token) => sessions.inShift(hearing.caller, token, shift))
    ),
    wayIn("renewSession", (_, hearing) =>
      Effect.flatMap(tokenIn(hearing), (token) => sessions.renewed(token))
    ),
    wayIn("signOut", (_, hearing) => Effect.flatMap(tokenIn(hearing), (token) => sessions.signOut(token))),
    wayIn("signInHolder", (sent, { asked: { source } }) =>
      sessions.holder({ ...sent, ...(source !== undefined && { source }) })
    ),
    wayIn("invite", (_, hearing) => people.invite(hearing.caller, named(hearing))),
    wayIn("setFirstPin", ({ code, pin }, hearing) => people.accept(named(hearing), code, "pin", pin)),
    wayIn("exchangePin", (sent, hearing) => people.exchange(named(hearing), "pin", sent)),
    wayIn("signOutEverywhere", (_, hearing) => people.signOutEverywhere(hearing.caller, named(hearing))),
    wayIn("forgetProofs", (_, hearing) => people.forget(hearing.caller, named(hearing))),
    wayIn("makeKey", ({ expiresAt, scopes, ...sent }, hearing) =>
      keys.add(hearing.caller, named(hearing), {
        ...whyOf(hearing, sent),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(scopes && { client: { scopes } })
      })
    ),
    wayIn("revokeKey", (sent, hearing) =>
      keys.revoke(hearing.caller, named(hearing), named(hearing, "key"), whyOf(hearing, sent))
    )
  ])
