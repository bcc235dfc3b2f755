/**
 * Committing a batch: lock and read in one packet, decide, write and commit in the next.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import { type Batch, CommitUnknown, StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as PgTypes from "@effect/sql-pg/PgTypes"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { WeakSetting } from "../Refusal.ts"
import {
  accountRow,
  cardRow,
  dueColumn,
  linkRow,
  operationRow,
  postingRow,
  type Row,
  walletRow
} from "../rows.ts"
import { type Answered, array, type Asked, ask, inColumns } from "./Connections.ts"
import { type Pointed, pointedAt, reading, viewFrom } from "./read.ts"
import type { Session, Shard } from "./Session.ts"
import {
  accountColumns,
  cardColumns,
  linkColumns,
  operationColumns,
  postingColumns,
  tombstoneColumns,
  walletColumns
} from "./statements.ts"

type Rows = ReadonlyArray<ReadonlyArray<unknown>>

const ifAny = (rows: Rows, asked: () => Asked): ReadonlyArray<Asked> => (rows.length === 0 ? [] : [asked()])

/** What a batch changes of accounts and cards: most batches write none of it. */
const openings = ({ statements, tenant }: Session, view: Known, batch: Batch): ReadonlyArray<Asked> => {
  const accounts = [...batch.accounts.values()]
  const cards = [...batch.cards.values()]
  const rowsOf = (isNew: boolean) => ({
    accounts: accounts
      .filter(({ id }) => view.accounts.has(id) !== isNew)
      .map((account) => accountRow(tenant, account).slice(1)),
    cards: cards
      .filter(({ index }) => view.cards.has(index) !== isNew)
      .map((card) => cardRow(tenant, card).slice(1))
  })
  const [added, changed] = [rowsOf(true), rowsOf(false)]
  const tombstones = [...batch.tombstones].map(([key, reversal]) => [...Ids.unscoped(key), reversal])
  const { changeAccounts, changeCards, newAccounts, newCards, newTombstones } = statements
  return [
    ...ifAny(added.accounts, () => ask(newAccounts, tenant, ...inColumns(accountColumns, added.accounts))),
    ...ifAny(changed.accounts, () =>
      ask(changeAccounts, tenant, ...inColumns(accountColumns, changed.accounts))
    ),
    ...ifAny(added.cards, () => ask(newCards, tenant, ...inColumns(cardColumns, added.cards))),
    ...ifAny(changed.cards, () => ask(changeCards, tenant, ...inColumns(cardColumns, changed.cards))),
    ...ifAny(tombstones, () => ask(newTombstones, tenant, ...inColumns(tombstoneColumns, tombstones)))
  ]
}

const writes = (session: Session, shard: number, view: Known, batch: Batch): ReadonlyArray<Asked> => {
  const { statements, tenant } = session
  const operations: Array<ReadonlyArray<unknown>> = []
  const links: Array<ReadonlyArray<unknown>> = []
  const postings: Array<ReadonlyArray<unknown>> = []
  for (const recorded of batch.recorded) {
    const { operation } = recorded
    operations.push(operationRow(tenant, recorded).slice(1))
    operation.links.forEach((link, place) => links.push(linkRow(tenant, operation, place, link).slice(1)))
    operation.entry.postings.forEach((posting, place) =>
      postings.push(postingRow(tenant, operation, place, posting).slice(1))
    )
  }
  const wallets = [...batch.wallets.values()].map((wallet) => [
    ...walletRow(wallet),
    dueColumn(wallet),
    wallet.id,
    wallet.account,
    wallet.asset
  ])
  return [
    ...openings(session, view, batch),
    ask(
      statements.write,
      tenant,
      shard,
      BigInt(batch.sequence),
      BigInt(batch.recordedAt),
      ...inColumns(operationColumns, operations),
      ...inColumns(linkColumns, links),
      ...inColumns(postingColumns, postings),
      ...inColumns(walletColumns, wallets)
    )
  ]
}

