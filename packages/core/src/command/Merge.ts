/**
 * Merge: move everything to another account of the same asset and issuer, and close the one it came from.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardNumber } from "../values/CardNumber.ts"
import { AccountId } from "../values/Ids.ts"
import { header, without } from "./Header.ts"

export const Merge = Schema.Struct({
  type: Schema.Literal("Merge"),
  ...header,
  from: Schema.Union([AccountId, CardNumber]),
  to: Schema.Union([AccountId, CardNumber])
}).check(
  without("card", "from and to name the accounts"),
  without("account", "from and to name the accounts")
)
export type Merge = typeof Merge.Type
