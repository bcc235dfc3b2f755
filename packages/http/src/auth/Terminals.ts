/**
 * Enrolling terminals: somebody with the right makes a pairing code, the device types it once and leaves its public key.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Ids, type Network, Terminal } from "@tessera/core"
import type { Call } from "../Access.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { moment } from "../outsideTime.ts"
import { isFirst } from "./admit.ts"
import { isUnknown, replaced, type Why } from "./committed.ts"
import { type AccessGround, notKnown, orUnavailable } from "./ground.ts"
import { type CodeTerms, dropCode, type MadeCode, makeCode, useCode } from "./OneTimeCodes.ts"
import { mayCall } from "./rows.ts"
import { keyIdOf, vouchedBy } from "./terminalSignature.ts"

/** What a device sends to be enrolled: in a request that is signed with the key that it wants to be known by. */
export interface Pairing {
  readonly terminal: string
  readonly code: Redacted.Redacted
  /** The 32 bytes of its Ed25519 key in base64url. */
  readonly publicKey: string
}

/** A device that was enrolled. */
export interface Paired {
  /** What it says as `keyid` from now on. */
  readonly keyId: string
}

const terminalIn = ({ terminals }: Network, id: string): Terminal | undefined =>
  terminals.get(Ids.TerminalId.make(id))

/** As it stands in a configuration. */
const plain = Schema.encodeSync(Terminal)

/** A device that is taken out as one terminal would go on as the other. */
const keyInUse = problem("invalid", {
  members: { errors: [{ path: ["publicKey"], message: "Expected a key that no other terminal has" }] }
})

const named = /^[A-Za-z0-9][A-Za-z0-9 ._:+%/-]{0,63}$/

export const terminalsOn = (ground: AccessGround) => {
  /** The terminal, if the caller may change it; another's looks like none. */
  const theirs = Effect.fnUntraced(function* (caller: Caller, terminal: string) {
    const network = yield* ground.ledger.networkNow()
    const found = named.test(terminal) ? terminalIn(network, terminal) : undefined
    const outlet = found && network.outlets.get(found.outlet)
    const place = outlet && { outlet: outlet.id, owner: outlet.owner }
    const row = { tenant: network.tenant, mode: ground.options.mode, terminal, ...place }
    const may = mayCall(caller, ["network:write"], row)
    if (may === "forbidden") return yield* Effect.fail(problem("forbidden"))
    if (may === "unknown" || found === undefined) return yield* Effect.fail(problem("not_found"))
  })

  /** A code for one terminal. For one that is not the caller's the answer is that there is none. */
  const pairingCode = (
    caller: Caller,
    terminal: string,
    terms?: CodeTerms
  ): Effect.Effect<MadeCode, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        yield* theirs(caller, terminal)
        const at = yield* Clock.currentTimeMillis
        const by = typeof caller.operator === "string" ? { by: caller.operator } : {}
        return yield* makeCode(ground, "pairing", terminal, at, { ...terms, ...by })
      })
    )

  /** Enrols the device that has sent this call; one that was enrolled before under the same terminal is none from then on. */
  const pair = (call: Call, { code, publicKey, terminal }: Pairing): Effect.Effect<Paired, Problem> =>
    orUnavailable(
      Effect.gen(function* () {
        const { at, outside } = yield* moment
        const keyId = keyIdOf(publicKey)
        const { origin, signatures } = ground.options
        const known = (id: string): string | undefined => (id === keyId ? publicKey : undefined)
        const vouched = vouchedBy(call, `${origin}${call.path}`, outside, known, signatures)
        if (vouched === undefined || !named.test(terminal)) return yield* Effect.fail(notKnown)
        if (!(yield* isFirst(ground.records, vouched, { at, outside }))) return yield* Effect.fail(notKnown)
        const used = yield* useCode(ground, "pairing", terminal, at, code)
        if (used === undefined) return yield* Effect.fail(notKnown)
        const to = (network: Network): object | undefined => {
          const found = terminalIn(network, terminal)
          const isAnothers = [...network.terminals.values()].some(
            (one) => one.id !== found?.id && one.keys?.some((key) => key.publicKey === publicKey)
          )
          return isAnothers ? keyInUse : found && { ...plain(found), keys: [{ id: keyId, publicKey }] }
        }
        const why = { reason: "paired", ...(used.by !== undefined && { operator: used.by }) }
        yield* replaced(ground, { verb: "ChangeTerminal", id: terminal, to }, why).pipe(
          Effect.tapError((failure) => (isUnknown(failure) ? Effect.void : used.giveBack))
        )
        return { keyId }
      })
    )

  /** Takes the keys of a terminal out, and a code back by which it would get another: a device that was stolen is refused from the next call on. */
  const unpair = (caller: Caller, terminal: string, why: Why): Effect.Effect<void, Problem> => {
    const to = (network: Network): object | undefined => {
      const found = terminalIn(network, terminal)
      return found && { ...plain(found), keys: [] }
    }
    return orUnavailable(
      Effect.gen(function* () {
        yield* theirs(caller, terminal)
        yield* dropCode(ground, "pairing", terminal, yield* Clock.currentTimeMillis)
        yield* replaced(ground, { verb: "ChangeTerminal", id: terminal, to }, why)
      })
    )
  }

  return { pairingCode, pair, unpair }
}