/** Which accounts and cards were there before the batch: `decide` adds to the view that it is given. */
interface Known {
  readonly accounts: ReadonlySet<string>
  readonly cards: ReadonlySet<string>
}

const knownIn = ({ accounts, cards }: View): Known => ({
  accounts: new Set(accounts.keys()),
  cards: new Set(cards.keys())
})

/** What was true when the wallets were locked is not what was read after: somebody was quicker, so begin again. */
class Overtaken {
  readonly _tag = "Overtaken"
}

/** Not every account of the view has its wallets locked: a card or an operation appeared between lock and reading. */
const isOvertaken = ({ accounts, wallets }: View): boolean => {
  const locked = new Set([...wallets.values()].map(({ account }) => account))
  return [...accounts.keys()].some((id) => !locked.has(id))
}

const begin = (
  { forTests, idleTimeout, lockTimeout, statements, tenant }: Session,
  shard: number,
  alone: boolean
) => [
  ask(statements.begin),
  ...(alone ? [ask(statements.allShards, tenant)] : []),
  ask(
    statements.shard,
    tenant,
    shard,
    String(lockTimeout),
    String(idleTimeout),
    PgTypes.text(forTests ? null : "on")
  )
]

/** Settings of the server may change while it runs; then nothing is committed until they are as they were. */
const weakness = ({ durability, forTests }: Session, ledger: Row): WeakSetting | undefined => {
  if (forTests) return undefined
  if (ledger["fsync"] !== "on") return new WeakSetting({ setting: "fsync", value: "off", needed: "on" })
  if (durability === "local" || ledger["standbys"] !== "") return undefined
  return new WeakSetting({
    setting: "synchronous_standby_names",
    value: "empty",
    needed: "a standby for replicated durability"
  })
}

/** Locks and reads; once more in the same transaction when something is not as it was known. */
const viewOf = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  alone: boolean
) {
  const pointed = pointedAt(tasks)
  const opening = begin(session, shard.number, alone)
  const asking = reading(session, pointed, { isLocking: true })
  const answers = yield* shard.line.send([...opening, ...asking.asked])
  session.reach("store.begun")
  const [ledger] = answers[opening.length - 1]?.rows ?? []
  if (ledger === undefined) throw new Error(`shard ${shard.number} of ${session.tenant} is not in the ledger`)
  const weak = weakness(session, ledger)
  if (weak !== undefined) return yield* Effect.fail(weak)
  const view =
    viewFrom(pointed, asking, rowsOf(answers.slice(opening.length))) ??
    (yield* freshView(session, shard, pointed))
  view.sequence = Number(ledger["sequence"])
  view.recordedAt = Math.max(view.recordedAt, Number(ledger["recorded_at"]))
  return view
})

const rowsOf = (answers: ReadonlyArray<Answered>) => answers.map(({ rows }) => rows)

const freshView = Effect.fnUntraced(function* (session: Session, shard: Shard, pointed: Pointed) {
  const asking = reading(session, pointed, { isFresh: true, isLocking: true })
  const view = viewFrom(pointed, asking, rowsOf(yield* shard.line.send(asking.asked)))
  return view ?? (yield* Effect.fail(new Overtaken()))
})

/** Everything before the commit is sent: nothing of it lasts unless that is. */
const prepare = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  alone: boolean
) {
  const view = yield* viewOf(session, shard, tasks, alone)
  if (isOvertaken(view)) return yield* Effect.fail(new Overtaken())
  session.reach("store.read")
  const known = knownIn(view)
  const batch = decide(view)
  session.reach("store.decided")
  return { batch, view, statements: writes(session, shard.number, known, batch) }
})

const conflicts = new Set(["UniqueViolation", "DeadlockError", "SerializationError", "LockTimeoutError"])

/** Whether the same batch may well succeed at once: somebody else was quicker with a card or a key. */
const isConflict = (cause: unknown): boolean =>
  cause instanceof Overtaken || (isSqlError(cause) && conflicts.has(cause.reason._tag))

