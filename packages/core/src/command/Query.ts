/**
 * Queries: questions that change nothing and need no key.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Fault, faultsOf } from "../network/Configuration.ts"
import { PartName } from "../network/Part.ts"
import { Channel } from "../program/SpendRule.ts"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { OutletId, TerminalId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import {
  basketHoldsAmount,
  exactlyOne,
  header,
  linesAddUp,
  money,
  needsOutlet,
  prices,
  vouchers
} from "./Header.ts"
import { Lines } from "./Line.ts"

const asking = { ...header, key: Schema.optionalKey(header.key) }

/** Quote: what a redemption would draw here and now, and why not more. */
export const Quote = Schema.Struct({
  type: Schema.Literal("Quote"),
  ...asking,
  ...money,
  ...prices,
  lines: Schema.optionalKey(Lines),
  basket: Schema.optionalKey(Amount),
  ...vouchers,
  partial: Schema.optionalKey(Schema.Boolean)
}).check(exactlyOne("card", "account"), needsOutlet, linesAddUp, basketHoldsAmount)
export type Quote = typeof Quote.Type

/** Balance: per wallet and sub-wallet; `available` for the context that is given. */
export const Balance = Schema.Struct({
  type: Schema.Literal("Balance"),
  ...asking,
  currency: Schema.optionalKey(AssetCode),
  context: Schema.optionalKey(
    Schema.Struct({
      outlet: Schema.optionalKey(OutletId),
      terminal: Schema.optionalKey(TerminalId),
      channel: Schema.optionalKey(Channel),
      lines: Schema.optionalKey(Lines)
    })
  ),
  /** Also list the lots. */
  lots: Schema.optionalKey(Schema.Boolean)
}).check(exactlyOne("card", "account"))
export type Balance = typeof Balance.Type

/** Statement: what happened to an account, line by line, with running balances. */
export const Statement = Schema.Struct({
  type: Schema.Literal("Statement"),
  ...asking,
  from: Schema.optionalKey(InstantText),
  to: Schema.optionalKey(InstantText)
}).check(exactlyOne("card", "account"))
export type Statement = typeof Statement.Type

/** Changes: what was changed of the network, by whom and why; of one kind of part or one part, in a period. */
export const Changes = Schema.Struct({
  type: Schema.Literal("Changes"),
  part: Schema.optionalKey(PartName),
  id: Schema.optionalKey(Schema.String),
  /** From this instant of ledger time on. Absent: from the first change. */
  from: Schema.optionalKey(InstantText),
  /** Before this instant. Absent: to the last. */
  to: Schema.optionalKey(InstantText)
})
export type Changes = typeof Changes.Type

/** NetworkAsOf: the network with all changes that were recorded up to an instant. */
export const NetworkAsOf = Schema.Struct({
  type: Schema.Literal("NetworkAsOf"),
  /** Absent: as it is now. */
  at: Schema.optionalKey(InstantText)
})
export type NetworkAsOf = typeof NetworkAsOf.Type

export const queries = { Quote, Balance, Statement } as const
export type Query = (typeof queries)[keyof typeof queries]["Type"]
export type QueryInput = (typeof queries)[keyof typeof queries]["Encoded"]

const strict = { onExcessProperty: "error", errors: "all" } as const
const decoders = new Map(
  Object.entries(queries).map(([name, shape]) => [
    name,
    Schema.decodeUnknownResult<Schema.Decoder<Query>>(shape, strict)
  ])
)

/** Whether a type names a query and not a command. */
export const isQueryType = (type: unknown): type is Query["type"] =>
  typeof type === "string" && decoders.has(type)

/** Reads one query; fails with every fault found. */
export const readQuery = (sent: { readonly type?: unknown }): Result.Result<Query, ReadonlyArray<Fault>> => {
  const decode = decoders.get(String(sent.type))
  if (decode === undefined)
    return Result.fail([{ path: ["type"], message: `Expected one of ${Object.keys(queries).join(", ")}` }])
  const decoded = decode(sent)
  return Result.isSuccess(decoded)
    ? Result.succeed(decoded.success)
    : Result.fail(faultsOf(decoded.failure.issue))
}
