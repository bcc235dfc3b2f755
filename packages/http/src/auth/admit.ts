/**
 * Admitting: one call, by whatever it shows, is a caller with rows and scopes, or nobody.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Ids, type Network, type Operator, type Terminal } from "@tessera/core"
import type { Admitted, Call } from "../Access.ts"
import type { Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { moment, type Moment } from "../outsideTime.ts"
import { asCounted, cardIn, cardsCountedAt, type Counted, limiter, usualLimits } from "../rate/limits.ts"
import type { AccessRecords, Looked } from "./AccessRecords.ts"
import { type KnownKey, knownKey, modeOf } from "./apiKey.ts"
import { type AccessGround, type AccessOptions, notKnown, orUnavailable } from "./ground.ts"
import { proofsOf } from "./Proofs.ts"
import { rowsOf, terminalRows, worksAt } from "./rows.ts"
import { holderScopes, operatorScopes, staffRoles, terminalAlone } from "./scopes.ts"
import { keyIdOf, terminalByKey, type Vouched, vouchedBy } from "./terminalSignature.ts"
import { isToken, type Session, sessionOf } from "./Token.ts"

/** What is sent as `Authorization: Bearer`. */
export const bearerOf = ({ headers }: Pick<Call, "headers">): Redacted.Redacted | undefined => {
  const { authorization } = headers
  const [, text] =
    typeof authorization === "string" ? (/^Bearer +(\S{1,4096})$/i.exec(authorization) ?? []) : []
  return text === undefined ? undefined : Redacted.make(text, { label: "bearer" })
}

/** Who calls, found in the network as it is at an instant. */
interface Looking extends Moment {
  readonly ground: AccessGround
  readonly network: Network
}

/** The same of a session, which is the ledger's own. */
type LookingBack = Omit<Looking, "outside">

const ofTenant = ({ ground: { options }, network }: Looking) =>
  ({ tenant: network.tenant, mode: options.mode, details: true }) as const

const server = (looking: Looking, { client }: KnownKey): Caller => ({
  ...ofTenant(looking),
  kind: "server",
  client: client.id,
  scopes: client.scopes.includes("all") ? "all" : new Set(client.scopes),
  rows: rowsOf(looking.network, client)
})

/** The keys of a device are one client, whoever works at it: what was asked before a change of shift is found after it. */
const clientOf = (terminal: Terminal) => Ids.ClientId.make(`terminal:${terminal.id}`)

const device = (looking: Looking, terminal: Terminal): Caller => ({
  ...ofTenant(looking),
  kind: "terminal",
  client: clientOf(terminal),
  scopes: looking.ground.options.terminalScopes ?? terminalAlone,
  rows: terminalRows(terminal),
  operator: null,
  channel: terminal.kind === "kiosk" ? "kiosk" : "pos"
})

const atTill = (looking: Looking, terminal: Terminal, operator: Operator, shift?: string): Caller => ({
  ...device(looking, terminal),
  kind: "operator",
  scopes: operatorScopes(operator, looking.ground.options.scopeOf),
  rows: terminalRows(terminal, shift),
  operator: operator.id
})

const staff = (looking: Looking, operator: Operator): Caller => ({
  ...ofTenant(looking),
  kind: "staff",
  client: Ids.ClientId.make(`staff:${operator.id}`),
  scopes: operatorScopes(operator, looking.ground.options.scopeOf),
  rows: rowsOf(looking.network, operator),
  operator: operator.id,
  channel: "backoffice"
})

const holder = (looking: Looking, { subject }: Session): Caller => ({
  ...ofTenant(looking),
  kind: "holder",
  client: Ids.ClientId.make(`holder:${subject}`),
  scopes: looking.ground.options.holderScopes ?? holderScopes,
  rows: { accounts: [subject] },
  operator: null,
  channel: "web",
  details: false
})

/** Whether a token was ended before its time. */
const isEnded = ({ at, ground: { records } }: LookingBack, { id }: Session) =>
  records.change(`out:${id}`, at, (text): Looked<boolean> => ({ answer: text !== undefined }))

/** Whether an operator has been given other proofs since. */
const isOutdated = (looking: LookingBack, { signedInAt, subject }: Session) =>
  Effect.map(
    proofsOf(looking.ground, subject, looking.at),
    ({ since }) => since !== undefined && since > signedInAt
  )

