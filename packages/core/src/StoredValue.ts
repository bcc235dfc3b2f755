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
import { approveOffline, type OfflineApproved } from "./approveOffline.ts"
import type { Command } from "./command/Command.ts"
import type { Decline } from "./command/Decline.ts"
import type { Outcome } from "./command/Outcome.ts"
import type { OfflineApproval } from "./command/OfflineApproval.ts"
import { prepare, type Preparation, prepareQuery } from "./command/prepare.ts"
import type { Balance, Query, Quote, Statement } from "./command/Query.ts"
import type { Request } from "./command/Request.ts"
import {
  type Committer,
  type CommitterOptions,
  fullBatch,
  makeCommitter,
  type Overloaded
} from "./Committer.ts"
import { serialsFrom } from "./allotting.ts"
import { endOf } from "./endOf.ts"
import { forChannel } from "./decide/channel.ts"
import type { Facts } from "./batch/decideBatch.ts"
import * as inquire from "./decide/inquire.ts"
import { isDecline, placeOf, type Situation } from "./decide/Situation.ts"
import type { View } from "./decide/View.ts"
import type { AccountSum } from "./journal/trialBalance.ts"
import type { Configuration } from "./network/Configuration.ts"
import { type Network, networkOf } from "./network/Network.ts"
import { Digest } from "./ports/Digest.ts"
import { KeyVault } from "./ports/KeyVault.ts"
import { OperationIds } from "./ports/OperationIds.ts"
import { PinHasher } from "./ports/PinHasher.ts"
import { type CommitUnknown, Store, type StoreUnavailable } from "./ports/Store.ts"
import { statement, type StatementLine } from "./statement.ts"
import { type Ended, type Failure, type Submission, submitMany } from "./submitMany.ts"
import { fullPage, sweep } from "./sweep.ts"
import { holderCheck } from "./verifyHolder.ts"
import { withReferrer } from "./withReferrer.ts"
import type { ClientId, OperationId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** An outcome that is still being committed. */
type Pending = Effect.Effect<Outcome, StoreUnavailable>

interface Shape {
  readonly network: Network
  /**
   * Performs a command once under its key. Declines are outcomes, not failures. `receivedAt` replays a recorded file:
   * the ledger's time then follows it, and never goes back.
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
  readonly quote: (query: Quote, at?: Instant) => Effect.Effect<inquire.Quoted | Decline, StoreUnavailable>
  readonly balance: (
    query: Balance,
    at?: Instant
  ) => Effect.Effect<ReadonlyArray<inquire.WalletBalance> | Decline, StoreUnavailable>
  readonly statement: (
    query: Statement,
    at?: Instant
  ) => Effect.Effect<ReadonlyArray<StatementLine> | Decline, StoreUnavailable>
  /**
   * The code by which a till that does not reach the ledger may do exactly what is wanted, for as long as the till's clock
   * says that it is about `at`. Nothing is recorded.
   */
  readonly approveOffline: (
    approval: OfflineApproval,
    at?: Instant
  ) => Effect.Effect<OfflineApproved | Decline>
  /** The trial balance. */
  readonly books: () => Effect.Effect<ReadonlyArray<AccountSum>, StoreUnavailable>
}

export class StoredValue extends Context.Service<StoredValue, Shape>()("@tessera/core/StoredValue") {
  /** The service for one tenant, on a store, for the life of the scope. */
  static readonly layer = (configuration: Configuration, options?: CommitterOptions) =>
    Layer.effect(this, makeStoredValue(configuration, options))
}

const makeStoredValue = Effect.fnUntraced(function* (
  configuration: Configuration,
  options?: CommitterOptions
) {
  const network = networkOf(configuration)
  const store = yield* Store
  const { hmac, sha256 } = yield* Digest
  const { mac } = yield* KeyVault
  const { next } = yield* OperationIds
  const preparation = { network, mac, hmac }
  const facts = { network, sha256, nextOperation: next }
  const committer = yield* makeCommitter(facts, options)
  const serialsFor = serialsFrom({ preparation, offer: committer.offer, nextOperation: next })
  const ready = yield* readying({ preparation, serialsFor, store, offer: committer.offer })
  const groupSize = Math.min(options?.batch ?? fullBatch, options?.capacity ?? fullBatch)
  const sweepSize = Math.min(fullPage, options?.capacity ?? fullPage)

  const offer: Shape["offer"] = Effect.fnUntraced(function* (client, command, receivedAt) {
    const at = receivedAt ?? (yield* Clock.currentTimeMillis)
    const checked = yield* Effect.result(ready(client, command, at))
    if (Result.isFailure(checked))
      return yield* unchecked(checked.failure, preparation, prepare(preparation, client, command, at))
    const request = checked.success
    const pending =
      command.type === "Sweep"
        ? yield* sweep(store, committer.offer, request, command.asOf ?? at, sweepSize)
        : yield* committer.offer({ request })
    return Effect.flatMap(Effect.result(pending), (answered) =>
      Effect.fromResult(endOf(answered, preparation, request))
    )
  })

  const submit: Shape["submit"] = (client, command, receivedAt) =>
    Effect.flatten(offer(client, command, receivedAt))

  const ask = <A extends object>(
    query: Query,
    at: Instant | undefined,
    answer: (situation: Situation<Query>) => A | Decline
  ) =>
    Effect.flatMap(at === undefined ? Clock.currentTimeMillis : Effect.succeed(at), (now) => {
      const request = prepareQuery(preparation, query, now)
      return Effect.map(store.read(request.references), (view) =>
        forChannel(query.channel, answer(questionOf(facts, view, request, now)))
      )
    })

  return StoredValue.of({
    network,
    offer,
    submit,
    submitMany: submitMany({ preparation, committer, groupSize, serialsFor, alone: submit }),
    quote: (query, at) => ask(query, at, (situation) => inquire.quote(situation, query)),
    balance: (query, at) =>
      ask(query, at, (situation) =>
        inquire.balance(situation, {
          query,
          place: placeOf(network, { ...query, ...query.context }, situation.at)
        })
      ),
    statement: (query, at) =>
      Effect.flatMap(
        ask(query, at, (situation) => inquire.walletsOf(situation)),
        (found): Effect.Effect<ReadonlyArray<StatementLine> | Decline, StoreUnavailable> =>
          isDecline(found) ? Effect.succeed(found) : statement(store, found, query)
      ),
    approveOffline: (approval, at) =>
      Effect.map(at === undefined ? Clock.currentTimeMillis : Effect.succeed(at), (now) =>
        approveOffline(preparation, approval, now)
      ),
    books: () => store.books()
  })
})

/** What a command goes through before it is offered. */
interface Readying {
  readonly preparation: Preparation
  readonly serialsFor: ReturnType<typeof serialsFrom>
  readonly store: Store["Service"]
  readonly offer: Committer["offer"]
}

/** How a command is made ready to be decided: numbered, prepared, its referrer looked up, its holder verified. */
const readying = ({ offer, preparation, serialsFor, store }: Readying) =>
  Effect.map(Effect.serviceOption(PinHasher), (found) => {
    const hasher = Option.getOrUndefined(found)
    const check = holderCheck({ preparation, hasher, offer })
    const refer = withReferrer(preparation.network, store.read)
    return (client: ClientId, command: Command, at: Instant) =>
      Effect.flatMap(serialsFor(command, at), (serials) =>
        Effect.flatMap(refer(prepare(preparation, client, command, at, serials)), check)
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

const questionOf = (
  facts: Omit<Facts, "shard">,
  view: View,
  request: Request<Query>,
  now: Instant
): Situation<Query> => {
  const at = Math.max(now, view.recordedAt)
  return {
    network: facts.network,
    view,
    request,
    place: placeOf(facts.network, request.command, at),
    at,
    operation: noOperation,
    sha256: facts.sha256
  }
}

/** Queries create nothing, so nothing is named after them. */
const noOperation = "op_0" as OperationId
