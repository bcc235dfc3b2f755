/** A campaign: a small ledger, a signed checkpoint of it, and one tampering after another, each of which has to be found. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Audit, type TrailPart, type Verification } from "@tessera/core"
import { NodeSigner } from "@tessera/core/node"
import type { KeyVault, Store } from "@tessera/core/ports"
import { conformanceConfiguration } from "@tessera/core/testing"
import { hold, issue, redeem, send, serviceOn } from "../sales.ts"
import { chanceFrom, type Raw } from "./rows.ts"
import { drawTampering, type Tampering } from "./tamperings.ts"

const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }

/** A little of everything that a ledger records: declines, holds, refunds, reversals, a buried key, changed accounts. */
const story: ReadonlyArray<object> = [
  ...["CARD1", "CARD2", "CARD3", "CARD4"].map((card) => issue(card)),
  { type: "Load", key: "l1", card: "CARD1", ...place, amount: 100_000, offer: "1000+200", tender },
  ...Array.from({ length: 8 }, (_, n) => redeem(`r${n}`, 1_000 + n, `CARD${1 + (n % 4)}`)),
  hold("h1"),
  hold("h2"),
  { type: "Capture", key: "c1", holdKey: "h1", ...place, amount: 3_000 },
  redeem("much", 90_000_000),
  { type: "Refund", key: "f1", originalKey: "r1", ...place, amount: 500 },
  { type: "Reverse", key: "v1", originalKey: "r2", outlet: "S1", reason: "malfunction" },
  { type: "Reverse", key: "v2", originalKey: "never", outlet: "S1", reason: "malfunction" },
  { type: "Reverse", key: "v3", originalKey: "nor-this", outlet: "S1", reason: "malfunction" },
  { type: "Freeze", key: "z1", card: "CARD4", reason: "asked for" },
  redeem("frozen", 100, "CARD4"),
  { type: "Unfreeze", key: "z2", card: "CARD4", reason: "asked for" },
  { type: "Block", key: "b1", card: "CARD3", reason: "found" },
  redeem("last", 700, "CARD2")
]

/** What became of the tamperings of one kind. */
export interface Tally {
  tried: number
  found: number
  named: number
}

/** A tampering that was not found, or whose row was not named. */
export interface Missed {
  readonly seed: number
  readonly tampering: Tampering
  readonly failing: Verification["failing"]
}

export interface Campaign {
  readonly tallies: ReadonlyMap<string, Tally>
  readonly missed: ReadonlyArray<Missed>
  /** Tamperings that the database did not take. */
  readonly refused: number
}

const isNamed = ({ named }: Tampering, failing: Verification["failing"]): boolean =>
  failing.some(({ operation, row }) =>
    named.some((name) => row.includes(name) || name === `operation ${operation ?? ""}`)
  )

const differs = (a: Tampering, before: Awaited<ReturnType<Raw["read"]>>): boolean =>
  a.which.some((table) => JSON.stringify(a.tables[table]) !== JSON.stringify(before[table]))

/** Plays a campaign on an empty store, and on what writes past it. */
export const campaign = <E>(
  store: Layer.Layer<Store, E, KeyVault>,
  rawOf: () => Promise<Raw & { readonly close: () => Promise<void> }>,
  { runs, seed }: { readonly runs: number; readonly seed: number }
) =>
  Effect.gen(function* () {
    yield* Effect.forEach(story, (sent) => send(sent))
    const audit = yield* Audit
    const trail: Array<TrailPart> = []
    const checkpoint = yield* audit.checkpoint({ trail: (part) => void trail.push(part) })
    const raw = yield* Effect.promise(rawOf)
    const before = yield* Effect.promise(raw.read)
    const tallies = new Map<string, Tally>()
    const missed: Array<Missed> = []
    let refused = 0
    const clean = Effect.gen(function* () {
      const { bad } = yield* audit.verify({ checkpoint, trail })
      if (bad !== undefined) return yield* Effect.die(new Error(`clean, but ${bad.row}: ${bad.why}`))
    })
    yield* clean
    for (let done = 0, at = seed; done < runs; at += 1) {
      const tampering = drawTampering(chanceFrom(at), before)
      if (!differs(tampering, before)) continue
      const isTaken = yield* Effect.promise(() =>
        raw.write(tampering.tables, tampering.which).then(
          () => true,
          () => false
        )
      )
      if (!isTaken) {
        refused += 1
        continue
      }
      done += 1
      const { failing } = yield* audit.verify({ checkpoint, trail })
      const tally = tallies.get(tampering.kind) ?? { tried: 0, found: 0, named: 0 }
      tallies.set(tampering.kind, tally)
      tally.tried += 1
      if (failing.length > 0) tally.found += 1
      if (isNamed(tampering, failing)) tally.named += 1
      else missed.push({ seed: at, tampering, failing })
      yield* Effect.promise(() => raw.write(before, tampering.which))
      if (done % 100 === 0) yield* clean
    }
    yield* clean
    yield* Effect.promise(raw.close)
    return { tallies, missed, refused } satisfies Campaign
  }).pipe(
    Effect.provide(
      Layer.provideMerge(
        Audit.layer(conformanceConfiguration),
        Layer.merge(
          serviceOn(store),
          NodeSigner.derived(Redacted.make("a secret that every reader of the tests knows"))
        )
      )
    )
  )

/** What a missed tampering was, and how to see it again. */
export const missedText = ({ failing, seed, tampering }: Missed): string =>
  `${failing.length === 0 ? "NOT FOUND" : "NOT NAMED"} (--seed=${seed} --runs=1): ${tampering.kind}, ${tampering.what}\n` +
  `  expected one of ${tampering.named.join(" | ")}\n` +
  failing.map(({ row, why }) => `  found ${row}: ${why}\n`).join("")
