/**
 * The offline journal on any storage that keeps numbered lines: checks everything at start, signs and chains what is added.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type SignedText, verifier } from "../crypto/Signed.ts"
import { JournalCorrupt, type JournalFault, JournalFull, JournalUnavailable } from "../ports/faults.ts"
import { type Acknowledged, type JournalStanding, OfflineJournal } from "../ports/OfflineJournal.ts"
import { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import { Chain } from "./Chain.ts"
import { type Entry, type Row, rowHash, rowText } from "./Row.ts"

/** Where lines are kept. What throws has not been kept, or is not known to be. */
export interface LineStorage {
  /** Durable when it returns. A sequence that is there already throws. */
  readonly write: (sequence: number, line: SignedText) => void
  readonly read: (after: number, limit: number) => ReadonlyArray<SignedText>
  readonly acknowledged: () => Acknowledged | undefined
  readonly acknowledge: (upTo: Acknowledged) => void
}

export interface JournalOptions {
  /** How many lines may wait for the office. Absent: 100,000. */
  readonly capacity?: number
}

/** Lines that are kept for ends: an intent is refused earlier than what says how it ended. */
const reserved = 2

const millisOfNanos = (nanos: bigint): number => Number(nanos / 1_000_000n)

const attempt = <A>(what: () => A): Effect.Effect<A, JournalUnavailable> =>
  Effect.try({ try: what, catch: (cause) => new JournalUnavailable({ cause }) })

const corruptBy = (line: SignedText | undefined, { head, sequence }: Acknowledged) =>
  line === undefined || rowHash(line.text) !== head
    ? new JournalCorrupt({ sequence, why: "acknowledged" })
    : undefined

/** Every kept line, checked, and the one that the office has acknowledged. */
const readAll = (storage: LineStorage, isSigned: (line: SignedText) => boolean, chain: Chain) =>
  Effect.gen(function* () {
    for (;;) {
      const lines = yield* attempt(() => storage.read(chain.sequence, 1_000))
      for (const line of lines) {
        const broken = chain.take(line, isSigned)
        if (broken !== undefined) return yield* new JournalCorrupt(broken)
      }
      if (lines.length === 0) break
    }
    // What the office has and this journal has not any more was cut off: its numbers would be given again.
    const known = yield* attempt(() => storage.acknowledged())
    if (known === undefined) return
    const [line] = yield* attempt(() => storage.read(known.sequence - 1, 1))
    const other = corruptBy(line, known)
    if (other !== undefined) return yield* other
  })

/** A journal. One that does not hang together is opened all the same: its lines can be read, and it takes none. */
export const journalOn = (storage: LineStorage, { capacity = 100_000 }: JournalOptions = {}) =>
  Layer.effect(
    OfflineJournal,
    Effect.gen(function* () {
      const identity = yield* TerminalIdentity
      const chain = new Chain()
      const opened = yield* Effect.result(readAll(storage, verifier(identity.publicKey), chain))
      let broken: JournalFault | undefined = opened._tag === "Failure" ? opened.failure : undefined
      let acknowledged = storage.acknowledged()?.sequence ?? 0
      const room = () => capacity - (chain.sequence - acknowledged)
      const sound = Effect.suspend(() => (broken === undefined ? Effect.void : Effect.fail(broken)))

      const append = Effect.fnUntraced(function* (entry: Entry, operator?: string) {
        yield* sound
        if (room() < (entry.kind === "intent" ? reserved : 1)) return yield* new JournalFull({ room: room() })
        const at = yield* Clock.currentTimeMillis
        const row: Row = {
          v: 1,
          ...identity.enrolment,
          sequence: chain.sequence + 1,
          before: chain.head,
          at,
          running: millisOfNanos(yield* Clock.monotonicTimeNanos),
          clock: at < chain.at ? "suspect" : "good",
          ...(operator !== undefined && { operator }),
          entry
        }
        const text = rowText(row)
        const signature = yield* identity.sign(text)
        // Whether a write that failed was kept is not known: nothing more is written before the next start finds out.
        yield* Effect.tapError(
          attempt(() => storage.write(row.sequence, { text, signature })),
          (fault) => Effect.sync(() => (broken = fault))
        )
        chain.add(row, rowHash(text))
        return row
      })

      const standing = Effect.map(sound, (): JournalStanding => ({
        sequence: chain.sequence,
        head: chain.head,
        at: chain.at,
        open: chain.open,
        room: room(),
        soldUnder: (mandate) => chain.soldUnder(mandate),
        soldTo: (purse, day) => chain.soldTo(purse, day),
        intent: (sequence) => chain.intent(sequence)
      }))

      return OfflineJournal.of({
        append,
        standing,
        batch: (after, limit) => attempt(() => storage.read(after, limit)),
        acknowledge: Effect.fnUntraced(function* (upTo) {
          const [line] = yield* attempt(() => storage.read(upTo.sequence - 1, 1))
          const other = corruptBy(line, upTo)
          if (other !== undefined) return yield* Effect.fail((broken = other))
          yield* attempt(() => storage.acknowledge(upTo))
          acknowledged = Math.max(acknowledged, upTo.sequence)
        })
      })
    })
  )
