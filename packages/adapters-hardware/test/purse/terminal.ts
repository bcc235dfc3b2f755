/** Terminals for tests: keys, journal, mandate and a simulated reader, as a shop has them, and a hand that pulls cards away. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { MemoryJournal, MemoryLines } from "../../src/journal/MemoryJournal.ts"
import { CardPurse } from "../../src/ports/CardPurse.ts"
import type { CardReader } from "../../src/ports/CardReader.ts"
import { KeyProvider } from "../../src/ports/KeyProvider.ts"
import { OfflineJournal } from "../../src/ports/OfflineJournal.ts"
import { OfflineTerms, type Terms } from "../../src/ports/OfflineTerms.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { SessionChance } from "../../src/purse/Bench.ts"
import { type ClassicProfile, classicOnReader } from "../../src/purse/classicOnReader.ts"
import { groupMaster, purposeMaster } from "../../src/purse/keys.ts"
import { hotlistOf, type Mandate } from "../../src/purse/Mandate.ts"
import { purseOnReader } from "../../src/purse/purseOnReader.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { chanceOf, group, noon, root } from "./shop.ts"

export const mandateFor = (terminal: number, epoch = 1): Mandate => ({
  type: "mandate",
  id: `m${terminal}.${epoch}`,
  group: group.group,
  terminal,
  epoch,
  currency: "CNY",
  from: 0,
  until: noon + 72 * 3_600_000,
  perPurchase: 50_000n,
  total: 2n ** 50n,
  count: 2 ** 40,
  perCardPerDay: 2n ** 50n,
  hotlistHours: 24,
  openAtMost: 2 ** 30,
  acceptsClassic: false
})

export const seedOf = (terminal: number, epoch = 1): Uint8Array => {
  const seed = new Uint8Array(32).fill(epoch)
  seed[0] = terminal & 0xff
  seed[1] = terminal >> 8
  return seed
}

/** A clock that a test sets. */
export const clockAt = (now: { readonly at: number }): Clock.Clock => ({
  currentTimeMillisUnsafe: () => now.at,
  currentTimeMillis: Effect.sync(() => now.at),
  currentTimeNanosUnsafe: () => BigInt(now.at) * 1_000_000n,
  currentTimeNanos: Effect.sync(() => BigInt(now.at) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => 0n,
  monotonicTimeNanos: Effect.succeed(0n),
  sleep: () => Effect.void
})

/** The purse of a terminal on any reader, or with a profile the floats of MIFARE Classic. */
export const purseWith = (
  terminal: number,
  reader: Layer.Layer<CardReader>,
  {
    identity = TerminalIdentity.seed(
      { group: group.group, terminal, epoch: 1 },
      Redacted.make(seedOf(terminal))
    ),
    profile
  }: { readonly identity?: Layer.Layer<TerminalIdentity>; readonly profile?: ClassicProfile } = {}
) => {
  const mandate = { ...mandateFor(terminal), acceptsClassic: profile !== undefined }
  const terms = { mandate, hotlist: hotlistOf(group.group, 1, noon, []) }
  const master = groupMaster(root, group)
  const masters = {
    purchase: Redacted.make(purposeMaster(master, "purchase")),
    void: Redacted.make(purposeMaster(master, "void"))
  }
  return ManagedRuntime.make(
    (profile === undefined ? purseOnReader : classicOnReader(profile)).pipe(
      Layer.provideMerge(MemoryJournal.layer(new MemoryLines())),
      Layer.provide([
        identity,
        KeyProvider.masters([{ group, masters }]),
        reader,
        Layer.succeed(OfflineTerms, { current: Effect.succeed(terms) })
      ])
    )
  )
}

export const makeTerminal = (
  terminal: number,
  {
    epoch = 1,
    lines = new MemoryLines(),
    generations = [group],
    capacity,
    profile,
    terms = {}
  }: {
    readonly epoch?: number
    readonly lines?: MemoryLines
    readonly generations?: ReadonlyArray<typeof group>
    /** How many lines its journal takes. Absent: as many as one likes. */
    readonly capacity?: number
    /** For cards of MIFARE Classic. Absent: for purses. */
    readonly profile?: ClassicProfile
    readonly terms?: Terms
  } = {}
) => {
  const reader = new SimulatedReader(`reader ${terminal}`)
  const current: { terms: Terms } = {
    terms: { mandate: mandateFor(terminal, epoch), hotlist: hotlistOf(group.group, 1, noon, []), ...terms }
  }
  const identity = TerminalIdentity.seed(
    { group: group.group, terminal, epoch },
    Redacted.make(seedOf(terminal, epoch))
  )
  const keys = KeyProvider.masters(
    generations.map((group) => {
      const master = groupMaster(root, group)
      return {
        group,
        masters: {
          purchase: Redacted.make(purposeMaster(master, "purchase")),
          void: Redacted.make(purposeMaster(master, "void"))
        }
      }
    })
  )
  const purse = profile === undefined ? purseOnReader : classicOnReader(profile)
  const runtime = ManagedRuntime.make(
    purse.pipe(
      Layer.provideMerge(MemoryJournal.layer(lines, capacity === undefined ? {} : { capacity })),
      Layer.provideMerge(identity),
      Layer.provide([
        keys,
        reader.layer,
        Layer.succeed(OfflineTerms, { current: Effect.sync(() => current.terms) })
      ]),
      Layer.provide(Layer.succeed(SessionChance, chanceOf(`terminal ${terminal}.${epoch}`)))
    )
  )
  const now = { at: noon }
  const run = <A, E>(effect: Effect.Effect<A, E, CardPurse | OfflineJournal | TerminalIdentity>): A =>
    runtime.runSync(Effect.provideService(effect, Clock.Clock, clockAt(now)))
  return {
    terminal,
    reader,
    lines,
    current,
    purse: runtime.runSync(CardPurse),
    journal: runtime.runSync(OfflineJournal),
    setTime: (at: number) => {
      now.at = at
    },
    run
  }
}

export type Terminal = ReturnType<typeof makeTerminal>
