/**
 * The hand that puts cards on the reader: the simulator's, or a person's at a real one.
 *
 * @module
 */
import { CardReader, type DriverUnavailable, type Inserted } from "@tessera/adapters-hardware"
import { SimulatedReader } from "@tessera/adapters-hardware/simulator"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Cards, type Moment, pulledAway } from "./Cards.ts"

export interface Hand {
  readonly reader: Layer.Layer<CardReader, DriverUnavailable>
  readonly isSimulated: boolean
  /** Puts a card down, or waits until somebody does; nothing where there is none of that name, or nobody came. */
  readonly put: (name: string, pulled?: Moment) => Effect.Effect<Inserted | undefined, never, CardReader>
  readonly take: () => void
  readonly unplug: () => void
  readonly plugIn: () => void
}

export const simulatedHand = (cards: Cards): Hand => {
  const reader = new SimulatedReader("counter")
  return {
    reader: reader.layer,
    isSimulated: true,
    put: (name, pulled) =>
      Effect.sync(() => {
        const card = cards.named(name)
        return card && reader.put(pulled === undefined ? card : pulledAway(card, pulled))
      }),
    take: () => reader.take(),
    unplug: () => reader.unplug(),
    plugIn: () => reader.plugIn()
  }
}

/** A person has half a minute. */
const patience = "30 seconds"

/** `reader`: the layer of a driver. What was pulled away is pulled away by a hand of flesh. */
const humanHand = (reader: Layer.Layer<CardReader, DriverUnavailable>): Hand => ({
  reader,
  isSimulated: false,
  put: () =>
    Effect.flatMap(CardReader, ({ presence }) =>
      presence.pipe(
        Stream.filter((event) => event._tag === "Inserted"),
        Stream.runHead,
        Effect.timeoutOption(patience),
        Effect.map(Option.flatten),
        Effect.map(Option.getOrUndefined)
      )
    ),
  take: () => {},
  unplug: () => {},
  plugIn: () => {}
})

/** `simulated` or `pcsc`. The driver needs a native package, and is loaded where it is wanted. */
export const handNamed = async (reader: string, cards: Cards): Promise<Hand> => {
  if (reader === "simulated") return simulatedHand(cards)
  if (reader !== "pcsc") throw new Error(`--reader: Expected simulated or pcsc, and not ${reader}`)
  const { pcscReader } = await import("@tessera/adapters-hardware/pcsc")
  return humanHand(pcscReader())
}
