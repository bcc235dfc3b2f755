/**
 * The questions as methods: what would be drawn, what an account holds, what happened to it, what the network was.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { OfflineApproved } from "../approveOffline.ts"
import { OfflineApproval } from "../command/OfflineApproval.ts"
import type { Change } from "../changes.ts"
import { Balance, Changes, NetworkAsOf, Quote, Statement } from "../command/Query.ts"
import type { Quoted, WalletBalance } from "../decide/inquire.ts"
import { Configuration, faultsOf } from "../network/Configuration.ts"
import type { Network } from "../network/Network.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import type { StatementLine } from "../statement.ts"
import type { StoredValue } from "../StoredValue.ts"
import { type Answer, answered, unreadable } from "./answers.ts"
import type { CallOptions } from "./verbs.ts"

type QuestionOf<Shape extends { readonly Encoded: object }> = Omit<Shape["Encoded"], "type">

/** A network: how many changes it had seen, and the configuration that describes it. */
export interface NetworkFound {
  readonly version: number
  readonly configuration: (typeof Configuration)["Encoded"]
}

const encodeConfiguration = Schema.encodeSync(Configuration)

const networkFound = ({ configuration, version }: Network): NetworkFound => ({
  version,
  configuration: encodeConfiguration(configuration)
})

/** The questions; none of them needs a key, and none changes anything. */
export interface Questions {
  /** What a redemption would draw here and now, and why not more. */
  readonly quote: (question: QuestionOf<typeof Quote>, options?: CallOptions) => Promise<Answer<Quoted>>
  /** The account's wallets with their sub-wallets; `available` is judged in the context that is given. */
  readonly balance: (
    question: QuestionOf<typeof Balance>,
    options?: CallOptions
  ) => Promise<Answer<{ readonly wallets: ReadonlyArray<WalletBalance> }>>
  /** What happened to the account, oldest first, with running balances. */
  readonly statement: (
    question: QuestionOf<typeof Statement>,
    options?: CallOptions
  ) => Promise<Answer<{ readonly lines: ReadonlyArray<StatementLine> }>>
  /**
   * The code by which a till that does not reach the ledger may do exactly what is wanted; it is derived for now, and
   * nothing is recorded.
   */
  readonly approveOffline: (
    approval: QuestionOf<typeof OfflineApproval>,
    options?: CallOptions
  ) => Promise<Answer<OfflineApproved>>
  /** What was changed of the network, oldest first: who, when, why, and field by field what was before and is after. */
  readonly changes: (
    question: QuestionOf<typeof Changes>,
    options?: CallOptions
  ) => Promise<Answer<{ readonly changes: ReadonlyArray<Change> }>>
  /**
   * The network as it was at an instant of ledger time, or as it is now: a configuration as plain JSON, with which the
   * ledger can be opened again.
   */
  readonly networkAsOf: (
    question: QuestionOf<typeof NetworkAsOf>,
    options?: CallOptions
  ) => Promise<Answer<NetworkFound>>
}

/** Runs a question for a caller who may give up. */
export type Answering = <A>(question: Effect.Effect<A, StoreUnavailable>, options?: CallOptions) => Promise<A>

type Asked<A> = Effect.Effect<Answer<A>, StoreUnavailable>

const asking = <Q, A>(
  shape: Schema.Decoder<Q>,
  type: string,
  answer: (query: Q) => Asked<A>
): ((question: object) => Asked<A>) => {
  const decode = Schema.decodeUnknownResult(shape, { onExcessProperty: "error", errors: "all" })
  return (question) => {
    const query = decode({ ...question, type })
    return Result.isSuccess(query)
      ? answer(query.success)
      : Effect.succeed(unreadable(question, faultsOf(query.failure.issue)))
  }
}

/** The questions on a service. */
export const questionsOn = (service: StoredValue["Service"], answer: Answering): Questions => {
  const quote = asking(Quote, "Quote", (query) =>
    Effect.map(
      service.quote(query),
      answered((plan) => plan)
    )
  )
  const balance = asking(Balance, "Balance", (query) =>
    Effect.map(
      service.balance(query),
      answered((wallets) => ({ wallets }))
    )
  )
  const statement = asking(Statement, "Statement", (query) =>
    Effect.map(
      service.statement(query),
      answered((lines) => ({ lines }))
    )
  )
  const changes = asking(Changes, "Changes", (query) =>
    Effect.map(
      service.changes(query),
      answered((found) => ({ changes: found }))
    )
  )
  const networkAsOf = asking(NetworkAsOf, "NetworkAsOf", (query) =>
    Effect.map(service.networkAsOf(query), answered(networkFound))
  )
  const approveOffline = asking(OfflineApproval, "OfflineApproval", (approval) =>
    Effect.map(
      service.approveOffline(approval),
      answered((approved) => approved)
    )
  )
  return {
    quote: (question, options) => answer(quote(question), options),
    balance: (question, options) => answer(balance(question), options),
    statement: (question, options) => answer(statement(question), options),
    approveOffline: (approval, options) => answer(approveOffline(approval), options),
    changes: (question, options) => answer(changes(question), options),
    networkAsOf: (question, options) => answer(networkAsOf(question), options)
  }
}
