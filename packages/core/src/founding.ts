/**
 * Founding a ledger on a configuration, and what becomes of a configuration that says something else later: its
 * differences are changes as well, recorded under who and why, and nothing that was changed by operation is overwritten
 * without somebody saying so.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Recorded, Task } from "./batch/decideBatch.ts"
import { readCommand } from "./command/Command.ts"
import { type Preparation, prepare } from "./command/prepare.ts"
import type { Committer } from "./Committer.ts"
import { changesSince, type CurrentNetwork } from "./currentNetwork.ts"
import { changesIn } from "./journal/Entry.ts"
import { reasonOf, systemClient } from "./journal/Operation.ts"
import { nameOf } from "./network/changed.ts"
import { Configuration, type Fault } from "./network/Configuration.ts"
import { faultText } from "./network/Fault.ts"
import { type Difference, differencesOf } from "./network/differences.ts"
import { changedBy, type ChangingVerb, type PartName } from "./network/Part.ts"
import { saidLast } from "./network/Said.ts"
import { type Store, StoreUnavailable } from "./ports/Store.ts"
import { canonicalText } from "./values/canonical.ts"
import { type Instant, iso } from "./values/Instant.ts"

/** A configuration that cannot be the ledger's: each path says what the ledger holds. */
export class ConfigurationRefused extends Schema.TaggedError<ConfigurationRefused>()("ConfigurationRefused", {
  faults: Schema.Array(
    Schema.Struct({
      path: Schema.Array(Schema.Union([Schema.String, Schema.Number])),
      message: Schema.String
    })
  )
}) {
  override get message() {
    const [first] = this.faults
    return first === undefined ? "the configuration is refused" : faultText(first)
  }
}

const encode = Schema.encodeSync(Configuration)
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Configuration))

/** The configuration that the ledger was founded on; an empty ledger is founded on the one that is given. */
export const founded = (
  store: Store["Service"],
  configuration: Configuration
): Effect.Effect<Configuration, StoreUnavailable> =>
  Effect.map(store.found(canonicalText(encode(configuration))), (document) => decode(document))

/** The word under which a configuration's changes stand, with what differs in nobody's name but the deployment's. */
const byConfiguration = "configuration"

const untouchable = ({ id, part, path }: Difference, operations: ReadonlyArray<Recorded>): Fault => {
  const last = operations.findLast(({ operation: { entry } }) =>
    changesIn(entry).some((change) => nameOf(change) === nameOf({ part, id }))
  )?.operation
  const [change] = last === undefined ? [] : changesIn(last.entry)
  const made =
    last === undefined || change === undefined
      ? ""
      : `: version ${change.version}, made by ${last.operator ?? last.client} on ${iso(last.recordedAt)} (${reasonOf(last)})`
  return {
    path,
    message: `Expected ${part} ${id} as the ledger holds it${made}. Write it so, or open with overrule`
  }
}

const verbOf = new Map<PartName, ChangingVerb>(
  Object.entries(changedBy).map(([verb, part]) => [part, verb as ChangingVerb])
)

/** What a ledger needs to take a configuration's differences as changes. */
interface Taking {
  readonly store: Store["Service"]
  readonly current: CurrentNetwork
  readonly committer: Committer
  readonly mac: Preparation["mac"]
  /** How many are offered at once. */
  readonly groupSize: number
  /** Whether the configuration counts more than what was changed by operation. */
  readonly overrule: boolean
  /** When changes were made that the configuration says. */
  readonly openedAt: Instant | undefined
}

/** The same differences get the same keys, so that of two processes that start together one makes them. */
const taskOf = ({ current, mac }: Taking, difference: Difference, n: number, at: number): Task => {
  const command = readCommand({
    type: verbOf.get(difference.part),
    key: `${byConfiguration}:${current.network.version}:${n}`,
    to: difference.document,
    version: difference.version,
    reason: byConfiguration
  })
  if (Result.isFailure(command)) throw new Error(`${nameOf(difference)} is not readable as a change`)
  return { request: prepare({ network: current.network, mac }, systemClient, command.success, at) }
}

const record = Effect.fnUntraced(function* (taking: Taking, differences: ReadonlyArray<Difference>) {
  const now = taking.openedAt ?? (yield* Clock.currentTimeMillis)
  const tasks = differences.map((difference, n) => taskOf(taking, difference, n, now))
  for (let from = 0; from < tasks.length; from += taking.groupSize) {
    const ends = yield* Effect.flatten(taking.committer.offerMany(tasks.slice(from, from + taking.groupSize)))
    for (const end of ends) if (Result.isFailure(end)) return yield* Effect.fail(end.failure)
    if (!ends.every((end) => Result.isSuccess(end) && end.success.outcome?.outcome === "approved"))
      return false
  }
  return true
})

/** So many processes may start with other configurations at once before one of them gives up. */
const attempts = 5

/** Brings the ledger to what a configuration says anew, or fails with what of it is refused. */
export const take: (
  taking: Taking,
  founding: Configuration,
  configuration: Configuration
) => Effect.Effect<void, StoreUnavailable | ConfigurationRefused> = Effect.fnUntraced(
  function* (taking, founding, configuration) {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      yield* taking.current.catchUp
      const operations = yield* changesSince(taking.store, 0)
      const own = operations.filter(({ operation }) => operation.client === systemClient)
      const last = saidLast(
        founding,
        own.flatMap(({ operation }) => changesIn(operation.entry))
      )
      const { differences, faults } = differencesOf(configuration, last, taking.current.network)
      const touched = taking.overrule ? [] : differences.filter(({ isTouched }) => isTouched)
      const refused = [...faults, ...touched.map((difference) => untouchable(difference, operations))]
      if (refused.length > 0) return yield* Effect.fail(new ConfigurationRefused({ faults: refused }))
      const isDone = yield* record(taking, differences).pipe(
        Effect.mapError((cause) =>
          cause._tag === "StoreUnavailable" ? cause : new StoreUnavailable({ cause })
        )
      )
      if (isDone) return
    }
    return yield* Effect.fail(
      new StoreUnavailable({ cause: new Error("other processes change the network at this moment") })
    )
  }
)
