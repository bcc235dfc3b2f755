/**
 * Changes of the network that access makes: a key more, a key less, a device that was enrolled. Each is an operation of the
 * ledger, in the name of whoever is behind it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { codeOf, type Failure, type Network, readCommand } from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import { inDoubt } from "../answers.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { type AccessGround, accessClient, notKnown } from "./ground.ts"
import { randomText } from "./secrets.ts"

/** Who changes what, and why. */
export interface Why {
  /** The operator in whose name it is done. Absent: in the name of access itself, with all rights. */
  readonly operator?: string
  /** 1–128 characters. */
  readonly reason: string
}

/** Somebody else was quicker: so often it is looked at again. */
const mostRounds = 3

const versionOf = ({ versions }: Network, part: string, id: string, isThere: boolean): number =>
  isThere ? (versions.get(`${part} ${id}`) ?? 1) : 0

/** A change of one document: what it shall be, from what it is; nothing: there is nothing to change; or why it cannot be. */
export interface Replacing {
  readonly verb: "ChangeClient" | "ChangeTerminal"
  readonly id: string
  readonly to: (network: Network) => object | Problem | undefined
}

const isProblem = (document: object | Problem): document is Problem =>
  "_tag" in document && document._tag === "Problem"

/** Whether nobody knows if it was done. Any other failure means that it was not. */
export const isUnknown = (failure: Problem | Failure | StoreUnavailable): boolean =>
  failure._tag === "Problem" && failure.code === "in_doubt"

const parts = { ChangeClient: ["client", "clients"], ChangeTerminal: ["terminal", "terminals"] } as const

/**
 * Puts a document into the place of the one that is there. Fails as not known where there is nothing to change, and with the
 * decline of the ledger where it refuses.
 */
export const replaced = (
  ground: AccessGround,
  replacing: Replacing,
  why: Why,
  rounds = mostRounds
): Effect.Effect<void, Problem | Failure | StoreUnavailable> =>
  Effect.gen(function* () {
    const network = yield* ground.ledger.networkNow()
    const { id, to, verb } = replacing
    const [part, plural] = parts[verb]
    const there: ReadonlyMap<string, unknown> = network[plural]
    const document = to(network)
    if (document === undefined) return yield* Effect.fail(notKnown)
    if (isProblem(document)) return yield* Effect.fail(document)
    const command = readCommand({
      type: verb,
      key: randomText(16).replaceAll(/[^A-Za-z0-9]/g, "0"),
      to: document,
      version: versionOf(network, part, id, there.has(id)),
      ...why
    })
    if (Result.isFailure(command))
      return yield* Effect.fail(problem("invalid", { members: { errors: command.failure } }))
    const outcome = yield* ground.ledger.submit(accessClient, command.success)
    if (outcome.outcome === "approved") return
    if (outcome.outcome !== "declined") return yield* Effect.fail(inDoubt())
    const { decline } = outcome
    if (decline._tag === "StaleVersion" && rounds > 1)
      return yield* replaced(ground, replacing, why, rounds - 1)
    const { _tag: tag, ...numbers } = decline
    return yield* Effect.fail(problem("forbidden", { members: { decline: codeOf(tag), ...numbers } }))
  })
