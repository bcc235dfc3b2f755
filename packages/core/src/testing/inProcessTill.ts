/**
 * A ledger in the same process without any store: commands go straight to the decision, thousands in a second.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { nextDue } from "../account/Wallet.ts"
import type { Desk } from "../bookGround.ts"
import { readCommand } from "../command/Command.ts"
import type { Invalid, Outcome } from "../command/Outcome.ts"
import { prepare, type Preparation, prepareQuery, present } from "../command/prepare.ts"
import { type Query, readQuery } from "../command/Query.ts"
import type { Request } from "../command/Request.ts"
import { forChannel } from "../decide/channel.ts"
import { type Batch, decideBatch, type Facts, type Recorded, type Task } from "../batch/decideBatch.ts"
import * as inquire from "../decide/inquire.ts"
import { after } from "../currentNetwork.ts"
import { isDecline, placeOf, type Situation } from "../decide/Situation.ts"
import type { Due } from "../decide/settle.ts"
import { emptyView } from "../decide/View.ts"
import { changesIn } from "../journal/Entry.ts"
import { trialBalance } from "../journal/trialBalance.ts"
import { changed } from "../network/changed.ts"
import { networkOf } from "../network/Network.ts"
import { MemoryDeliveries } from "../memory/MemoryDeliveries.ts"
import { Deliveries } from "../ports/Deliveries.ts"
import { operationIds } from "../ports/OperationIds.ts"
import { Store } from "../ports/Store.ts"
import { workedOut } from "../workedOut.ts"
import { statement } from "../statement.ts"
import { sweptOf } from "../sweep.ts"
import { type ClientId, type OperationId, type ScopedKey, scoped } from "../values/Ids.ts"
import { tellOnce } from "./tellOnce.ts"
import { chance, configurationOf, hashes } from "./secrets.ts"
import { type Beginning, firstInstant, type InProcessTill, type Kill, type Sent } from "./Till.ts"

/** The fault of a command that could not be read, with its key where it has one. */
export const unreadable = (sent: Sent, errors: Invalid["errors"]): Invalid => ({
  outcome: "invalid",
  ...(typeof sent["key"] === "string" && { key: sent["key"] }),
  errors
})

/** A query of a test, which must be readable. */
export const queryOf = <Type extends Query["type"]>(
  type: Type,
  sent: Sent
): Extract<Query, { type: Type }> => {
  const read = readQuery({ ...sent, type })
  if (Result.isFailure(read)) throw new Error(read.failure.map(({ message }) => message).join("\n"))
  if (!isOf(type, read.success)) throw new Error(`Expected a ${type}`)
  return read.success
}

const isOf = <Type extends Query["type"]>(
  type: Type,
  query: Query
): query is Extract<Query, { type: Type }> => query.type === type

const makeLedger = (document: unknown, seed: number) => {
  const configuration = configurationOf(document)
  const facts: Omit<Facts, "network"> = {
    sha256: hashes.sha256,
    nextOperation: operationIds(chance(seed)),
    shard: 0
  }
  return {
    configuration,
    network: networkOf(configuration),
    facts,
    view: emptyView(),
    journal: new Array<Recorded>(),
    keys: new Set<ScopedKey>()
  }
}
type Ledger = ReturnType<typeof makeLedger>

/** Commits tasks, one after the other. */
type Committing = (ledger: Ledger, tasks: ReadonlyArray<Task>) => Batch

const preparationOf = ({ network }: Ledger): Preparation => ({ network, mac: hashes.mac })

/** Commits as a store does, which refuses a key that is recorded already. */
const commit = (ledger: Ledger, tasks: ReadonlyArray<Task>): Batch => {
  const { facts, journal, keys, network, view } = ledger
  const batch = decideBatch({ ...facts, network }, view, tasks)
  for (const { operation } of batch.recorded) {
    const key = scoped(operation.client, operation.key)
    if (keys.has(key)) throw new Error(`${operation.client} ${operation.key} is recorded already`)
    keys.add(key)
  }
  journal.push(...batch.recorded)
  ledger.network = batch.changed ?? network
  return batch
}

/** Posts what is due anywhere, as the sweeping job does, wallet by wallet. */
const settleAll = (
  ledger: Ledger,
  asOf: number | undefined,
  receivedAt: number,
  commit: Committing
): ReadonlyArray<Due> => {
  const now = Math.max(receivedAt, ledger.view.recordedAt)
  const until = Math.min(asOf ?? now, now)
  return [...ledger.view.wallets].flatMap(([id, wallet]) => {
    const due = nextDue(wallet)
    if (due === undefined || due > until) return []
    return commit(ledger, [{ settle: id, until, receivedAt }]).answers.flatMap(({ dues }) => dues)
  })
}

/** What a command needs of the journal is read from it, as the service does. */
const ready = (ledger: Ledger, request: Request): Request =>
  Effect.runSync(
    Effect.orDie(
      workedOut({ store: storeOf(ledger), network: ledger.network, sha256: ledger.facts.sha256 }, request)
    )
  )

