/**
 * ClosePeriod: the books are closed up to a business date that is over everywhere, and never opened again.
 *
 * @module
 */
import type { ClosePeriod } from "../command/ClosePeriod.ts"
import type { Lock } from "../network/BookTerms.ts"
import { versionOf } from "../network/changed.ts"
import { businessDateEnd, type Network } from "../network/Network.ts"
import { plainDocument } from "../network/Part.ts"
import { isOfHeadOffice } from "../policy/reach.ts"
import type { Instant } from "../values/Instant.ts"
import { dateOf, type LocalDate } from "../values/Zone.ts"
import { networkChange } from "./change.ts"
import type { Decision, Situation } from "./Situation.ts"

/** When a business date has ended everywhere: at every outlet, and for the tenant. */
const endOf = (network: Network, through: LocalDate): Instant =>
  Math.max(
    ...[undefined, ...network.configuration.outlets].map((outlet) =>
      businessDateEnd(network, outlet, through)
    )
  )

export const closePeriod = (situation: Situation, { operator: who, through }: ClosePeriod): Decision => {
  const { at, network } = situation
  const operator = who && network.operators.get(who)
  if (operator && !isOfHeadOffice({ network, operator }))
    return { _tag: "NotPermitted", right: "close the books of all" }
  const { books } = network.configuration
  if (books !== undefined && through <= books.lockedThrough)
    return { _tag: "PeriodLocked", lockedThrough: books.lockedThrough }
  const date = dateOf(through)
  const end = date === undefined ? at + 1 : endOf(network, date)
  if (end > at) return { _tag: "PeriodOpen", through }
  const lock: Lock = { lockedThrough: through, lockedUntil: Math.max(end, network.lockedUntil) }
  return networkChange(situation, {
    part: "books",
    id: network.tenant,
    version: versionOf(network, "books", network.tenant) + 1,
    ...(books && { before: plainDocument("books", books) }),
    after: plainDocument("books", lock)
  })
}
