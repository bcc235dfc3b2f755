/**
 * Laws of time: value only ever ends by itself, and nobody can tell whether the sweeping job ran.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Invalid, Outcome } from "../../command/Outcome.ts"
import { outcomeText } from "../../command/Outcome.ts"
import { instantOf } from "../arbitraries/commandOf.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { begin, type Said } from "../arbitraries/soFar.ts"
import type { StepName } from "../arbitraries/Step.ts"
import { histories, moments } from "../arbitraries/steps.ts"
import { anonymous, projection } from "../projection.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const stateOf = async (till: Till): Promise<string> => (await till.wallets()).map(projection).join("\n---\n")

/** Without holds and promises: what time alone could raise. */
const steady: ReadonlyArray<StepName> = [
  "load",
  "redeem",
  "refund",
  "undo",
  "adjust",
  "merchandise",
  "prolong",
  "wait"
]

const availableOn = async (till: Till, card: string): Promise<bigint> => {
  const balance = await till.balance({ card })
  if ("_tag" in balance) throw new Error(balance._tag)
  return balance.flatMap(({ subWallets }) => subWallets).reduce((sum, { available }) => sum + available, 0n)
}

export const expiryMonotonic = law(
  "expiry is monotonic",
  "With no scheduled lots and no open holds, advancing the clock alone never raises what is available.",
  fc.record({
    configuration: configurations(),
    steps: histories({ of: steady }).map((all) =>
      all.filter((step) => step.do !== "offer" || step.offer < 2)
    ),
    waits: fc.array(moments, { minLength: 2, maxLength: 5 })
  }),
  (open, { configuration, steps, waits }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      const isSteady = (await till.wallets()).every(
        ({ holds, lots }) => holds.length === 0 && lots.every(({ promised }) => promised === 0n)
      )
      fc.pre(isSteady)
      let before = await Promise.all(play.cards.map((card) => availableOn(till, card)))
      for (const wait of waits) {
        till.now = await instantOf(play, wait)
        const now = await Promise.all(play.cards.map((card) => availableOn(till, card)))
        now.forEach((available, n) =>
          assert.ok(available <= (before[n] ?? 0n), `${before[n]} became ${available}`)
        )
        before = now
      }
    })
)

/** Two sweeps may not name their keys alike. */
const sweep = async (till: Till, key: string): Promise<void> => {
  assert.equal((await till.submit({ type: "Sweep", key }, "sweeper")).outcome, "approved")
}

export const sweepIdempotent = law(
  "sweep is idempotent",
  "A second sweep at the same instant posts nothing.",
  fc.record({ configuration: configurations(), steps: histories(), wait: moments }),
  (open, { configuration, steps, wait }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      till.now = await instantOf(play, wait)
      await sweep(till, "one")
      const [state, length] = [await stateOf(till), (await till.journal()).length]
      await sweep(till, "two")
      assert.equal(await stateOf(till), state)
      assert.equal((await till.journal()).length, length + 1)
    })
)

export const sweepConfluent = law(
  "sweep is confluent",
  "Sweeping at several instants equals sweeping at the last of them.",
  fc.record({
    configuration: configurations(),
    steps: histories(),
    waits: fc.array(moments, { minLength: 2, maxLength: 5 })
  }),
  async (open, { configuration, steps, waits }) => {
    const [often, until] = await onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      for (const [n, wait] of waits.entries()) {
        till.now = await instantOf(play, wait)
        await sweep(till, `sweep.${n}`)
      }
      return [await stateOf(till), till.now]
    })
    const once = await onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      till.now = until
      await sweep(till, "sweep")
      return stateOf(till)
    })
    assert.equal(often, once)
  }
)

/** An outcome as everybody sees it: without the ids and numbers that other operations shift. */
const shownIn = (outcome: Outcome | Invalid): string => {
  const {
    approvalCode: _,
    hash: __,
    operation: ___,
    sequence: ____,
    shard: _____,
    ...rest
  } = JSON.parse(outcomeText(outcome))
  return JSON.stringify(rest)
}

export const told = (outcomes: ReadonlyArray<Outcome | Invalid>): string =>
  anonymous(outcomes.map(shownIn).join("\n"))

export const resend = async (till: Till, said: ReadonlyArray<Said>, before: () => Promise<void>) => {
  const outcomes: Array<Outcome | Invalid> = []
  await begin(till)
  for (const { at, sent } of said) {
    till.now = at
    await before()
    outcomes.push(await till.submit(sent))
  }
  return outcomes
}

export const sweepInvisible = law(
  "sweep is invisible",
  "No decision depends on whether a sweep ran, because every command first settles what is due on its wallets.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 20 }).map((all) =>
      all
        .filter((step) => step.do !== "prolong" && step.do !== "sweep" && step.do !== "unknown")
        // What is sent again names no lots: theirs are other ids.
        .map((step) => (step.do === "redeem" ? { ...step, vouchers: 0 } : step))
    )
  }),
  async (open, { configuration, steps }) => {
    const said = await onLedger(open, configuration, async (till) =>
      (await playAll(till, steps)).said.slice(2)
    )
    const swept = await onLedger(open, configuration, async (till) => {
      let sweeps = 0
      return resend(till, said, () => sweep(till, `sweep.${(sweeps += 1)}`))
    })
    assert.equal(told(swept), told(said.map(({ outcome }) => outcome)))
  }
)
