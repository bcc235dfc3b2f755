/**
 * Deciding a batch: each command in order on what the one before it left, with what falls due on its wallets first.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Request } from "../command/Request.ts"
import type { Network } from "../network/Network.ts"
import { isChanging } from "../network/Part.ts"
import type { AccountId, CardIndex, OperationId, ScopedKey, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { type Answer, attempt, perform } from "./perform.ts"
import { settleWallet } from "./settleWallet.ts"
import type { View } from "../decide/View.ts"
import type { Compared } from "./tries.ts"
import { begin, type Facts, type Recorded, type Work } from "./Work.ts"

export type { Answer } from "./perform.ts"
export type { Compared } from "./tries.ts"
export type { Facts, Recorded } from "./Work.ts"

/** One thing to do: a command, or posting what has fallen due on a wallet that nobody touches. */
export type Task =
  | { readonly request: Request; readonly tries?: undefined }
  /** Something of a request is about to be compared: the try is counted, and nothing else is done. */
  | { readonly request: Request; readonly tries: Compared }
  | { readonly settle: WalletId; readonly until: Instant; readonly receivedAt: Instant }

/** Everything that a batch changes, to be written all or nothing. */
export interface Batch {
  /** One for each task, from the first on; what has none waits for the next batch, under the network as it is then. */
  readonly answers: ReadonlyArray<Answer>
  readonly recorded: ReadonlyArray<Recorded>
  readonly accounts: ReadonlyMap<AccountId, Account>
  readonly cards: ReadonlyMap<CardIndex, Credential>
  readonly wallets: ReadonlyMap<WalletId, Wallet>
  readonly tombstones: ReadonlyMap<ScopedKey, OperationId>
  readonly sequence: number
  readonly recordedAt: Instant
  /** The network as the batch leaves it, where it has changed it. */
  readonly changed?: Network
}

const performTask = (work: Work, task: Task): Answer => {
  if ("request" in task)
    return task.tries === undefined ? perform(work, task.request) : attempt(work, task.request, task.tries)
  work.view.recordedAt = Math.max(work.view.recordedAt, task.receivedAt)
  const until = Math.min(task.until, work.view.recordedAt)
  return { outcome: undefined, dues: settleWallet(work, task.settle, until) }
}

/**
 * Whether a task was made ready for the network as it is now. A change names nothing that depends on the network, so many
 * changes may be in one batch; anything else that comes after one has to be made ready anew.
 */
const isReady = ({ network }: Work, task: Task): boolean =>
  !("request" in task) ||
  task.request.network === network.version ||
  (task.request.network < network.version && isChanging(task.request.command.type))

const answersTo = (work: Work, tasks: ReadonlyArray<Task>): ReadonlyArray<Answer> => {
  const answers: Array<Answer> = []
  if (work.view.network !== work.network.version) return answers
  for (const task of tasks) {
    if (!isReady(work, task)) break
    answers.push(performTask(work, task))
  }
  return answers
}

/**
 * Decides a batch on a view, which it changes: as much of it as can be decided under the network that is known here. Pure
 * but for that: the same view and tasks always give the same batch.
 */
export const decideBatch = (facts: Facts, view: View, tasks: ReadonlyArray<Task>): Batch => {
  const work = begin(view, facts)
  const answers = answersTo(work, tasks)
  const { accounts, cards, network, recorded, tombstones, wallets } = work
  return {
    answers,
    recorded,
    accounts,
    cards,
    wallets,
    tombstones,
    sequence: view.sequence,
    recordedAt: view.recordedAt,
    ...(network !== facts.network && { changed: network })
  }
}
