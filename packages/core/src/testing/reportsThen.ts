/**
 * Every report that takes an instant, asked for as of one: a report that is missing here does not compile.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type Books, booksOn } from "../Books.ts"
import type { Desk } from "../bookGround.ts"
import { type Clearing, clearingOn } from "../Clearing.ts"
import { entryStatuses } from "../clearing/entries.ts"
import { placeKinds } from "../clearing/statement.ts"
import { type Liability, liabilityOn } from "../Liability.ts"
import { cyclesOf } from "../network/ClearingTerms.ts"
import type { Network } from "../network/Network.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import { type Shifts, shiftsOn } from "../Shifts.ts"
import { canonicalText } from "../values/canonical.ts"
import type { Instant } from "../values/Instant.ts"

interface Then {
  /** Absent: now. */
  readonly asOf?: Instant
}

type Asked<Service> = Readonly<Record<keyof Service, Effect.Effect<unknown, StoreUnavailable>>>

const day = 86_400_000

/** Of what was recorded by then only what counted a day before. */
const earlier = ({ asOf }: Then) => (asOf === undefined ? {} : { asOf, effectiveUntil: asOf - day })

/** A file of sales, one of which there is and one of which there is not. */
const file = {
  file: "Receipt,Amount\ns4,25.50\nnobody,1.00\n",
  by: "key",
  account: { kind: "merchantPayable" },
  columns: { reference: "Receipt", amount: "Amount" },
  currency: "CNY",
  withMatched: true
} as const

const booksThen = (service: Books["Service"], then: Then): Asked<Books["Service"]> => ({
  trialBalance: Effect.all([service.trialBalance(then), service.trialBalance(earlier(then))]),
  entries: Stream.runCollect(service.entries(then)),
  export: Effect.forEach(["csv", "hledger", "beancount"] as const, (format) =>
    Effect.all([
      Stream.runCollect(service.export({ format, ...then })),
      Stream.runCollect(service.export({ format, ...earlier(then), summary: "day" }))
    ])
  ),
  reconcile: Effect.catchTag(service.reconcile({ ...file, ...then }), "FileRefused", Effect.die)
})

/** Statement and entries of every period that there was by then. */
const ofPeriods = (service: Clearing["Service"], cycle: string, then: Then) =>
  Effect.flatMap(service.periods({ cycle, ...then }), ({ rows }) =>
    Effect.forEach([...new Set(rows.map(({ through }) => through))], (through) =>
      Effect.all([
        service.statement({ cycle, through, ...then }),
        service.entries({ cycle, through, ...then })
      ])
    )
  )

const clearingThen = (
  service: Clearing["Service"],
  then: Then,
  { configuration }: Network
): Asked<Clearing["Service"]> => {
  const cycles = cyclesOf(configuration.clearing).map(({ id }) => id)
  return {
    periods: Effect.forEach(cycles, (cycle) => service.periods({ cycle, ...then })),
    statement: Effect.all([
      Effect.forEach(placeKinds, (by) => service.statement({ by, ...then })),
      Effect.forEach(cycles, (cycle) => ofPeriods(service, cycle, then))
    ]),
    entries: Effect.all([
      service.entries(then),
      service.entries({ disputed: true, ...then }),
      Effect.forEach(entryStatuses, (status) => service.entries({ status, ...then }))
    ])
  }
}

const liabilityThen = (service: Liability["Service"], then: Then): Asked<Liability["Service"]> => ({
  rollForward: Effect.all([
    service.rollForward(then),
    service.rollForward({ by: "cohort", from: "2026-11-22", ...then })
  ]),
  promotions: service.promotions(then),
  breakage: service.breakage(then),
  vat: service.vat(then),
  unclaimed: service.unclaimed(then),
  deposits: service.deposits(then)
})

/** Shifts, what is open of them, remittances, hand-overs, and what was done in days. */
export const shiftsThen = (service: Shifts["Service"], then: Then) => {
  const each = <A>(
    ask: (shift: Parameters<Shifts["Service"]["shift"]>[0]) => Effect.Effect<A, StoreUnavailable>
  ) => Effect.flatMap(service.shifts(then), (found) => Effect.forEach(found, ({ shift }) => ask(shift.id)))
  return {
    shifts: service.shifts(then),
    shift: each((id) => service.shift(id, then.asOf)),
    handOver: each((id) => service.handOver(id, then)),
    remittances: service.remittances(then),
    day: service.day(then),
    offline: service.offline(then)
  } satisfies Asked<Shifts["Service"]>
}

/** What each report says as of an instant, as text, by its name. */
export const reportsThen = (
  desk: Desk,
  network: () => Network,
  asOf: Instant
): Effect.Effect<ReadonlyArray<readonly [string, string]>, StoreUnavailable> => {
  const then = { asOf }
  const asked = Object.entries({
    books: booksThen(booksOn(desk), then),
    clearing: clearingThen(clearingOn(desk), then, network()),
    liability: liabilityThen(liabilityOn(desk), then),
    shifts: shiftsThen(shiftsOn({ ...desk, network }), then)
  }).flatMap(([service, reports]) =>
    Object.entries(reports).map(([name, report]) => [`${service}.${name}`, report] as const)
  )
  return Effect.forEach(asked, ([name, report]) =>
    Effect.map(report, (found) => [name, canonicalText(found)] as const)
  )
}