const isLost = (error: SqlError): boolean => error.reason._tag === "ConnectionError"

const giveUp = (session: Session, { line }: Shard): Effect.Effect<void> =>
  Effect.asVoid(line.send([ask(session.statements.rollback)])).pipe(Effect.catch(() => line.close))

/** Finds out what became of a commit whose answer never came: waits for the shard, then looks for its operations. */
const settle = Effect.fnUntraced(function* (session: Session, { line, number }: Shard, batch: Batch) {
  const { statements, tenant } = session
  yield* line.close
  const opening = begin(session, number, false)
  const ids = batch.recorded.map(({ operation }) => operation.id)
  const answers = yield* line.send([
    ...opening,
    ask(statements.recorded, tenant, array(ids)),
    ask(statements.commit)
  ])
  const found = Number(answers[opening.length]?.rows[0]?.["found"] ?? 0)
  return { isRecorded: found === ids.length, isNothing: ids.length === 0 }
})

const send = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  { batch, statements }: { readonly batch: Batch; readonly statements: ReadonlyArray<Asked> }
) {
  const sent = yield* Effect.result(shard.line.send([...statements, ask(session.statements.commit)]))
  if (sent._tag === "Success") {
    if (sent.success.at(-1)?.command === "COMMIT") return
    return yield* Effect.fail(new StoreUnavailable({ cause: new Error("the transaction was rolled back") }))
  }
  if (!isLost(sent.failure)) return yield* Effect.fail(sent.failure)
  const settled = yield* Effect.result(settle(session, shard, batch))
  if (settled._tag === "Failure") {
    yield* shard.line.close
    return yield* Effect.fail(new CommitUnknown({ cause: sent.failure }))
  }
  if (!settled.success.isRecorded) return yield* Effect.fail(new StoreUnavailable({ cause: sent.failure }))
})

const attempts = 4

const failureOf = (cause: Cause.Cause<unknown>): StoreUnavailable | CommitUnknown => {
  const failure = Cause.squash(cause)
  return failure instanceof CommitUnknown || failure instanceof StoreUnavailable
    ? failure
    : new StoreUnavailable({ cause: failure })
}

const attempt = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch,
  count: number,
  alone: boolean
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
  Effect.gen(function* () {
    const prepared = yield* prepare(session, shard, tasks, decide, alone)
    if (prepared.batch.tombstones.size > 0 && !alone && session.shards.length > 1) {
      yield* giveUp(session, shard)
      return yield* attempt(session, shard, tasks, decide, count, true)
    }
    session.reach("store.written")
    yield* send(session, shard, prepared)
    const { batch, view } = prepared
    session.known.keep(view)
    return yield* Effect.try({
      try: () => {
        session.reach("store.committed")
        return batch
      },
      catch: (cause) => new CommitUnknown({ cause })
    })
  }).pipe(
    Effect.catchCause((cause) => {
      const thrown = Cause.squash(cause)
      if (thrown instanceof CommitUnknown) return Effect.fail(thrown)
      return Effect.andThen(
        giveUp(session, shard),
        isConflict(thrown) && count < attempts
          ? attempt(session, shard, tasks, decide, count + 1, alone)
          : Effect.fail(failureOf(cause))
      )
    })
  )

/**
 * Commits a batch: `StoreUnavailable` when nothing of it is recorded, `CommitUnknown` when that could not be found out.
 * A batch that met another one on the way is decided anew, a few times at most.
 */
export const commit = (
  session: Session,
  number: number,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch
): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> => {
  const shard = session.shards[number]
  return shard === undefined
    ? Effect.fail(new StoreUnavailable({ cause: new Error(`there is no shard ${number}`) }))
    : shard.turn.withPermit(Effect.uninterruptible(attempt(session, shard, tasks, decide, 1, false)))
}
