/**
 * Asking: what would be drawn, what an account holds, what happened to it, what the network was, what the books say.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { approveOffline, type OfflineApproved } from "./approveOffline.ts"
import { type Change, changes } from "./changes.ts"
import type { Decline } from "./command/Decline.ts"
import type { OfflineApproval } from "./command/OfflineApproval.ts"
import type { Offline } from "./command/offlineCodeOf.ts"
import { type Preparation, prepareQuery } from "./command/prepare.ts"
import type { Balance, Changes, NetworkAsOf, Query, Quote, Statement } from "./command/Query.ts"
import type { Request } from "./command/Request.ts"
import { mostInVain } from "./Committer.ts"
import { after, changesSince, type CurrentNetwork } from "./currentNetwork.ts"
import { forChannel, isPublic } from "./decide/channel.ts"
import * as inquire from "./decide/inquire.ts"
import { isDecline, placeOf, type Situation } from "./decide/Situation.ts"
import type { View } from "./decide/View.ts"
import type { Recorded } from "./batch/decideBatch.ts"
import { changesIn } from "./journal/Entry.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import type { AccountSum } from "./journal/trialBalance.ts"
import type { Configuration } from "./network/Configuration.ts"
import { changed } from "./network/changed.ts"
import { type Network, networkOf } from "./network/Network.ts"
import { type Store, StoreUnavailable } from "./ports/Store.ts"
import { statement, type StatementLine } from "./statement.ts"
import type { Strangers } from "./Strangers.ts"
import type { withKept } from "./withKept.ts"
import type { OperationId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** The questions; none of them changes anything. */
export interface Questions {
  readonly quote: (query: Quote, at?: Instant) => Effect.Effect<inquire.Quoted | Decline, StoreUnavailable>
  readonly balance: (
    query: Balance,
    at?: Instant
  ) => Effect.Effect<ReadonlyArray<inquire.WalletBalance> | Decline, StoreUnavailable>
  readonly statement: (
    query: Statement,
    at?: Instant
  ) => Effect.Effect<ReadonlyArray<StatementLine> | Decline, StoreUnavailable>
  /** What was changed of the network, oldest first: who, when, why, and field by field what. */
  readonly changes: (query: Changes) => Effect.Effect<ReadonlyArray<Change>, StoreUnavailable>
  /** The network as it was at an instant of ledger time, as a configuration. */
  readonly networkAsOf: (query: NetworkAsOf) => Effect.Effect<Network, StoreUnavailable>
  /** The network as it is now, with what other processes have changed: as this process then knows it. */
  readonly networkNow: () => Effect.Effect<Network, StoreUnavailable>
  /** The network after so many changes. */
  readonly networkOfVersion: (version: number) => Effect.Effect<Network, StoreUnavailable>
  /**
   * The code by which a till that does not reach the ledger may do exactly what is wanted, for as long as the till's clock
   * says that it is about `at`. Nothing is recorded.
   */
  readonly approveOffline: (
    approval: OfflineApproval,
    at?: Instant
  ) => Effect.Effect<OfflineApproved | Decline, StoreUnavailable>
  /** The trial balance. */
  readonly books: () => Effect.Effect<ReadonlyArray<AccountSum>, StoreUnavailable>
}

/** What questions are answered from. */
interface Asked {
  readonly store: Store["Service"]
  readonly current: CurrentNetwork
  /** What the ledger was founded on. */
  readonly founding: Configuration
  readonly preparation: Preparation & Offline
  readonly kept: ReturnType<typeof withKept>
  readonly sha256: Sha256
  readonly strangers: Strangers
}

const clockOr = (at: Instant | undefined): Effect.Effect<Instant> =>
  at === undefined ? Clock.currentTimeMillis : Effect.succeed(at)

/** Asks of accounts: the answer is under the network that the ledger has when it is read. */
const asking =
  (asked: Asked) =>
  <A extends object>(
    query: Query,
    at: Instant | undefined,
    answer: (situation: Situation<Query>) => A | Decline
  ): Effect.Effect<A | Decline, StoreUnavailable> =>
    Effect.flatMap(clockOr(at), (now) => {
      const { current, kept, preparation, store } = asked
      const tried = (inVain: number): Effect.Effect<A | Decline, StoreUnavailable> =>
        Effect.flatMap(kept(prepareQuery(preparation, query, now)), (request) =>
          Effect.flatMap(store.read(request.references), (view) =>
            (view.network === request.network && view.network === current.network.version) ||
            inVain > mostInVain
              ? Effect.succeed(forChannel(query.channel, answer(questionOf(asked, view, request, now))))
              : Effect.andThen(
                  current.catchUp,
                  Effect.suspend(() => tried(inVain + 1))
                )
          )
        )
      return listened(asked, query, at, tried(0))
    })

/** A stranger hears a decline when all strangers do; who asks as of a given time replays a file, and nobody listens. */
const listened = <A extends object>(
  { strangers }: Asked,
  { channel }: Query,
  at: Instant | undefined,
  answer: Effect.Effect<A | Decline, StoreUnavailable>
): Effect.Effect<A | Decline, StoreUnavailable> =>
  at !== undefined || !isPublic(channel)
    ? answer
    : Effect.flatMap(
        Effect.mapError(strangers.arrive, (cause) => new StoreUnavailable({ cause })),
        (arrived) => strangers.answer(answer, arrived, (found) => !isDecline(found))
      )

const questionOf = (
  { current: { network }, sha256 }: Asked,
  view: View,
  request: Request<Query>,
  now: Instant
): Situation<Query> => {
  const at = Math.max(now, view.recordedAt)
  const place = placeOf(network, request.command, at)
  return { network, view, request, place, at, effectiveAt: at, operation: noOperation, sha256 }
}

/** The network after the first so many of its changes. */
const upTo = (founded: Network, operations: ReadonlyArray<Recorded>, version: number): Network =>
  changed(founded, operations.flatMap(({ operation }) => changesIn(operation.entry)).slice(0, version))

/** Queries create nothing, so nothing is named after them. */
const noOperation = "op_0" as OperationId

/** The questions on a ledger. */
export const questionsOn = (asked: Asked): Questions => {
  const { current, founding, preparation, store } = asked
  const ask = asking(asked)
  return {
    quote: (query, at) => ask(query, at, (situation) => inquire.quote(situation, query)),
    balance: (query, at) =>
      ask(query, at, (situation) =>
        inquire.balance(situation, {
          query,
          place: placeOf(situation.network, { ...query, ...query.context }, situation.at)
        })
      ),
    statement: (query, at) =>
      Effect.flatMap(
        ask(query, at, (situation) => inquire.walletsOf(situation)),
        (found): Effect.Effect<ReadonlyArray<StatementLine> | Decline, StoreUnavailable> =>
          isDecline(found) ? Effect.succeed(found) : statement(store, found, query)
      ),
    changes: (query) => Effect.map(changesSince(store, 0), (operations) => changes(operations, query)),
    networkAsOf: ({ at }) =>
      Effect.map(changesSince(store, 0), (operations) =>
        after(
          networkOf(founding),
          operations.filter(({ operation }) => at === undefined || operation.recordedAt <= at)
        )
      ),
    networkNow: () => Effect.map(current.catchUp, () => current.network),
    networkOfVersion: (version) =>
      Effect.map(changesSince(store, 0), (operations) => upTo(networkOf(founding), operations, version)),
    approveOffline: (approval, at) =>
      Effect.map(Effect.andThen(current.catchUp, clockOr(at)), (now) =>
        approveOffline(preparation, approval, now)
      ),
    books: () => store.books()
  }
}
