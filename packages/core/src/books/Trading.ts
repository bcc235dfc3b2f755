/**
 * Trading days: of which of them, of which places and of whose doing a report is asked for.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Operation } from "../journal/Operation.ts"
import { OperatorId, OutletId, OwnerId, TerminalId } from "../values/Ids.ts"
import { DateText } from "../values/Zone.ts"

/** Trading days, places and people. */
export const tradingFields = {
  /** The first trading day. Absent: from the beginning. */
  from: Schema.optionalKey(DateText),
  /** The last trading day, which is included. Absent: to the end. */
  to: Schema.optionalKey(DateText),
  owner: Schema.optionalKey(OwnerId),
  outlet: Schema.optionalKey(OutletId),
  terminal: Schema.optionalKey(TerminalId),
  operator: Schema.optionalKey(OperatorId)
}
type Trading = Schema.Struct<typeof tradingFields>["Type"]

/** Whether an operation is of the days, places and people that are asked for. */
export const isWithin = (asked: Trading, operation: Operation): boolean =>
  (asked.from === undefined || operation.businessDate >= asked.from) &&
  (asked.to === undefined || operation.businessDate <= asked.to) &&
  (asked.owner === undefined || operation.owner === asked.owner) &&
  (asked.outlet === undefined || operation.outlet === asked.outlet) &&
  (asked.terminal === undefined || operation.terminal === asked.terminal) &&
  (asked.operator === undefined || operation.operator === asked.operator)

/** Its trading day, and where and by whom it was done, as far as that is known. */
export const tradedAt = ({
  businessDate: day,
  operator,
  outlet,
  owner,
  terminal
}: Operation): {
  readonly day: string
  readonly owner?: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
} => ({
  day,
  ...(owner !== undefined && { owner }),
  ...(outlet !== undefined && { outlet }),
  ...(terminal !== undefined && { terminal }),
  ...(operator !== undefined && { operator })
})
