/**
 * The stored-value service: submit a command and get its outcome, ask questions, read the books.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type { Command } from "./command/Command.ts"
import type { Decline } from "./command/Decline.ts"
import type { Approved, Outcome } from "./command/Outcome.ts"
import { minted, prepare, type Preparation, prepareQuery } from "./command/prepare.ts"
import type { Balance, Query, Quote, Statement } from "./command/Query.ts"
import type { Request } from "./command/Request.ts"
import {
  type Answered,
  type CommitterOptions,
  fullBatch,
  makeCommitter,
  type Overloaded
} from "./Committer.ts"
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
import { CommitUnknown, Store, type StoreUnavailable } from "./ports/Store.ts"
import { statement, type StatementLine } from "./statement.ts"
import { sweep } from "./sweep.ts"
import type { ClientId, OperationId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** Why there is no outcome: nothing was done, or (an outcome of its own) nothing is known. */
export type Failure = Overloaded | StoreUnavailable

/** An outcome that is still being committed. */
type Pending = Effect.Effect<Outcome, StoreUnavailable>

/** How one command of many ended. */
export type Ended = Result.Result<Outcome, Failure>

/** One command of many. */
export interface Submission {
  readonly client: ClientId
  readonly command: Command
  /** Replays a recorded time, as with `submit`. */
  readonly receivedAt?: Instant
}

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
   * is a result for each, in the same order; one that failed was not done, and may be sent again under its key.
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
  const { sha256 } = yield* Digest
  const { mac } = yield* KeyVault
  const { next } = yield* OperationIds
  const preparation: Preparation = { network, mac }
  const facts: Facts = { network, sha256, nextOperation: next, shard: 0 }
  const committer = yield* makeCommitter(facts, options)
  const groupSize = Math.min(options?.batch ?? fullBatch, options?.capacity ?? fullBatch)

  const offer: Shape["offer"] = Effect.fnUntraced(function* (client, command, receivedAt) {
    const at = receivedAt ?? (yield* Clock.currentTimeMillis)
    const request = prepare(preparation, client, command, at)
    const pending =
      command.type === "Sweep"
        ? yield* sweep(store, committer.offer, request, command.asOf ?? at)
        : yield* committer.offer({ request })
    return Effect.flatMap(Effect.result(pending), (answered) =>
      Effect.fromResult(endOf(answered, preparation, request))
    )
  })

  const performAll = (requests: ReadonlyArray<Request>): Effect.Effect<ReadonlyArray<Ended>> =>
    Effect.match(Effect.flatten(committer.offerMany(requests.map((request) => ({ request })))), {
      onFailure: (overloaded) => requests.map(() => Result.fail(overloaded)),
      onSuccess: (answers) => requests.map((request, n) => endOf(answers[n] ?? lost, preparation, request))
    })

  const submitMany: Shape["submitMany"] = Effect.fnUntraced(function* (all) {
    const now = yield* Clock.currentTimeMillis
    const ended: Array<Ended> = []
    let group: Array<Request> = []
    const performGroup = Effect.suspend(() => {
      const requests = group
      group = []
      return Effect.map(performAll(requests), (ends) => void ended.push(...ends))
    })
    for (const { client, command, receivedAt } of all) {
      // A sweep looks at what is committed, so everything before it has to be.
      if (command.type === "Sweep") {
        yield* performGroup
        ended.push(yield* Effect.result(Effect.flatten(offer(client, command, receivedAt))))
      } else group.push(prepare(preparation, client, command, receivedAt ?? now))
      if (group.length === groupSize) yield* performGroup
    }
    yield* performGroup
    return ended
  })

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
    submit: (client, command, receivedAt) => Effect.flatten(offer(client, command, receivedAt)),
    submitMany,
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
    books: () => store.books()
  })
})

/** What became of a request. An unknown commit is an outcome: in doubt. */
const endOf = (
  answered: Answered,
  preparation: Preparation,
  request: Request
): Result.Result<Outcome, StoreUnavailable> => {
  if (Result.isFailure(answered))
    return answered.failure._tag === "CommitUnknown"
      ? Result.succeed(inDoubt(request))
      : Result.fail(answered.failure)
  const outcome = answered.success.outcome ?? inDoubt(request)
  return Result.succeed(outcome.outcome === "approved" ? withNumber(preparation, request, outcome) : outcome)
}

const lost: Answered = Result.fail(new CommitUnknown({ cause: new Error("no answer was given") }))

const inDoubt = ({ command }: Request): Outcome => ({ outcome: "inDoubt", key: command.key })

/** A minted number is shown in full to the client that asked for it, also when it asks again; it is derived anew. */
const withNumber = (preparation: Preparation, { client, command }: Request, outcome: Approved): Approved => {
  if (outcome.receipt.minted === undefined) return outcome
  const { minted: origin, ...receipt } = outcome.receipt
  return {
    ...outcome,
    receipt: { ...receipt, card: minted(preparation, { ...origin, client, key: command.key }) }
  }
}

const questionOf = (facts: Facts, view: View, request: Request<Query>, now: Instant): Situation<Query> => {
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
