/** A sale at a shop in memory, and what it is told as. */
import * as Result from "effect/Result"
import { eventsOf, networkOf, readConfiguration } from "@tessera/core"
import type { Event } from "@tessera/core/ports"
import { demoConfiguration, till } from "@tessera/core/testing"

const money = { card: "DEMO0001", currency: "CNY", outlet: "KTV1" }

/** The events of a card that is issued with 50.00 and pays 12.00. */
const events = (): ReadonlyArray<Event> => {
  const shop = till(demoConfiguration)
  shop.submit({
    type: "Issue",
    key: "1",
    program: "giftCard",
    amount: 5_000,
    tender: { kind: "cash" },
    ...money
  })
  shop.submit({ type: "Redeem", key: "2", amount: 1_200, ...money })
  const network = networkOf(Result.getOrThrow(readConfiguration(demoConfiguration)))
  return [...shop.journal()].flatMap((recorded) => eventsOf(network, recorded))
}

/** The event of the sale. */
export const sale = (): Event => {
  const event = events().at(-1)
  if (event === undefined) throw new Error("nothing was sold")
  return event
}
