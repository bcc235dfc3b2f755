/**
 * Laws of order: wallets that have nothing to do with one another never notice one another.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { outcomeText } from "../../command/Outcome.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll, take } from "../arbitraries/play.ts"
import { begin, type Play } from "../arbitraries/soFar.ts"
import type { Step, StepName } from "../arbitraries/Step.ts"
import { histories } from "../arbitraries/steps.ts"
import { anonymous, projection } from "../projection.ts"
import { law, onLedger } from "./Law.ts"

const withoutTime: ReadonlyArray<StepName> = [
  "load",
  "offer",
  "redeem",
  "hold",
  "increment",
  "capture",
  "release",
  "refund",
  "undo",
  "reverse",
  "adjust",
  "transfer",
  "again"
]

const toldBy = async (play: Play): Promise<string> => {
  const outcomes = play.said.map(({ outcome }) => {
    const { approvalCode: _, hash: __, sequence: ___, ...rest } = JSON.parse(outcomeText(outcome))
    return JSON.stringify(rest)
  })
  const wallets = await Promise.all(play.cards.map((card) => play.till.walletsOf(card)))
  return anonymous([...outcomes, ...wallets.flat().map(projection)].join("\n"))
}

export const independence = law(
  "independence",
  "Histories of different wallets give the same outcomes and the same wallets in whatever order they are interleaved.",
  fc.record({
    configuration: configurations(),
    a: histories({ longest: 8, of: withoutTime }),
    b: histories({ longest: 8, of: withoutTime }),
    turns: fc.array(fc.boolean(), { maxLength: 20 })
  }),
  async (open, { a, b, configuration, turns }) => {
    const told = (order: ReadonlyArray<boolean>) =>
      onLedger(open, configuration, async (till) => {
        const plays = [await begin(till, "LEFT"), await begin(till, "RIGHT")] as const
        const left: readonly [Array<Step>, Array<Step>] = [[...a], [...b]]
        for (const isFirst of [...order, ...a.map(() => true), ...b.map(() => false)]) {
          const step = left[isFirst ? 0 : 1].shift()
          if (step !== undefined) await take(plays[isFirst ? 0 : 1], step)
        }
        return [await toldBy(plays[0]), await toldBy(plays[1])]
      })
    assert.deepEqual(await told(turns), await told([]))
  }
)

export const serialEquivalence = law(
  "serial equivalence",
  "Commands on one wallet that are sent together are answered as if they had been sent one after the other.",
  fc.record({ configuration: configurations(), steps: histories({ of: withoutTime }) }),
  async (open, { configuration, steps }) => {
    const { outcomes, said } = await onLedger(open, configuration, async (till) => {
      const { said } = await playAll(till, steps)
      return { said, outcomes: said.map(({ outcome }) => outcomeText(outcome)) }
    })
    const together = await onLedger(open, configuration, (till) =>
      Promise.all(said.map(async ({ sent }) => outcomeText(await till.submit(sent))))
    )
    assert.deepEqual(together, outcomes)
  }
)