/** A session that still is one: of this ledger, in its time, not ended, of somebody who is still there. */
export const liveSession = Effect.fnUntraced(function* (looking: LookingBack, bearer: Redacted.Redacted) {
  const { at, ground, network } = looking
  const session = sessionOf(ground.mac, bearer)
  if (session === undefined || session.expiresAt <= at) return undefined
  if (session.tenant !== network.tenant || session.mode !== ground.options.mode) return undefined
  if (yield* isEnded(looking, session)) return undefined
  if (session.kind === "holder") return session
  const find = session.kind === "staff" ? staffOf : operatorOf
  const operator = find(network, session.subject, ground.options)
  return operator === undefined || (yield* isOutdated(looking, session)) ? undefined : session
})

/** An operator who is still in service. */
export const operatorOf = (network: Network, id: string): Operator | undefined => {
  const operators: ReadonlyMap<string, Operator> = network.operators
  const found = operators.get(id)
  return found?.active === false ? undefined : found
}

/** The same of one who signs in in the office. */
export const staffOf = (
  network: Network,
  id: string,
  { staffRoles: roles = staffRoles }: Pick<AccessOptions, "staffRoles">
): Operator | undefined => {
  const found = operatorOf(network, id)
  return found && roles.has(found.role) ? found : undefined
}

/** A terminal that is still in service, by what it signed with. */
const signer = (
  looking: Looking,
  call: Call
): { readonly vouched: Vouched; readonly terminal: Terminal } | undefined => {
  const { ground, network, outside } = looking
  const { origin, signatures } = ground.options
  const keyOf = (keyId: string): string | undefined =>
    terminalByKey(network, keyId)?.keys?.find(({ publicKey }) => keyIdOf(publicKey) === keyId)?.publicKey
  const vouched = vouchedBy(call, `${origin}${call.path}`, outside, keyOf, signatures)
  const terminal = vouched && terminalByKey(network, vouched.keyId)
  return vouched === undefined || terminal === undefined || terminal.active === false
    ? undefined
    : { vouched, terminal }
}

/** Whether it is the first call with this nonce; from then on it was. */
export const isFirst = (
  { change }: AccessRecords["Service"],
  { nonce, until }: Vouched,
  { at, outside }: Moment
) =>
  change(`nonce:${nonce}`, at, (text): Looked<boolean> =>
    text === undefined
      ? { answer: true, keep: { text: "1", until: until - outside + at } }
      : { answer: false }
  )

const signed = Effect.fnUntraced(function* (looking: Looking, call: Call) {
  const found = signer(looking, call)
  if (found === undefined || !(yield* isFirst(looking.ground.records, found.vouched, looking)))
    return undefined
  return yield* behind(looking, call, found.terminal)
})

/** Who asks where a terminal has signed: itself, or the operator whose token came with it. */
const behind = Effect.fnUntraced(function* (looking: Looking, call: Call, terminal: Terminal) {
  const bearer = bearerOf(call)
  if (call.headers["authorization"] === undefined) return device(looking, terminal)
  const session = bearer && (yield* liveSession(looking, bearer))
  if (session?.kind !== "operator" || session.terminal !== terminal.id) return undefined
  const operator = operatorOf(looking.network, session.subject)
  // Who works elsewhere by now, or whose terminal stands elsewhere, signs in there.
  return operator && worksAt(looking.network, operator, terminal.outlet)
    ? atTill(looking, terminal, operator, session.shift)
    : undefined
})

/** How often it is noted at most that a key was used. */
const notedEvery = 10 * 60_000

/** What is remembered of keys that were used. */
interface Seen {
  /** When it was noted last. */
  readonly last: Map<string, number>
  /** Whose they are, as long as the network is the same. */
  readonly callers: WeakMap<KnownKey, Caller>
}

/** Notes that a key was used: not at every call, and in no call's way. */
const noted = ({ at, ground: { records } }: Looking, { client, id }: KnownKey, { last }: Seen) => {
  const name = `used:${client.id}:${id}`
  if (at < (last.get(name) ?? Number.NEGATIVE_INFINITY) + notedEvery) return undefined
  last.set(name, at)
  return Effect.ignore(
    records.change(name, at, (): Looked<void> => ({
      answer: undefined,
      keep: { text: String(at), until: Number.MAX_SAFE_INTEGER }
    }))
  )
}

