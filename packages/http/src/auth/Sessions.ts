/**
 * Signing in: an operator at a terminal, staff in the office, a holder with a card; each is given a token for a while.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Ids, readCommand } from "@tessera/core"
import type { Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { asCounted, limiter, usualLimits } from "../rate/limits.ts"
import type { AccessRecords, Looked } from "./AccessRecords.ts"
import { liveSession, operatorOf } from "./admit.ts"
import { type AccessGround, accessClient, notKnown, notReached, orUnavailable } from "./ground.ts"
import { compareSecret } from "./Proofs.ts"
import { worksAt } from "./rows.ts"
import { randomText } from "./secrets.ts"
import { type Session, tokenOf } from "./Token.ts"

const hours = 3_600_000

/** A token, until when it counts. */
export interface SignedIn {
  readonly token: Redacted.Redacted
  readonly expiresAt: number
}

/** What an operator types at the till. */
export interface AtTheTill {
  readonly operator: string
  readonly pin: Redacted.Redacted
  /** The shift that everything is done in. Absent: what each command says. */
  readonly shift?: string
}

/** What a holder shows. */
export interface ShownByHolder {
  readonly card: Redacted.Redacted
  readonly pin?: Redacted.Redacted
  readonly oneTimeCode?: Redacted.Redacted
  /** Absent: `web`. */
  readonly channel?: "web" | "app" | "kiosk"
  /** The address that it came from. */
  readonly source?: string
}

/** Who is behind a session, as far as a token says it. */
type Who = Pick<Session, "kind" | "subject" | "terminal" | "shift">

/**
 * Gives a token to whoever has shown who they are. `signedInAt`: before anything was compared. What is changed or forgotten while it is
 * compared ends this session too.
 */
export const signedIn = Effect.fnUntraced(function* (
  ground: AccessGround,
  who: Who,
  lifetime: number,
  signedInAt: number
) {
  const at = yield* Clock.currentTimeMillis
  const { mode } = ground.options
  const { tenant } = ground.ledger.network
  const expiresAt = at + lifetime
  const session = { ...who, id: randomText(12), tenant, mode, signedInAt, expiresAt }
  const made: SignedIn = { token: tokenOf(ground.mac, session), expiresAt }
  return made
})

/** Ends a token before its time: from the next call on it is none. False: somebody else has just ended it. */
const ended = ({ records }: AccessGround, { expiresAt, id }: Session, at: number) =>
  records.change(`out:${id}`, at, (text): Looked<boolean> =>
    text === undefined ? { answer: true, keep: { text: "1", until: expiresAt } } : { answer: false }
  )

const tillsOn = (ground: AccessGround) => {
  const { sessions = {} } = ground.options

  /** Signs an operator in at the terminal that asks. Unknown, dismissed, of another outlet or a wrong PIN: the answer is one. */
  const operator = (
    caller: Caller,
    { operator: id, pin, shift }: AtTheTill
  ): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const [device] =
          caller.kind === "terminal" || caller.kind === "operator" ? (caller.rows.terminals ?? []) : []
        if (device === undefined) return yield* Effect.fail(notKnown)
        const at = yield* Clock.currentTimeMillis
        const network = yield* ground.network
        const terminal = network.terminals.get(Ids.TerminalId.make(device))
        const person = operatorOf(network, id)
        const isHere = person && terminal && worksAt(network, person, terminal.outlet)
        // Nobody takes the tries of who does not work there; the steps are the same.
        const compared = isHere === true ? id : `- ${id}`
        const isRight = yield* compareSecret(ground, compared, at, { kind: "pin", secret: pin })
        if (!isRight || isHere !== true) return yield* Effect.fail(notKnown)
        const who = {
          kind: "operator",
          subject: id,
          terminal: device,
          ...(shift !== undefined && { shift })
        } as const
        return yield* signedIn(ground, who, sessions.operator ?? 12 * hours, at)
      })
    )

  /** A token of the same operator at the same terminal for a shift that was opened since; the one before ends. */
  const inShift = (
    caller: Caller,
    token: Redacted.Redacted,
    shift: string
  ): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const session = yield* liveSession({ ground, network: yield* ground.network, at }, token)
        if (session?.kind !== "operator" || caller.kind !== "operator") return yield* Effect.fail(notKnown)
        if (caller.rows.terminals?.[0] !== session.terminal) return yield* Effect.fail(notKnown)
        if (!(yield* ended(ground, session, at))) return yield* Effect.fail(notKnown)
        const { kind, subject, terminal } = session
        const who = { kind, subject, shift, ...(terminal !== undefined && { terminal }) }
        return yield* signedIn(ground, who, session.expiresAt - at, session.signedInAt)
      })
    )

  return { operator, inShift }
}

const tokensOn = (ground: AccessGround) => {
  const { sessions = {} } = ground.options

  /** Another token for staff who are still at work, in the place of the one before: what was copied of it ends with it. */
  const renewed = (token: Redacted.Redacted): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const session = yield* liveSession({ ground, network: yield* ground.network, at }, token)
        if (session?.kind !== "staff") return yield* Effect.fail(notKnown)
        const left = session.signedInAt + (sessions.staffInAll ?? 12 * hours) - at
        if (left <= 0) return yield* Effect.fail(notKnown)
        if (!(yield* ended(ground, session, at))) return yield* Effect.fail(notKnown)
        const who = { kind: session.kind, subject: session.subject }
        return yield* signedIn(ground, who, Math.min(left, sessions.staff ?? hours / 2), session.signedInAt)
      })
    )

  /** Ends a session; one that is none is left as it is. */
  const signOut = (token: Redacted.Redacted): Effect.Effect<void, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const session = yield* liveSession({ ground, network: yield* ground.network, at }, token)
        if (session !== undefined) yield* ended(ground, session, at)
      })
    )

  return { renewed, signOut }
}

const holdersOn = (ground: AccessGround, own: AccessRecords["Service"]) => {
  const { limits = usualLimits, sessions = {} } = ground.options
  const limited = limiter({ mac: ground.mac, shared: ground.records, own }, limits)

  /**
   * Signs a holder in, for the own account alone. The ledger looks at the card: whatever is wrong with it or what was sent, the
   * answer is the same, at the same moment.
   */
  const holder = (shown: ShownByHolder): Effect.Effect<SignedIn, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        const { card, channel = "web", oneTimeCode, pin, source } = shown
        const route = "IdentifyHolder"
        const kind = "holder"
        yield* limited({ route, kind, client: undefined, source, card: asCounted(Redacted.value(card)) }, at)
        const command = readCommand({
          type: route,
          key: randomText(16).replaceAll(/[^A-Za-z0-9]/g, "0"),
          channel,
          card: Redacted.value(card),
          ...(pin && { pin: Redacted.value(pin) }),
          ...(oneTimeCode && { oneTimeCode: Redacted.value(oneTimeCode) })
        })
        if (Result.isFailure(command)) return yield* Effect.fail(notKnown)
        const outcome = yield* ground.ledger.submit(accessClient, command.success)
        if (outcome.outcome === "inDoubt") return yield* Effect.fail(notReached)
        const account = outcome.outcome === "approved" ? outcome.receipt.account : undefined
        if (account === undefined) return yield* Effect.fail(notKnown)
        return yield* signedIn(ground, { kind, subject: account }, sessions.holder ?? hours / 4, at)
      })
    )

  return { holder }
}

export const sessionsOn = (ground: AccessGround, own: AccessRecords["Service"]) => ({
  ...tillsOn(ground),
  ...tokensOn(ground),
  ...holdersOn(ground, own)
})
