/**
 * Laws of stores: all of them answer and hold the same, and none of them minds what the wall clock does.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { outcomeText } from "../../command/Outcome.ts"
import type { Recorded } from "../../batch/decideBatch.ts"
import { entryText } from "../../journal/entryText.ts"
import { canonicalText } from "../../values/canonical.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll, take } from "../arbitraries/play.ts"
import { begin, type Said } from "../arbitraries/soFar.ts"
import { histories } from "../arbitraries/steps.ts"
import { till as inProcess } from "../inProcessTill.ts"
import { anonymous, projection } from "../projection.ts"
import type { Open, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"
import { resend, told } from "./time.ts"

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** An operation as it is in every store: without its place in a shard, and what is hashed over that. */
const operationText = ({ operation }: Recorded): string => {
  const { entry, links, outcome: _, sequence: __, shard: ___, ...rest } = operation
  const versions = links.map(({ version, wallet }) => [wallet, version])
  return canonicalText({ ...rest, entry: entryText(entry), links: versions })
}

/** Everything that a ledger holds. */
const stateOf = async (till: Till): Promise<string> =>
  anonymous(
    [
      ...(await till.journal()).map(operationText),
      ...(await till.wallets()).map(projection),
      ...(await till.books()).map((sum) => canonicalText(sum))
    ].join("\n---\n")
  )
    .split("\n---\n")
    .toSorted(byName)
    .join("\n")

export const sameOnEveryStore = law(
  "the same on every store",
  "The same commands get the same receipts on every store as on the decisions alone, and leave the same operations, wallets and books.",
  fc.record({ configuration: configurations(), steps: histories() }),
  async (open, { configuration, steps }) => {
    const played = (on: Open) =>
      onLedger(on, configuration, async (till) => {
        const { said } = await playAll(till, steps)
        return { outcomes: told(said.map(({ outcome }) => outcome)), state: await stateOf(till) }
      })
    assert.deepEqual(await played(open), await played(inProcess))
  }
)

const year = 365 * 86_400_000

/** How the wall clock jumps before each step. */
const jumps = fc.array(
  fc.oneof(
    fc.constantFrom(0, 0, -1, 1, -7_200_000, 7_200_000),
    fc.integer({ min: -10 * year, max: 2 * year })
  ),
  { minLength: 1, maxLength: 20 }
)

/** In a shard, and from one entry of a wallet to the next, ledger time stands or goes on. */
const assertOnward = (journal: ReadonlyArray<Recorded>): void => {
  const latest = new Map<string, number>()
  for (const { operation } of journal)
    for (const name of [`shard ${operation.shard}`, ...operation.links.map(({ wallet }) => wallet)]) {
      assert.ok(operation.recordedAt >= (latest.get(name) ?? 0), `${operation.id} in ${name}`)
      latest.set(name, operation.recordedAt)
    }
}

/** What was answered again, or declined without a trace, has moved nothing: ledger time is that of what was recorded. */
const latestIn = (journal: ReadonlyArray<Recorded>): number =>
  journal.reduce((latest, { operation }) => Math.max(latest, operation.recordedAt), 0)

export const ledgerTimeGoesOn = law(
  "ledger time goes on",
  "Ledger time never goes back, whatever the wall clock does: a clock that was set back is as one that stands still, and brings nothing back that had ended.",
  fc.record({ configuration: configurations(), steps: histories({ longest: 20 }), jumps }),
  async (open, { configuration, jumps, steps }) => {
    const { onward, outcomes } = await onLedger(open, configuration, async (till) => {
      const play = await begin(till)
      const onward: Array<Said> = []
      for (const [n, step] of steps.entries()) {
        till.now += jumps[n % jumps.length] ?? 0
        const latest = latestIn(await till.journal())
        const before = play.said.length
        await take(play, step)
        onward.push(...play.said.slice(before).map((one) => ({ ...one, at: Math.max(latest, one.at) })))
      }
      assertOnward(await till.journal())
      return { onward, outcomes: play.said.map(({ outcome }) => outcomeText(outcome)) }
    })
    const standing = await onLedger(open, configuration, async (till) =>
      (await resend(till, onward, async () => undefined)).map(outcomeText)
    )
    assert.deepEqual(standing, outcomes.slice(2))
  }
)
