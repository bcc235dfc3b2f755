/**
 * Locking what a batch points at and reading it, in one packet.
 *
 * @module
 */
import { StoreUnavailable, type Task, type View } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { WeakSetting } from "../Refusal.ts"
import type { Row } from "../rows.ts"
import { array, ask, isForgotten } from "./Connections.ts"
import { type Pointed, pointedAt, reading, viewFrom } from "./read.ts"
import type { Session, Shard } from "./Session.ts"

/** What was true when the wallets were locked is not what was read after: somebody was quicker, so begin again. */
export class Overtaken {
  readonly _tag = "Overtaken"
}

/**
 * Something appeared between the statements: an account whose wallets were not locked, or a named operation whose account
 * or wallets were not read.
 */
const isOvertaken = (
  { accounts, keys: found, operations: seen, wallets }: View,
  pointed: Pointed
): boolean => {
  const locked = new Set([...wallets.values()].map(({ account }) => account))
  if ([...accounts.keys()].some((id) => !locked.has(id))) return true
  const named = [...pointed.operations, ...pointed.keys.flatMap((key) => found.get(key) ?? [])]
  return named.some((id) => {
    const operation = seen.get(id)
    if (operation === undefined) return false
    const { account, links } = operation
    return (
      (account !== undefined && !accounts.has(account)) || links.some(({ wallet }) => !wallets.has(wallet))
    )
  })
}

/** Begins a transaction and takes the shard, or with `alone` all shards of the tenant. */
export const begin = (session: Session, { connection, number }: Shard, alone: boolean) => {
  const { idleTimeout, lockTimeout, statements, tenant } = session
  return [
    ...connection.begin(statements.begin),
    ...(alone ? [ask(statements.allShards, tenant, String(lockTimeout), String(idleTimeout))] : []),
    ask(statements.shard, ...takingOf(session, number))
  ]
}

/** Settings of `synchronous_commit` that wait for less than was promised. */
const weakCommits = { local: ["off"], replicated: ["off", "local", "remote_write"] } as const

/** What is told to take a shard. */
export const takingOf = (
  { durability, forTests, idleTimeout, lockTimeout, tenant }: Session,
  shard: number
) => {
  const weak = array(forTests ? [] : weakCommits[durability])
  return [tenant, shard, String(lockTimeout), String(idleTimeout), weak] as const
}

/** Settings of the server may change while it runs; then nothing is committed until they are as they were. */
const weakness = ({ durability, forTests }: Session, ledger: Row): WeakSetting | undefined => {
  if (forTests) return undefined
  const setting = ["fsync", "full_page_writes"].find((name) => ledger[name] !== "on")
  if (setting !== undefined) return new WeakSetting({ setting, value: "off", needed: "on" })
  if (durability === "local" || ledger["standbys"] !== "") return undefined
  return new WeakSetting({
    setting: "synchronous_standby_names",
    value: "empty",
    needed: "a standby for replicated durability"
  })
}

/** A shard that cannot be taken is nobody's fault in the batch. */
const outage = <A, E>(opening: Effect.Effect<A, E>): Effect.Effect<A, E | StoreUnavailable> =>
  Effect.mapError(opening, (cause) =>
    isForgotten(cause) ? cause : new StoreUnavailable({ cause, isOutage: true })
  )

/** Locks and reads; once more in the same transaction when something is not as it was known. */
export const viewOf = Effect.fnUntraced(function* (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  alone: boolean
) {
  const pointed = pointedAt(tasks)
  const opening = begin(session, shard, alone)
  const asking = reading(session, pointed, { isLocking: true })
  const answers = yield* shard.connection.sendAll([...opening, ...asking.asked])
  session.reach("store.begun")
  const begun = yield* outage(Effect.fromResult(Result.all(answers.slice(0, opening.length))))
  const [ledger] = begun.at(-1)?.rows ?? []
  if (ledger === undefined) throw new Error(`shard ${shard.number} of ${session.tenant} is not in the ledger`)
  const weak = weakness(session, ledger)
  if (weak !== undefined) return yield* outage(Effect.fail(weak))
  shard.foresight.meet(Number(ledger["sequence"]))
  const read = yield* Effect.fromResult(Result.all(answers.slice(opening.length)))
  const view = viewFrom(pointed, asking, rowsOf(read)) ?? (yield* freshView(session, shard, pointed))
  view.sequence = Number(ledger["sequence"])
  view.network = Number(ledger["network"])
  view.recordedAt = Math.max(view.recordedAt, ...timesIn(begun))
  return isOvertaken(view, pointed) ? yield* Effect.fail(new Overtaken()) : view
})

const rowsOf = (answers: ReadonlyArray<{ readonly rows: ReadonlyArray<Row> }>) =>
  answers.map(({ rows }) => rows)

/** The ledger time of the shard, or of all that were taken. */
const timesIn = (answers: ReadonlyArray<{ readonly rows: ReadonlyArray<Row> }>): ReadonlyArray<number> =>
  answers.flatMap(({ rows }) => rows.flatMap(({ recorded_at: time }) => (time == null ? [] : [Number(time)])))

const freshView = Effect.fnUntraced(function* (session: Session, shard: Shard, pointed: Pointed) {
  const asking = reading(session, pointed, { isFresh: true, isLocking: true })
  const view = viewFrom(pointed, asking, rowsOf(yield* shard.connection.send(asking.asked)))
  return view ?? (yield* Effect.fail(new Overtaken()))
})
