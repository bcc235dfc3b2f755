/**
 * People: an operator is invited, sets the own PIN or password, and all of it is forgotten when they leave.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { mayChangeOperator, type Operator } from "@tessera/core"
import { problem, type Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { sees } from "../rows.ts"
import { operatorOf } from "./admit.ts"
import { type AccessGround, notKnown, orUnavailable } from "./ground.ts"
import { type CodeTerms, dropCode, type MadeCode, makeCode, useCode } from "./OneTimeCodes.ts"
import { changeProofs, compareSecret, forgetProofs, setSecret } from "./Proofs.ts"
import { mayCall } from "./rows.ts"

const shapes = { pin: /^\d{4,12}$/, password: /^[^\u0000-\u001f\u007f]{12,128}$/u } as const
const expected = { pin: "4–12 digits", password: "12–128 characters without control characters" } as const

/** A PIN or a password that can be taken; the problem says what was expected, and never what was sent. */
export const unfitSecret = (kind: "pin" | "password", secret: Redacted.Redacted): Problem | undefined =>
  shapes[kind].test(Redacted.value(secret))
    ? undefined
    : problem("invalid", { members: { errors: [{ path: [kind], message: `Expected ${expected[kind]}` }] } })

/** An operator, in service or not: what somebody who was dismissed had signed in with is forgotten too. */
const everOperator: typeof operatorOf = ({ operators }, id) => {
  const all: ReadonlyMap<string, Operator> = operators
  return all.get(id)
}

/** The operator, if the caller may change such operators: what they sign in with is no less than what they may do. */
const theirs = Effect.fnUntraced(function* (
  ground: AccessGround,
  caller: Caller,
  id: string,
  find = operatorOf
) {
  const network = yield* ground.ledger.networkNow()
  const may = mayCall(caller, ["network:write"], { tenant: network.tenant, mode: ground.options.mode })
  if (may === "forbidden") return yield* Effect.fail(problem("forbidden"))
  const person = find(network, id)
  if (may === "unknown" || person === undefined || !sees(caller, network, "operator", person))
    return yield* Effect.fail(problem("not_found"))
  if (typeof caller.operator !== "string") return person
  const changer = operatorOf(network, caller.operator)
  if (changer === undefined || !mayChangeOperator(network, changer, person))
    return yield* Effect.fail(problem("forbidden"))
  return person
})

export const peopleOn = (ground: AccessGround) => {
  /** A code by which an operator sets a first PIN or password, or another one for one that was forgotten. */
  const invite = (caller: Caller, operator: string, terms?: CodeTerms): Effect.Effect<MadeCode, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        yield* theirs(ground, caller, operator)
        const at = yield* Clock.currentTimeMillis
        return yield* makeCode(ground, "invitation", operator, at, terms)
      })
    )

  /** Sets a PIN or a password with an invitation. */
  const accept = (
    operator: string,
    code: Redacted.Redacted,
    kind: "pin" | "password",
    secret: Redacted.Redacted
  ): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const wrong = unfitSecret(kind, secret)
        if (wrong !== undefined) return yield* Effect.fail(wrong)
        const used = yield* useCode(ground, "invitation", operator, at, code)
        if (used === undefined || operatorOf(yield* ground.network, operator) === undefined)
          return yield* Effect.fail(notKnown)
        if (!(yield* setSecret(ground, operator, at, { kind, secret }))) return yield* Effect.fail(notKnown)
      })
    )

  /** Sets another PIN or password for one that is known. */
  const exchange = (
    operator: string,
    kind: "pin" | "password",
    secrets: { readonly from: Redacted.Redacted; readonly to: Redacted.Redacted }
  ): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const wrong = unfitSecret(kind, secrets.to)
        if (wrong !== undefined) return yield* Effect.fail(wrong)
        const typed = { kind, secret: secrets.from, countedAs: `exchange ${kind}` }
        if (!(yield* compareSecret(ground, operator, at, typed))) return yield* Effect.fail(notKnown)
        if (!(yield* setSecret(ground, operator, at, { kind, secret: secrets.to })))
          return yield* Effect.fail(notKnown)
      })
    )

  /** Ends all sessions of an operator; what they sign in with stays. */
  const signOutEverywhere = (caller: Caller, operator: string): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        yield* theirs(ground, caller, operator, everOperator)
        const at = yield* Clock.currentTimeMillis
        yield* changeProofs(ground, operator, at, (proofs) => ({ ...proofs, since: at + 1 }))
      })
    )

  /** Forgets all that an operator signs in with, and an invitation to set it anew. */
  const forget = (caller: Caller, operator: string): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        yield* theirs(ground, caller, operator, everOperator)
        const at = yield* Clock.currentTimeMillis
        yield* dropCode(ground, "invitation", operator, at)
        yield* forgetProofs(ground, operator, at + 1)
      })
    )

  return { invite, accept, exchange, signOutEverywhere, forget }
}

/** What can be done about people. */
export type PeopleOf = ReturnType<typeof peopleOn>
