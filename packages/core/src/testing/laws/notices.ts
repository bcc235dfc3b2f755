/**
 * The law of notices: whatever fails, everybody is told of everything, in the order in which it happened.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import type { Recorded } from "../../batch/decideBatch.ts"
import { networkOf } from "../../network/Network.ts"
import { accountOfEvent, type Event } from "../../notice/Event.ts"
import { eventsOf } from "../../notice/eventsOf.ts"
import { NotDelivered } from "../../ports/Notifier.ts"
import type { WalletId } from "../../values/Ids.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** What may happen to a delivery. `unheard`: it arrives, and nobody learns of it. */
type Fate = "arrives" | "fails" | "unheard"
/** What may happen to a round. */
type Way = "ends" | "killed" | "other process"

const cases = fc.record({
  configuration: configurations(),
  steps: histories(),
  fates: fc.array(fc.constantFrom<Fate>("arrives", "arrives", "fails", "unheard"), { minLength: 1 }),
  ways: fc.array(fc.constantFrom<Way>("ends", "ends", "killed", "other process"), { minLength: 1 }),
  page: fc.integer({ min: 1, max: 7 })
})

const lapse = 30_000

/** What a receiver was told, in the order in which it first heard it. */
const receiverWith = (fates: ReadonlyArray<Fate>) => {
  const heard = new Map<string, Event>()
  let deliveries = 0
  const notifier = {
    name: "receiver",
    deliver: (event: Event) =>
      Effect.suspend(() => {
        const fate = fates[deliveries++ % fates.length]
        if (fate !== "fails" && !heard.has(event.id)) heard.set(event.id, event)
        return fate === "arrives" ? Effect.void : Effect.fail(new NotDelivered({ reason: fate ?? "" }))
      })
  }
  return { heard, notifier }
}

/** Rounds until there is nothing to tell any more, first with faults and then without. */
const toldTo = async (
  till: Till,
  fates: ReadonlyArray<Fate>,
  ways: ReadonlyArray<Way>,
  page: number
): Promise<ReadonlyArray<Event>> => {
  const { heard, notifier } = receiverWith([...fates, ...fates.map((): Fate => "arrives")])
  const options = { notifier, page, lapse, from: "beginning" as const, room: 3, retries: { tries: 1_000 } }
  for (const way of ways) {
    await till.tell({ ...options, isKilled: way === "killed", carrier: way === "other process" ? "B" : "A" })
    till.now += way === "other process" ? lapse : 1_000
  }
  for (let quiet = 0; quiet < 20;) {
    till.now += 86_400_000
    quiet = (await till.tell(options)) === "idle" ? quiet + 1 : 0
  }
  return [...heard.values()]
}

/** Per account and wallet, the places in the chain at which its events stand, in the order in which they were heard. */
const versionsHeard = (journal: ReadonlyArray<Recorded>, heard: ReadonlyArray<Event>) => {
  const links = new Map(journal.map(({ operation }) => [operation.id as string, operation.links]))
  const versions = new Map<string, Array<number>>()
  for (const event of heard)
    for (const { version, wallet } of links.get(event.operation) ?? []) {
      const name = `${accountOfEvent(event) ?? ""} ${wallet satisfies WalletId}`
      versions.set(name, [...(versions.get(name) ?? []), version])
    }
  return versions
}

export const toldOnce = law(
  "told once",
  "Every accepted operation has its events, each with one id for ever; whatever fails in between, each is told, and those of an account in the order of its wallets' chains.",
  cases,
  (open, { configuration, fates, page, steps, ways }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const heard = await toldTo(till, fates, ways, page)
      const journal = await till.journal()
      const network = networkOf(till.configuration)
      const events = journal.flatMap((recorded) => eventsOf(network, recorded))
      const ids = events.map(({ id }) => id)
      assert.equal(new Set(ids).size, ids.length, "an id is used twice")
      for (const { operation } of journal)
        assert.equal(
          operation.approved,
          events.some((event) => event.operation === operation.id)
        )
      assert.deepEqual(heard.map(({ id }) => id).toSorted(), ids.toSorted())
      for (const [name, versions] of versionsHeard(journal, heard))
        assert.deepEqual(
          versions,
          versions.toSorted((a, b) => a - b),
          name
        )
    })
)
