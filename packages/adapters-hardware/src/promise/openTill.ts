/**
 * Opening a till for purses, calling it, and closing it. Refusals are values; a call rejects with a fault of a device.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import type { SignedText } from "../crypto/Signed.ts"
import { CardPurse, type Ended, type PurseOutcome, type Sale, type Settled } from "../ports/CardPurse.ts"
import { CardReader, type Inserted, type Presence } from "../ports/CardReader.ts"
import type { KeyProvider } from "../ports/KeyProvider.ts"
import { type Acknowledged, OfflineJournal } from "../ports/OfflineJournal.ts"
import { OfflineTerms, type Terms } from "../ports/OfflineTerms.ts"
import type { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import type { PurseContents } from "../purse/look.ts"
import { purseOnReader } from "../purse/purseOnReader.ts"

export interface TillOptions {
  readonly reader: Layer.Layer<CardReader, unknown>
  readonly keys: Layer.Layer<KeyProvider, unknown>
  readonly identity: Layer.Layer<TerminalIdentity, unknown>
  readonly journal: Layer.Layer<OfflineJournal, unknown, TerminalIdentity>
  /** The mandate and the hotlist as they are now; asked before every sale. */
  readonly terms: () => Terms
}

type Looked = PurseContents | Exclude<PurseOutcome, { readonly _tag: "Done" | "Unknown" }>

export interface Till extends AsyncDisposable {
  /** What lies on the readers, and every change after that; goes on until the loop over it is left. */
  readonly presence: () => AsyncIterable<Presence>
  readonly look: (card: Inserted) => Promise<Looked>
  readonly buy: (card: Inserted, sale: Sale) => Promise<PurseOutcome>
  readonly undo: (card: Inserted, sequence: number, operator?: string) => Promise<PurseOutcome>
  readonly settle: (card: Inserted) => Promise<ReadonlyArray<Settled>>
  /** Lines for the office, in order, after a sequence. */
  readonly lines: (after: number, limit: number) => Promise<ReadonlyArray<SignedText>>
  /** What the office said that it has. */
  readonly acknowledge: (upTo: Acknowledged) => Promise<void>
  /** What the office found out of sales of which this till knows no end. */
  readonly hear: (ended: ReadonlyArray<Ended>) => Promise<ReadonlyArray<Settled>>
  readonly close: () => Promise<void>
}

export const openTill = async (options: TillOptions): Promise<Till> => {
  const { identity, journal, keys, reader, terms } = options
  const runtime = ManagedRuntime.make(
    purseOnReader.pipe(
      Layer.provideMerge(Layer.merge(journal, reader)),
      Layer.provide([identity, keys, Layer.succeed(OfflineTerms, { current: Effect.sync(terms) })])
    )
  )
  const [purse, lines, cards] = await runtime.runPromise(Effect.all([CardPurse, OfflineJournal, CardReader]))
  const close = () => runtime.dispose()
  return {
    presence: () => Stream.toAsyncIterable(cards.presence),
    look: (card) => runtime.runPromise(purse.look(card)),
    buy: (card, sale) => runtime.runPromise(purse.buy(card, sale)),
    undo: (card, sequence, operator) => runtime.runPromise(purse.undo(card, sequence, operator)),
    settle: (card) => runtime.runPromise(purse.settle(card)),
    lines: (after, limit) => runtime.runPromise(lines.batch(after, limit)),
    acknowledge: (upTo) => runtime.runPromise(lines.acknowledge(upTo)),
    hear: (ended) => runtime.runPromise(purse.hear(ended)),
    close,
    [Symbol.asyncDispose]: close
  }
}
