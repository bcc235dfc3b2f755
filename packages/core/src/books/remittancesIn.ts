/**
 * Remittances: what was sent to head office from an outlet, and which of it has arrived.
 *
 * @module
 */
import type { Operation } from "../journal/Operation.ts"
import type { OperationId, OperatorId, OutletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

/** One remittance, in minor units. */
export interface Remittance {
  readonly operation: OperationId
  readonly at: Instant
  readonly businessDate: string
  readonly outlet: OutletId | undefined
  readonly operator: OperatorId | undefined
  readonly shift: string
  /** The number of the bag or slip. */
  readonly reference: string
  readonly currency: string
  readonly amount: bigint
  /** Absent: it is under way. `difference` is what arrived less what was sent. */
  readonly received?: {
    readonly operation: OperationId
    readonly at: Instant
    readonly amount: bigint
    readonly difference: bigint
  }
}

const sum = ({ entry }: Operation, kind: "remittance" | "bank"): bigint =>
  entry.postings.reduce((total, { account, amount }) => (account.kind === kind ? total + amount : total), 0n)

/** The remittances among the operations of an outlet's cash, which come in their order. */
export const remittancesIn = (operations: ReadonlyArray<Operation>): ReadonlyArray<Remittance> => {
  const all = new Map<OperationId, Remittance>()
  for (const operation of operations) {
    const { asked, businessDate, effectiveAt: at, entry, id, operator, original, outlet, verb } = operation
    if (verb === "Remit") {
      const { reference, shift } = JSON.parse(asked)
      const currency = entry.postings[0]?.asset ?? ""
      const place = { operation: id, at, businessDate, outlet, operator }
      all.set(id, { ...place, shift, reference, currency, amount: sum(operation, "remittance") })
    }
    const sent = verb === "ReceiveRemittance" && original !== undefined ? all.get(original) : undefined
    if (sent === undefined) continue
    const amount = sum(operation, "bank")
    const received = { operation: id, at, amount, difference: amount - sent.amount }
    all.set(sent.operation, { ...sent, received })
  }
  return [...all.values()]
}
