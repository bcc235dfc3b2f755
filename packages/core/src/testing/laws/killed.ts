/**
 * Laws of what is killed: a sweep that was begun and never ended, and a process that is started anew.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { outcomeText } from "../../command/Outcome.ts"
import { canonicalText } from "../../values/canonical.ts"
import { instantOf } from "../arbitraries/commandOf.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll, take } from "../arbitraries/play.ts"
import { begin } from "../arbitraries/soFar.ts"
import { histories, moments } from "../arbitraries/steps.ts"
import { projection } from "../projection.ts"
import type { Kill, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What the ledger holds, what its books say, and how often it did each thing by itself. */
const leftIn = async (till: Till): Promise<string> => {
  const posted = new Map<string, number>()
  for (const { operation } of await till.journal())
    if (operation.verb !== "Sweep") posted.set(operation.verb, (posted.get(operation.verb) ?? 0) + 1)
  return [
    ...(await till.wallets()).map(projection),
    ...(await till.books()).map((sum) => canonicalText(sum)).toSorted(byName),
    canonicalText(Object.fromEntries([...posted].toSorted(([a], [b]) => byName(a, b))))
  ].join("\n---\n")
}

const kills: fc.Arbitrary<Kill> = fc.record({
  after: fc.nat(3),
  isDurable: fc.boolean(),
  page: fc.integer({ min: 1, max: 2 })
})

const month = 30 * 86_400_000

const sweep = { type: "Sweep", key: "sweep" }

const isApproved = ({ outcome }: { readonly outcome: string }): boolean => outcome === "approved"

export const sweepKilled = law(
  "a sweep that is killed",
  "A sweep that is killed at any of its commits, however often, and run again under its key leaves what one sweep leaves: every hold, load, instalment, lot, dormancy fee and review is posted once.",
  fc.record({
    configuration: configurations({ dormant: true }),
    steps: histories(),
    wait: moments,
    /** So much later: that there is something to post. */
    later: fc.constantFrom(0, month, 3 * month, 24 * month),
    all: fc.array(kills, { minLength: 1, maxLength: 3 })
  }),
  async (open, { all, configuration, later, steps, wait }) => {
    const swept = (killed: ReadonlyArray<Kill>) =>
      onLedger(open, configuration, async (till) => {
        const play = await playAll(till, steps)
        till.now = (await instantOf(play, wait)) + later
        for (const kill of killed) await till.submitKilled(sweep, kill, "sweeper")
        assert.ok(isApproved(await till.submit(sweep, "sweeper")))
        return leftIn(till)
      })
    assert.equal(await swept(all), await swept([]))
  },
  2
)

export const restartIsIdentity = law(
  "a restart changes nothing",
  "Between any two commands the process in front of the store may be ended and another one begun: every answer is the same, byte for byte, and so is what is recorded.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 16 }),
    restarts: fc.array(fc.boolean(), { minLength: 1, maxLength: 16 })
  }),
  async (open, { configuration, restarts, steps }) => {
    const told = (isRestarted: (n: number) => boolean) =>
      onLedger(open, configuration, async (till) => {
        const play = await begin(till)
        for (const [n, step] of steps.entries()) {
          if (isRestarted(n)) await till.restart()
          await take(play, step)
        }
        const journal = (await till.journal()).map(({ operation }) => canonicalText(operation))
        return [...play.said.map(({ outcome }) => outcomeText(outcome)), ...journal]
      })
    const once = await told(() => false)
    assert.deepEqual(await told((n) => restarts[n % restarts.length] === true), once)
  }
)
