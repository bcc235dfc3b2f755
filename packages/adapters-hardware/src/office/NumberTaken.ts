/**
 * A number is given once: who comes later under it is somebody else.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/**
 * `terminal`: this epoch of it has another key; enrol it anew with the next epoch. `card`: the chip holds another purse, of which late
 * lines may come. `purse`: it is on another chip.
 */
export class NumberTaken extends Schema.TaggedError<NumberTaken>()("NumberTaken", {
  of: Schema.Literals(["terminal", "card", "purse"])
}) {}
