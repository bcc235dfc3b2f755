/**
 * What every offline journal must do.
 *
 * @module
 */
import { deepEqual, equal, notEqual } from "node:assert/strict"
import * as Effect from "effect/Effect"
import type { Entry } from "../journal/Row.ts"
import { readRow, rowHash } from "../journal/Row.ts"
import { type Case, JournalRig } from "./Case.ts"

const intent = (amount: bigint): Entry => ({
  kind: "intent",
  of: "purchase",
  uid: "04a1b2c3d4e5f6",
  purse: "0000000000000001",
  tmcBefore: 1,
  main: amount,
  gift: 0n,
  currency: "CNY",
  input: "00".repeat(16),
  mandate: "m1",
  hotlist: 1
})

const inOne = <A, E>(what: (rig: JournalRig["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(JournalRig, what)

type Journal = Effect.Success<JournalRig["Service"]["open"]>

const opened = <A, E>(rig: JournalRig["Service"], use: (journal: Journal) => Effect.Effect<A, E>) =>
  Effect.scoped(Effect.flatMap(rig.open, use))

const faultOf = <A, E extends { readonly _tag: string }>(
  effect: Effect.Effect<A, E>
): Effect.Effect<string> => Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

export const journalCases: ReadonlyArray<Case<JournalRig>> = [
  {
    name: "numbers lines from 1 and chains each to the one before",
    run: inOne((rig) =>
      opened(rig, (journal) =>
        Effect.gen(function* () {
          yield* journal.append(intent(10n), "amy")
          yield* journal.append({ kind: "notDone", sequence: 1 })
          const lines = yield* journal.batch(0, 10)
          const rows = lines.map(({ text }) => readRow(text))
          deepEqual(
            rows.map((row) => row?.sequence),
            [1, 2]
          )
          equal(rows[0]?.operator, "amy")
          equal(rows[1]?.before, rowHash(lines[0]?.text ?? ""))
          notEqual(lines[0]?.signature, "")
        })
      )
    )
  },
  {
    name: "keeps lines and what they add up to when it is opened again",
    run: inOne((rig) =>
      Effect.gen(function* () {
        yield* opened(rig, (journal) =>
          Effect.andThen(journal.append(intent(10n)), journal.append(intent(7n)))
        )
        yield* opened(rig, (journal) =>
          Effect.gen(function* () {
            yield* journal.append({ kind: "notDone", sequence: 1 })
            const standing = yield* journal.standing
            equal(standing.sequence, 3)
            deepEqual(standing.soldUnder("m1"), { amount: 7n, count: 1 })
            deepEqual(
              standing.open.map(({ sequence }) => sequence),
              [2]
            )
          })
        )
      })
    )
  },
  {
    name: "sends the same lines as often as they are asked for, from anywhere",
    run: inOne((rig) =>
      opened(rig, (journal) =>
        Effect.gen(function* () {
          for (let n = 0; n < 4; n++) yield* journal.append(intent(1n))
          deepEqual(yield* journal.batch(1, 2), (yield* journal.batch(0, 10)).slice(1, 3))
          deepEqual(yield* journal.batch(4, 10), [])
        })
      )
    )
  },
  {
    name: "refuses an intent while there is still room for an end, and goes on when the office has acknowledged",
    run: inOne((rig) =>
      opened(rig, (journal) =>
        Effect.gen(function* () {
          for (let n = 0; n < 7; n++) yield* journal.append(intent(1n))
          equal(yield* faultOf(journal.append(intent(1n))), "JournalFull")
          yield* journal.append({ kind: "notDone", sequence: 1 })
          equal(yield* faultOf(journal.append({ kind: "notDone", sequence: 2 })), "JournalFull")
          const { head, sequence } = yield* journal.standing
          yield* journal.acknowledge({ head, sequence })
          equal((yield* journal.standing).room, 8)
          yield* journal.append(intent(1n))
        })
      )
    )
  },
  {
    name: "takes no acknowledgement of another chain, and none after it",
    run: inOne((rig) =>
      opened(rig, (journal) =>
        Effect.gen(function* () {
          yield* journal.append(intent(1n))
          equal(yield* faultOf(journal.acknowledge({ sequence: 1, head: "f".repeat(64) })), "JournalCorrupt")
          equal(yield* faultOf(journal.append(intent(1n))), "JournalCorrupt")
        })
      )
    )
  },
  {
    name: "finds a line that was changed, at the next start, and sells nothing more; its lines can still be sent",
    run: inOne((rig) =>
      Effect.gen(function* () {
        yield* opened(rig, (journal) =>
          Effect.andThen(journal.append(intent(1n)), journal.append(intent(2n)))
        )
        yield* rig.alter(1)
        yield* opened(rig, (journal) =>
          Effect.gen(function* () {
            equal(yield* faultOf(journal.standing), "JournalCorrupt")
            equal(yield* faultOf(journal.append(intent(1n))), "JournalCorrupt")
            equal((yield* journal.batch(0, 10)).length, 2)
          })
        )
      })
    )
  }
]