const submitted = (
  ledger: Ledger,
  sent: Sent,
  client: string,
  now: number,
  by: Committing = commit
): Outcome | Invalid => {
  const read = readCommand(sent)
  if (Result.isFailure(read)) return unreadable(sent, read.failure)
  const command = read.success
  const request = prepare(preparationOf(ledger), client as ClientId, command, now)
  const isNew = !ledger.view.keys.has(scoped(request.client, command.key))
  const isSweep = command.type === "Sweep" && isNew
  const swept = isSweep && { swept: sweptOf(settleAll(ledger, command.asOf, now, by)) }
  const outcome = by(ledger, [{ request: { ...ready(ledger, request), ...swept } }]).answers[0]?.outcome
  if (outcome === undefined) throw new Error("Expected an outcome for every command")
  return outcome
}

/** Commits until it is killed. */
const committingUntil = ({ after, isDurable }: Kill): Committing => {
  let left = after
  return (ledger, tasks) => {
    left -= 1
    if (left >= 0) return commit(ledger, tasks)
    if (isDurable) commit(ledger, tasks)
    throw killed
  }
}

const killed = new Error("the process was killed")

const asked = <A extends Query>(ledger: Ledger, query: A, now: number): Situation<A> => {
  const at = Math.max(now, ledger.view.recordedAt)
  const { facts, network, view } = ledger
  const { command: _, ...request } = prepareQuery(preparationOf(ledger), query, at)
  return {
    network,
    view,
    request: { ...request, command: query },
    place: placeOf(network, query, at),
    at,
    effectiveAt: at,
    operation: "op_0" as OperationId,
    sha256: facts.sha256
  }
}

const missing = Effect.die(new Error("a till in process has no store but for what it reads"))

/** What of a store telling and clearing need. */
export const storeOf = ({ journal, view }: Pick<Ledger, "journal" | "view">): Store["Service"] =>
  Store.of({
    shards: 1,
    journal: ({ after, limit }) => Effect.sync(() => journal.slice(after, after + limit)),
    commit: () => missing,
    read: () => Effect.succeed(view),
    due: () => missing,
    history: ({ before, limit, wallet }) =>
      Effect.sync(() =>
        journal
          .filter(
            ({ operation: { links, sequence } }) =>
              sequence < (before?.sequence ?? Number.POSITIVE_INFINITY) &&
              links.some((link) => link.wallet === wallet)
          )
          .toReversed()
          .slice(0, limit)
      ),
    found: () => missing,
    isServedBy: () => missing,
    accountsOf: () => missing,
    books: () => missing,
    audit: {
      page: () => missing,
      rows: () => missing,
      rowOf: () => ({ key: "", says: {} }),
      // One, which it says itself.
      shards: () => Effect.succeed([]),
      founding: () => missing
    }
  })

const deskOf = (ledger: Ledger): Desk => ({
  store: storeOf(ledger),
  networkAsOf: ({ at = Number.POSITIVE_INFINITY }) =>
    Effect.sync(() =>
      after(
        networkOf(ledger.configuration),
        ledger.journal.filter(({ operation }) => operation.recordedAt <= at)
      )
    ),
  networkOfVersion: (version) =>
    Effect.sync(() =>
      changed(
        networkOf(ledger.configuration),
        ledger.journal.flatMap(({ operation }) => changesIn(operation.entry)).slice(0, version)
      )
    )
})

/** Opens an empty ledger in this process, with a till in front of it. */
export const till = (
  configuration: unknown,
  { at = firstInstant, seed = 1 }: Beginning = {}
): InProcessTill => {
  const ledger = makeLedger(configuration, seed)
  const { journal, view } = ledger
  const deliveries = Effect.runSync(Effect.provide(Deliveries, MemoryDeliveries.layer))
  return {
    configuration: ledger.configuration,
    now: at,
    verify: () => undefined,
    submit(sent, client = "till") {
      return submitted(ledger, sent, client, this.now)
    },
    submitKilled(sent, kill, client = "till") {
      try {
        submitted(ledger, sent, client, this.now, committingUntil(kill))
      } catch (error) {
        if (error !== killed) throw error
      }
    },
    // Nothing stands between the till and what is recorded.
    restart: () => undefined,
    quote(sent) {
      const query = queryOf("Quote", sent)
      return forChannel(query.channel, inquire.quote(asked(ledger, query, this.now), query))
    },
    balance(sent) {
      const query = queryOf("Balance", sent)
      const situation = asked(ledger, query, this.now)
      const place = placeOf(ledger.network, { ...query, ...query.context }, situation.at)
      return forChannel(query.channel, inquire.balance(situation, { query, place }))
    },
    statement(sent) {
      const query = queryOf("Statement", sent)
      const found = forChannel(query.channel, inquire.walletsOf(asked(ledger, query, this.now)))
      return isDecline(found)
        ? found
        : Effect.runPromise(Effect.orDie(statement(storeOf(ledger), found, query)))
    },
    walletsOf(card) {
      const found = view.cards.get(present(preparationOf(ledger), Redacted.make(card)).index)
      const account = found && view.accounts.get(found.account)
      return (account?.wallets ?? []).flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])
    },
    wallets: () => [...view.wallets.values()],
    journal: () => journal,
    books: () => trialBalance(journal.flatMap(({ operation }) => operation.entry.postings)),
    report: (made) => Effect.runPromise(made(deskOf(ledger))),
    network: () => ledger.network,
    tell(telling) {
      return Effect.runPromise(
        tellOnce({ store: storeOf(ledger), deliveries }, ledger.network, this.now, telling)
      )
    },
    close: () => undefined
  }
}
