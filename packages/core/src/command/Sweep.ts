/**
 * Sweep: post what has fallen due on wallets that nobody touches. Without asOf: up to now.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { InstantText } from "../values/Instant.ts"
import { header, without } from "./Header.ts"

export const Sweep = Schema.Struct({
  type: Schema.Literal("Sweep"),
  ...header,
  asOf: Schema.optionalKey(InstantText)
}).check(without("card", "a sweep is about all wallets"), without("account", "a sweep is about all wallets"))
export type Sweep = typeof Sweep.Type
