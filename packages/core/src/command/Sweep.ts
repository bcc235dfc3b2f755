/**
 * Sweep: post what has fallen due on wallets that nobody touches. Without asOf: up to now.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { InstantText } from "../values/Instant.ts"
import { header, notBoth } from "./Header.ts"

export const Sweep = Schema.Struct({
  type: Schema.Literal("Sweep"),
  ...header,
  asOf: Schema.optionalKey(InstantText)
}).check(notBoth("card", "type"), notBoth("account", "type"))
export type Sweep = typeof Sweep.Type
