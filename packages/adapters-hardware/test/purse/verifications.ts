/** How many records of purses the office verifies in a second of its processor. */
import * as Result from "effect/Result"
import { runScript } from "../../src/apdu/Script.ts"
import { type CardKeys, verifyTransaction } from "../../src/office/readTransaction.ts"
import { commit } from "../../src/purse/Intent.ts"
import { preparePurchase } from "../../src/purse/purchase.ts"
import { Field } from "../../src/simulator/Field.ts"
import { accessTo, asker, chanceOf, group, keys, loadedCard, noon, purseOf } from "./shop.ts"

const [ofCard, rounds] = [5, 20]

type Record = readonly [card: CardKeys, what: Parameters<typeof verifyTransaction>[1]]

const recordsOf = (n: number): ReadonlyArray<Record> => {
  const card = loadedCard(n, 20_000n)
  const held = { uid: card.uid, purse: purseOf(n), group: group.group, keys }
  return Array.from({ length: ofCard }, (_, at): Record => {
    const field = new Field(card)
    const sale = { amount: 10n, from: "main", asker: asker(7, n * ofCard + at), at: noon } as const
    const access = accessTo(card, chanceOf(`sale ${n} ${at}`))
    const prepared = runScript(preparePurchase(access, { ...sale, mayPay: () => undefined }), field.transmit)
    if (prepared._tag !== "Completed") throw new Error(prepared._tag)
    const ended = runScript(commit(prepared.value), field.transmit)
    if (ended._tag !== "Completed") throw new Error(ended._tag)
    return [held, { input: prepared.value.intent.input, ...ended.value }]
  })
}

/** The best of a few rounds: others use the processor too. */
const perSecond = (all: ReadonlyArray<Record>, cardOf: (card: CardKeys) => CardKeys): number => {
  let best = 0
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage()
    const wrong = all.filter(([card, what]) => Result.isFailure(verifyTransaction(cardOf(card), what)))
    if (wrong.length > 0) throw new Error(`${wrong.length} records were not believed`)
    const { system, user } = process.cpuUsage(started)
    best = Math.max(best, Math.round((all.length / (system + user)) * 1e6))
  }
  return best
}

export const verifications = (records: number) => {
  const all = Array.from({ length: Math.ceil(records / ofCard) }, (_, n) => recordsOf(n + 1)).flat()
  return { unknown: perSecond(all, (card) => ({ ...card })), known: perSecond(all, (card) => card) }
}
