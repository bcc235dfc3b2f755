/**
 * Holder records over HTTP: found by number while it rings, read, put in the place of a version, exported and forgotten.
 *
 * @module
 */
import type {
  HolderErased,
  HolderRecord,
  HolderRecords,
  HolderRuled,
  HolderWithAccounts,
  RuledBy
} from "@tessera/core"
import type { SealBroken, StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { documentAnswer, inDoubt, notAsExpected } from "../answers.ts"
import { type HolderAsked, type HolderRouteName, holderRoutes } from "../api/holderRoutes.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import { cursorOf, limitOf, readCursor } from "../pages.ts"
import { accountWithin, isRefusal, type ReachGround } from "../reach.ts"
import { failed } from "./commands.ts"
import { etagOf, versionSeen } from "./network.ts"
import { seesAll, serving } from "./serving.ts"

/** What the routes of holder records stand on. */
export interface HolderGround extends ReachGround {
  readonly records: HolderRecords["Service"]
}

type Failing = Problem | StoreUnavailable | SealBroken

/** What is asked, by whom, and on what it is answered. */
interface Inquiry<Name extends HolderRouteName> {
  readonly asked: HolderAsked<Name>
  readonly hearing: Hearing
  readonly ground: HolderGround
}

type HolderHandlers = {
  readonly [Name in HolderRouteName]: (inquiry: Inquiry<Name>) => Effect.Effect<Answer, Failing>
}

const iso = (at: number): string => new Date(at).toISOString()

const document = (value: unknown, headers: Answer["headers"] = {}): Answer =>
  documentAnswer(JSON.stringify(value), { headers })

const done: Answer = { status: 204, headers: { "cache-control": "no-store" }, body: "" }

const notFound = problem("not_found")

/** Those of some accounts that a caller may see: at whose places they were served. */
const reached = Effect.fnUntraced(function* (
  { ground, hearing }: Pick<Inquiry<never>, "ground" | "hearing">,
  accounts: ReadonlyArray<string>
) {
  const mine: Array<string> = []
  for (const account of accounts) {
    const reaching = accountWithin(ground, hearing.caller, account)
    const refused = reaching === undefined || isRefusal(reaching) ? reaching : yield* reaching
    if (refused === undefined) mine.push(account)
  }
  return mine
})

/** A record as the caller may see it; nothing where it is somebody else's, or nobody's yet. */
const seen = Effect.fnUntraced(function* (
  inquiry: Pick<Inquiry<never>, "ground" | "hearing">,
  record: HolderWithAccounts
) {
  const accounts = yield* reached(inquiry, record.accounts)
  return seesAll(inquiry.hearing) || accounts.length > 0 ? { ...record, accounts } : undefined
})

/** Who sees all is told that there was somebody. */
const erasedFor = (hearing: Hearing, { erased: { at } }: HolderErased): Problem =>
  seesAll(hearing) ? problem("erased", { members: { erasedAt: iso(at) } }) : notFound

const shownRuling = ({ at, by, reason }: HolderErased["erased"]) => ({ at: iso(at), by, reason })

const shownRecord = ({ changedAt, holder, legalHold }: HolderRecord) => ({
  holder,
  changedAt: iso(changedAt),
  ...(legalHold !== undefined && { legalHold: shownRuling(legalHold) })
})

/** Who decides: the person who asks, or the program. */
const ruledBy = ({ caller: { client, operator } }: Hearing, reason: string): RuledBy => ({
  by: typeof operator === "string" ? operator : client,
  reason
})

const overtaken = (version: number): Problem =>
  problem("version_mismatch", { headers: { etag: etagOf(version) } })

/** How a ruling ended that was not carried out. */
const unruled = (hearing: Hearing, ended: Exclude<HolderRuled, { readonly outcome: "kept" }>): Problem => {
  switch (ended.outcome) {
    case "invalid":
      return notAsExpected(ended.errors, hearing.caller.details)
    case "notFound":
      return notFound
    case "erased":
      return erasedFor(hearing, ended)
    case "conflict":
      return problem("conflict")
    case "inDoubt":
      return inDoubt()
  }
}

const ruled =
  (
    rule: (
      records: HolderRecords["Service"],
      id: string,
      by: RuledBy
    ) => ReturnType<HolderRecords["Service"]["setLegalHold"]>
  ) =>
  ({ asked, ground, hearing }: Inquiry<"holdHolder"> | Inquiry<"releaseHolder">) =>
    Effect.flatMap(
      rule(ground.records, asked.id, ruledBy(hearing, "reason" in asked ? asked.reason : "")),
      (ended) => (ended.outcome === "kept" ? Effect.succeed(done) : Effect.fail(unruled(hearing, ended)))
    )

const isText = (value: unknown): value is string => typeof value === "string"

const handlers: HolderHandlers = {
  findHolders: Effect.fnUntraced(function* (inquiry) {
    const { asked, ground, hearing } = inquiry
    const { email, phone } = asked
    if ((email === undefined) === (phone === undefined))
      return yield* Effect.fail(
        notAsExpected([{ path: ["phone"], message: "Expected one of phone and email" }], true)
      )
    const found = yield* phone === undefined
      ? ground.records.byEmail(email ?? "")
      : ground.records.byPhone(phone)
    if (found.outcome === "invalid")
      return yield* Effect.fail(notAsExpected(found.errors, hearing.caller.details))
    const data: Array<object> = []
    for (const record of found.holders) {
      const shown = yield* seen(inquiry, record)
      if (shown === undefined) continue
      const { id, language, name, photo } = shown.holder
      data.push({ id, name, language, photo, accounts: shown.accounts })
    }
    return document({ data, hasMore: false })
  }),
  holder: Effect.fnUntraced(function* (inquiry) {
    const { asked, ground, hearing } = inquiry
    const got = yield* ground.records.get(asked.id)
    if (got.outcome === "erased") return yield* Effect.fail(erasedFor(hearing, got))
    const shown = got.outcome === "found" ? yield* seen(inquiry, got) : undefined
    if (shown === undefined) return yield* Effect.fail(notFound)
    return document({ ...shownRecord(shown), accounts: shown.accounts }, { etag: etagOf(shown.version) })
  }),
  putHolder: Effect.fnUntraced(function* (inquiry) {
    const { asked, ground, hearing } = inquiry
    const version = versionSeen(hearing)
    if (typeof version !== "number") return yield* Effect.fail(version)
    if (version > 0 && !seesAll(hearing)) {
      const got = yield* ground.records.get(asked.id)
      if (got.outcome !== "found" || (yield* seen(inquiry, got)) === undefined)
        return yield* Effect.fail(notFound)
    }
    const ended = yield* ground.records.put(asked, version)
    if (ended.outcome === "conflict") return yield* Effect.fail(overtaken(ended.version))
    if (ended.outcome !== "kept") return yield* Effect.fail(unruled(hearing, ended))
    return document({ id: ended.id }, { etag: etagOf(ended.version) })
  }),
  anniversaries: Effect.fnUntraced(function* ({ asked, ground, hearing }) {
    const { from, to } = asked
    const after = yield* Effect.fromResult(readCursor(asked, isText))
    const window = { from, to, limit: limitOf(asked), ...(after !== undefined && { after }) }
    const found = yield* ground.records.anniversaries(window)
    if (found.outcome === "invalid")
      return yield* Effect.fail(notAsExpected(found.errors, hearing.caller.details))
    const { anniversaries: data, next } = found
    return document(
      next === undefined ? { data, hasMore: false } : { data, hasMore: true, nextCursor: cursorOf(next) }
    )
  }),
  exportHolder: Effect.fnUntraced(function* ({ asked, ground, hearing }) {
    const got = yield* ground.records.exportOf(asked.id)
    if (got.outcome !== "exported") return yield* Effect.fail(unruled(hearing, got))
    const { outcome: _, ...known } = got
    return document(known)
  }),
  eraseHolder: Effect.fnUntraced(function* ({ asked, ground, hearing }) {
    const ended = yield* ground.records.erase(asked.id, ruledBy(hearing, asked.reason))
    if (ended.outcome === "erased") return document({ id: ended.id, erased: shownRuling(ended.erased) })
    if (ended.outcome === "onLegalHold")
      return yield* Effect.fail(problem("conflict", { members: { legalHold: shownRuling(ended.legalHold) } }))
    return yield* Effect.fail(unruled(hearing, ended))
  }),
  holdHolder: ruled((records, id, by) => records.setLegalHold(id, by)),
  releaseHolder: ruled((records, id) => records.setLegalHold(id, undefined))
}

/** What is asked about people wherever they pay is the whole tenant's. */
const ofTheTenant: ReadonlySet<string> = new Set<HolderRouteName>([
  "anniversaries",
  "exportHolder",
  "eraseHolder",
  "holdHolder",
  "releaseHolder"
])

const problemOf = (failure: Problem | StoreUnavailable): Problem =>
  failure._tag === "Problem" ? failure : failed(failure)

const names = Object.keys(holderRoutes) as ReadonlyArray<HolderRouteName>

/** The routes of holder records, with what is done at each. */
export const holdersOn = (ground: HolderGround): ReadonlyArray<Served> =>
  names.map((name) => {
    const handle = handlers[name] as (inquiry: Inquiry<never>) => Effect.Effect<Answer, Failing>
    return serving(
      name,
      holderRoutes[name],
      (asked, hearing) =>
        // A record that does not open under the secret is a fault of whoever keeps it, not of the caller.
        handle({ asked, hearing, ground }).pipe(
          Effect.catchTag("SealBroken", Effect.die),
          Effect.mapError(problemOf)
        ),
      ofTheTenant.has(name)
    )
  })