/** Whose a key is; worked out once for each key of a network. */
const byKey = (
  looking: Looking,
  bearer: Redacted.Redacted,
  seen: Seen
): Effect.Effect<Caller | undefined> => {
  const key = knownKey(looking.network, bearer, looking.at)
  if (key === undefined) return Effect.succeed(undefined)
  const caller = seen.callers.get(key) ?? server(looking, key)
  seen.callers.set(key, caller)
  const note = noted(looking, key, seen)
  return note === undefined ? Effect.succeed(caller) : Effect.as(note, caller)
}

const byBearer = (looking: Looking, bearer: Redacted.Redacted, seen: Seen) => {
  const mode = modeOf(Redacted.value(bearer))
  if (mode === undefined) return byToken(looking, bearer)
  return mode === looking.ground.options.mode ? byKey(looking, bearer, seen) : Effect.succeed(undefined)
}

const byToken = Effect.fnUntraced(function* (looking: Looking, bearer: Redacted.Redacted) {
  const text = Redacted.value(bearer)
  if (isToken(text)) {
    const session = yield* liveSession(looking, bearer)
    if (session?.kind === "holder") return holder(looking, session)
    // An operator's token counts at the terminal alone, and a terminal signs.
    const operator = session?.kind === "staff" ? operatorOf(looking.network, session.subject) : undefined
    return operator && staff(looking, operator)
  }
  for (const other of looking.ground.options.others ?? []) {
    const caller = yield* other(bearer, looking.network, looking.outside)
    if (caller !== undefined) return caller
  }
  return undefined
})

const hasSignature = ({ headers }: Call): boolean =>
  headers["signature-input"] !== undefined || headers["signature"] !== undefined

/** Who it is by now who called at an instant outside: a signature is looked at as it was then, and its terminal as it is. */
const foundAgain = (looking: Looking, call: Call, seen: Seen, then: number) => {
  if (!hasSignature(call)) return found(looking, call, seen)
  const terminal = signer({ ...looking, outside: then }, call)?.terminal
  return terminal === undefined ? Effect.succeed(undefined) : behind(looking, call, terminal)
}

/** Who calls; nothing for whoever is not known. */
const found = (looking: Looking, call: Call, seen: Seen) => {
  if (hasSignature(call)) return signed(looking, call)
  const bearer = bearerOf(call)
  return bearer === undefined ? Effect.succeed(undefined) : byBearer(looking, bearer, seen)
}

/** Who may call: the access of a server. `own`: where it counts what each process counts for itself. */
export const admitting = (ground: AccessGround, own: AccessRecords["Service"]) => {
  const { limits = usualLimits } = ground.options
  const limited = limiter({ mac: ground.mac, shared: ground.records, own }, limits)
  const countsCards = cardsCountedAt(limits)
  const seen: Seen = { last: new Map(), callers: new WeakMap() }
  const again = (call: Call, then: number): Effect.Effect<Caller, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const looking = { ground, network: yield* ground.network, ...(yield* moment) }
        return (yield* foundAgain(looking, call, seen, then)) ?? (yield* Effect.fail(notKnown))
      })
    )
  const counting = (one: Counted): Effect.Effect<void, Problem> =>
    orUnavailable(Effect.flatMap(Clock.currentTimeMillis, (at) => Effect.asVoid(limited(one, at))))
  return (call: Call): Effect.Effect<Admitted, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const { at, outside } = yield* moment
        const network = yield* ground.network
        const caller = yield* found({ ground, network, at, outside }, call, seen)
        if (caller === undefined) return yield* Effect.fail(notKnown)
        const { client, kind } = caller
        // Who has shown that the card is theirs, finds nothing out by asking again.
        const card = countsCards(call.route) ? cardIn(call) : undefined
        const looked = kind === "holder" ? {} : { source: call.source, card }
        const counted = { source: undefined, card: undefined, ...looked, route: call.route, kind, client }
        const headers = yield* limited(counted, at)
        return {
          caller,
          headers,
          again: Effect.suspend(() => again(call, outside)),
          counts: (route, card) => counting({ ...counted, route, card: card && asCounted(card) })
        }
      })
    )
}
