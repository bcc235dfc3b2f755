/** A process that sells on a ledger which another process sells on too: the same commands, in an order of its own. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Ids, outcomeText, readCommand, StoredValue } from "@tessera/core"
import type { FaultPointName } from "@tessera/core/ports"
import { issue, redeem, serviceOn } from "../sales.ts"
import { storeAt } from "../stores.ts"

const [url = "", schema = "", seed = "1", cards = "10", after = "16", commands = "400"] =
  process.argv.slice(2)

/** The same shuffle for the same seed. */
const shuffled = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => {
  let state = Number(seed)
  const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  return all
    .map((one) => ({ one, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ one }) => one)
}

const cardOf = (n: number): string => `CARD${n % Number(cards)}`
/** A command and the till that sends it. */
interface Sale {
  readonly client: string
  readonly sent: object
}
const byTills = (all: ReadonlyArray<object>): ReadonlyArray<Sale> =>
  all.map((sent, n) => ({ client: `till${n % 16}`, sent }))

const issues = byTills(Array.from({ length: Number(cards) }, (_, n) => issue(cardOf(n))))
/** Together far more than is on the cards: some are declined, and both processes have to be told the same ones. */
const sales = byTills(
  Array.from({ length: Number(commands) }, (_, n) => redeem(`sale-${n}`, 100 * (n % 97) + 9_000, cardOf(n)))
)

const points: Record<string, number> = {}
const reach = (point: FaultPointName): void => {
  points[point] = (points[point] ?? 0) + 1
}

/** The key, and the outcome as a till gets it, but for the word that it is given again. */
const perform = Effect.fnUntraced(function* ({ client, sent }: Sale) {
  const service = yield* StoredValue
  const command = Result.getOrThrow(readCommand(sent))
  const outcome = yield* service.submit(Ids.ClientId.make(client), command)
  return [command.key, outcomeText(outcome).replace('"replayed":true', '"replayed":false')] as const
})

const story = Effect.gen(function* () {
  const answers: Record<string, string> = {}
  const send = (sale: Sale) =>
    Effect.map(perform(sale), ([key, answer]) => {
      answers[key] = answer
    })
  yield* Effect.forEach(shuffled(issues), send, { concurrency: 32, discard: true })
  points["store.written"] = points["committer.taken"] ?? 0
  yield* Effect.forEach(shuffled(sales), send, { concurrency: 32, discard: true })
  return answers
})

const answers = await Effect.runPromise(
  Effect.provide(story, serviceOn(storeAt(url, schema, { shards: 2, foreseenAfter: Number(after) }), reach))
)
const { "committer.taken": batches = 0, "store.written": written = 0 } = points
process.stdout.write(JSON.stringify({ answers, batches, again: written - batches }))
