/**
 * The stored-value service: submit a command and get its outcome, ask questions, read the books.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type Questions, questionsOn } from "./ask.ts"
import type { Command } from "./command/Command.ts"
import type { Outcome } from "./command/Outcome.ts"
import type { Offline } from "./command/offlineCodeOf.ts"
import { prepare, type Preparation, preparedAgain } from "./command/prepare.ts"
import type { Request } from "./command/Request.ts"
import {
  type Committer,
  type CommitterOptions,
  fullBatch,
  fullQueue,
  type Ground,
  makeCommitter,
  type Overloaded
} from "./Committer.ts"
import { serialsFrom } from "./allotting.ts"
import { CurrentNetwork } from "./currentNetwork.ts"
import { isForAll, isPublic } from "./decide/channel.ts"
import { endOf } from "./endOf.ts"
import { founded, take } from "./founding.ts"
import type { Configuration } from "./network/Configuration.ts"
import { type Network, networkOf } from "./network/Network.ts"
import { Digest } from "./ports/Digest.ts"
import { KeyVault } from "./ports/KeyVault.ts"
import { OperationIds } from "./ports/OperationIds.ts"
import { PinHasher } from "./ports/PinHasher.ts"
import { type CommitUnknown, Store, type StoreUnavailable } from "./ports/Store.ts"
import { Strangers, type StrangersOptions } from "./Strangers.ts"
import { type Ended, type Failure, type Submission, submitMany } from "./submitMany.ts"
import { fullPage, sweep } from "./sweep.ts"
import { holderCheck } from "./verifyHolder.ts"
import { workedOut } from "./workedOut.ts"
import { withKept } from "./withKept.ts"
import type { ClientId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** An outcome that is still being committed. */
type Pending = Effect.Effect<Outcome, StoreUnavailable>

/** How the service is opened. */
export interface ServiceOptions extends CommitterOptions, StrangersOptions {
  /**
   * Whether the configuration counts where it says something anew of a part that was changed by operation since. Absent:
   * no, it is refused with what the ledger holds.
   */
  readonly overrule?: boolean
  /**
   * When the configuration was changed where it says something anew; the ledger's time never goes back. Absent: now. A
   * ledger whose time follows a recorded file says 0.
   */
  readonly openedAt?: Instant
}

interface Shape extends Questions {
  /** As this process knows it: founded on the first configuration, with every change since. */
  readonly network: Network
  /**
   * Performs a command once under its key. Declines are outcomes, not failures. On a public channel what is not approved
   * is answered when `strangersWait` says. `receivedAt` replays a recorded file: the ledger's time then follows it, and
   * never goes back; nobody listens, and all is answered at once.
   */
  readonly submit: (
    client: ClientId,
    command: Command,
    receivedAt?: Instant
  ) => Effect.Effect<Outcome, Failure>
  /** The same in two steps: what is offered in order is committed in order, many in one commit. */
  readonly offer: (
    client: ClientId,
    command: Command,
    receivedAt?: Instant
  ) => Effect.Effect<Pending, Failure>
  /**
   * Performs many commands in order, each once under its key: an import, or what a till did while it was offline. There
   * is a result for each, in the same order; one that failed was not done, and may be sent again under its key. What
   * follows a batch that could not be done, or of which nothing is known, is not tried: it may build on it.
   */
  readonly submitMany: (all: ReadonlyArray<Submission>) => Effect.Effect<ReadonlyArray<Ended>>
}

export class StoredValue extends Context.Service<StoredValue, Shape>()("@tessera/core/StoredValue") {
  /** The service for one tenant, on a store, for the life of the scope. */
  static readonly layer = (configuration: Configuration, options?: ServiceOptions) =>
    Layer.effect(this, makeStoredValue(configuration, options))
}

