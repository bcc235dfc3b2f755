/**
 * Allotting: card numbers of a secret order, taken from the ledger many at a time and given out one by one.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Command } from "./command/Command.ts"
import { mintsFor } from "./command/mint.ts"
import { prepare, type Preparation } from "./command/prepare.ts"
import type { Committer, Overloaded } from "./Committer.ts"
import { systemClient } from "./journal/Operation.ts"
import type { Network } from "./network/Network.ts"
import type { CommitUnknown, StoreUnavailable } from "./ports/Store.ts"
import type { Key, OperationId, ProgramId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** As many as are committed at once elsewhere. What is not given out when the process ends is left out for ever. */
const atOnce = 256

/** The places in the orders of programs at which the new cards of one command may be numbered. */
export type Serials = ReadonlyMap<ProgramId, number>

const none: Serials = new Map()

/** What allotting needs. */
interface Allotting {
  readonly preparation: Preparation
  readonly offer: Committer["offer"]
  readonly nextOperation: (at: Instant) => OperationId
}

type Failure = Overloaded | StoreUnavailable | CommitUnknown

const orderedIn = ({ programs }: Network): ReadonlySet<ProgramId> =>
  new Set(
    [...programs.values()].flatMap(({ id, numbering }) => (numbering?.order === "permuted" ? [id] : []))
  )

/** Gives the next place of each program that a command may need: at once, but for every 256th. */
export const serialsFrom = ({ nextOperation, offer, preparation }: Allotting) => {
  const known = { network: preparation.network, ordered: orderedIn(preparation.network) }
  /** The programs of the network as it is now. */
  const ordered = (): ReadonlySet<ProgramId> => {
    const { network } = preparation
    if (known.network !== network) Object.assign(known, { network, ordered: orderedIn(network) })
    return known.ordered
  }
  const stock = new Map<ProgramId, { next: number; readonly end: number }>()
  const turn = Semaphore.makeUnsafe(1)

  const taken = (program: ProgramId): number | undefined => {
    const left = stock.get(program)
    if (left === undefined || left.next >= left.end) return undefined
    left.next += 1
    return left.next - 1
  }

  const fetch = Effect.fnUntraced(function* (program: ProgramId, at: Instant) {
    const other = taken(program)
    if (other !== undefined) return other
    const key = `numbers:${nextOperation(at)}` as Key
    const command: Command = { type: "AllotNumbers", key, program, count: atOnce }
    const request = prepare(preparation, systemClient, command, at)
    const { outcome } = yield* Effect.flatten(offer({ request }))
    const numbers = outcome?.outcome === "approved" ? outcome.receipt.numbers : undefined
    if (numbers === undefined) return undefined
    stock.set(program, { next: numbers.from, end: numbers.from + numbers.count })
    return taken(program)
  })

  return (command: Command, at: Instant): Effect.Effect<Serials, Failure> => {
    const programs = ordered().size === 0 ? [] : mintsFor(preparation.network, command)
    if (programs.length === 0) return Effect.succeed(none)
    return Effect.map(
      Effect.forEach(
        programs.filter((program) => ordered().has(program)),
        (program) => {
          const serial = taken(program)
          return serial === undefined
            ? Effect.map(turn.withPermits(1)(fetch(program, at)), (fetched) => [program, fetched] as const)
            : Effect.succeed([program, serial] as const)
        }
      ),
      (all) =>
        new Map(
          all.flatMap(([program, serial]) => (serial === undefined ? [] : [[program, serial] as const]))
        )
    )
  }
}