const makeStoredValue = Effect.fnUntraced(function* (configuration: Configuration, options?: ServiceOptions) {
  const store = yield* Store
  const { hmac, sha256 } = yield* Digest
  const vault = yield* KeyVault
  const { next } = yield* OperationIds
  const founding = yield* founded(store, configuration)
  const current = new CurrentNetwork(store, networkOf(founding))
  const preparation: Preparation & Offline = {
    get network() {
      return current.network
    },
    mac: vault.mac,
    before: vault.before,
    hmac
  }
  const kept = withKept(preparation, store.read)
  const facts: Ground = {
    get network() {
      return current.network
    },
    sha256,
    nextOperation: next,
    renew: current.renew((request) => preparedAgain(preparation, request)),
    adopt: (network) => current.adopt(network)
  }
  const committer = yield* makeCommitter(facts, options)
  const serialsFor = serialsFrom({ preparation, offer: committer.offer, nextOperation: next })
  const ready = yield* readying({ preparation, serialsFor, kept, offer: committer.offer })
  const groupSize = Math.min(options?.batch ?? fullBatch, options?.capacity ?? fullQueue)
  const sweepSize = Math.min(fullPage, options?.capacity ?? fullPage)
  const { openedAt, overrule = false } = options ?? {}
  const taking = { store, current, committer, mac: vault.mac, groupSize, overrule, openedAt }
  yield* take(taking, founding, configuration)

  const work = (request: Request) => workedOut({ store, network: current.network, sha256 }, request)

  const offerNow: Shape["offer"] = Effect.fnUntraced(function* (client, command, receivedAt) {
    const at = receivedAt ?? (yield* Clock.currentTimeMillis)
    const checked = yield* Effect.result(ready(client, command, at))
    if (Result.isFailure(checked))
      return yield* unchecked(checked.failure, preparation, prepare(preparation, client, command, at))
    const request = checked.success
    const pending =
      command.type === "Sweep"
        ? yield* sweep(store, committer.offer, request, command.asOf, sweepSize)
        : yield* committer.offer({ request: yield* work(request) })
    return Effect.flatMap(Effect.result(pending), (answered) =>
      Effect.fromResult(endOf(answered, preparation, request))
    )
  })

  const strangers = new Strangers({ ...options, room: options?.capacity ?? fullQueue })
  const offer = listening(strangers, offerNow)
  const submit: Shape["submit"] = (client, command, receivedAt) =>
    Effect.flatten(offer(client, command, receivedAt))

  return StoredValue.of({
    get network() {
      return current.network
    },
    offer,
    submit,
    submitMany: submitMany({
      preparation,
      committer,
      groupSize,
      serialsFor,
      kept,
      strangers,
      alone: (client, command, receivedAt) => Effect.flatten(offerNow(client, command, receivedAt))
    }),
    ...questionsOn({ store, current, founding, preparation, kept, sha256, strangers })
  })
})

/** Offering to who listens: a stranger hears what is not approved when all strangers do, at either step. */
const listening =
  (strangers: Strangers, offerNow: Shape["offer"]): Shape["offer"] =>
  (client, command, receivedAt) =>
    receivedAt !== undefined || !isPublic(command.channel)
      ? offerNow(client, command, receivedAt)
      : Effect.flatMap(strangers.arrive, (arrived) => {
          const speaks = ({ outcome }: Outcome): boolean => outcome === "approved" && !isForAll(command)
          const offered = strangers.answer(offerNow(client, command), arrived, () => true)
          return Effect.map(offered, (pending) => strangers.answer(pending, arrived, speaks))
        })

/** What a command goes through before it is offered. */
interface Readying {
  readonly preparation: Preparation
  readonly serialsFor: ReturnType<typeof serialsFrom>
  readonly kept: ReturnType<typeof withKept>
  readonly offer: Committer["offer"]
}

/** How a command is made ready to be decided: numbered, prepared, its cards looked up, its holder verified. */
const readying = ({ kept, offer, preparation, serialsFor }: Readying) =>
  Effect.map(Effect.serviceOption(PinHasher), (found) => {
    const hasher = Option.getOrUndefined(found)
    const check = holderCheck({ preparation, hasher, offer })
    return (client: ClientId, command: Command, at: Instant) =>
      Effect.flatMap(serialsFor(command, at), (serials) =>
        Effect.flatMap(kept(prepare(preparation, client, command, at, serials)), check)
      )
  })

/** A try or a number was not counted, or nobody knows: then nothing of the command was done. */
const unchecked = (
  failure: Overloaded | StoreUnavailable | CommitUnknown,
  preparation: Preparation,
  request: Request
): Effect.Effect<Pending, Failure> =>
  failure._tag === "Overloaded"
    ? Effect.fail(failure)
    : Effect.succeed(Effect.fromResult(endOf(Result.fail(failure), preparation, request)))
