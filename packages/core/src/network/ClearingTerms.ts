/**
 * Clearing terms: who collects what holders pay, who pays acceptors, what each is paid for it, and how often it is settled.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnerId, ProgramId } from "../values/Ids.ts"
import { Text } from "../values/Text.ts"
import { DateText } from "../values/Zone.ts"
import { TenderKind } from "../program/TenderKind.ts"
import { doubles, type Fault, unknown } from "./Fault.ts"

const named = Text(64).check(Schema.isMinLength(1))
const owners = Schema.optionalKey(Schema.Array(OwnerId).check(Schema.isMinLength(1)))
const programs = Schema.optionalKey(Schema.Array(ProgramId).check(Schema.isMinLength(1)))

/** In hundredths of a percent: 150 are 1.5 %. */
const BasisPoints = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }))
const percent = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 }))

/** From which business date on; of value that was loaded, from which date of its load. Absent: from the beginning. */
const from = Schema.optionalKey(DateText)

/**
 * Who keeps what holders pay for value. The first that fits counts, by the owner that loaded, the program and the day of the load:
 * value stays under the collection that it was loaded under, until it goes over to another program.
 */
export const Collection = Schema.Struct({
  id: named,
  loaders: owners,
  programs,
  from,
  /**
   * `issuer`: it is owed to the issuer at once, who pays for the redemption later. `loader`: whoever loaded keeps it until
   * the value is spent, and pays then.
   */
  by: Schema.Literals(["issuer", "loader"]),
  /** What the loader is paid for the loads that it takes. Absent: nothing. */
  commission: Schema.optionalKey(BasisPoints),
  /** Tenders that reach the issuer directly, wherever the load was taken. Absent: none. */
  paidToIssuer: Schema.optionalKey(Schema.Array(TenderKind)),
  /** Where the loader keeps it: who gains value that expires, and fees. Absent: `issuer`. */
  breakage: Schema.optionalKey(Schema.Literals(["issuer", "loader"]))
})
export type Collection = typeof Collection.Type

/** What an acceptor gets for what it accepted. The first that fits counts, by day of the sale; value that is refunded as well. */
export const Agreement = Schema.Struct({
  id: named,
  /** Whose outlets accepted. */
  acceptors: owners,
  /** Whose outlets loaded the value. */
  loaders: owners,
  programs,
  /** Of the basket lines that were paid; a sale without lines has none. */
  categories: Schema.optionalKey(Schema.Array(named).check(Schema.isMinLength(1))),
  from,
  /** What the acceptor pays of value that is not promotional. Absent: nothing. */
  commission: Schema.optionalKey(BasisPoints),
  /** Who bears promotional value, in percent; the issuer bears the rest. Absent: the issuer bears all of it. */
  promotional: Schema.optionalKey(
    Schema.Struct({ acceptor: Schema.optionalKey(percent), loader: Schema.optionalKey(percent) }).check(
      Schema.makeFilter(({ acceptor = 0, loader = 0 }) => acceptor + loader <= 100, {
        expected: "shares that are 100 percent together at most"
      })
    )
  ),
  /**
   * Who bears the points that the acceptor's sales earn and its staff gives, but for those out of a stock that it has bought.
   * They are cleared in points. Absent: `issuer`.
   */
  points: Schema.optionalKey(Schema.Literals(["issuer", "acceptor"]))
})
export type Agreement = typeof Agreement.Type

/** Owners that are settled with in one rhythm. */
export const Cycle = Schema.Struct({
  id: named,
  /** Weeks end on Sunday. */
  every: Schema.Literals(["day", "week", "month"]),
  /** Absent: all that no cycle before it has. */
  owners
})
export type Cycle = typeof Cycle.Type

export const ClearingTerms = Schema.Struct({
  /** Absent: one, `monthly`. */
  cycles: Schema.optionalKey(Schema.Array(Cycle).check(Schema.isMinLength(1))),
  /** What fits none: the issuer collects, and pays no commission. */
  collections: Schema.optionalKey(Schema.Array(Collection)),
  /** What fits none: the acceptor is paid in full, and the issuer bears what is promotional, points too. */
  agreements: Schema.optionalKey(Schema.Array(Agreement))
})
export type ClearingTerms = typeof ClearingTerms.Type

const monthly: Cycle = { id: "monthly", every: "month" }

/** The cycles of a tenant. */
export const cyclesOf = (terms: ClearingTerms | undefined): ReadonlyArray<Cycle> => terms?.cycles ?? [monthly]

/** The cycle that an owner is settled with in: the first that names it, or names nobody. */
export const cycleOf = (terms: ClearingTerms | undefined, owner: OwnerId): Cycle | undefined =>
  cyclesOf(terms).find(({ owners }) => owners === undefined || owners.includes(owner))

const ownersIn = (
  path: Fault["path"],
  ids: ReadonlyArray<string> | undefined,
  known: ReadonlyArray<string>,
  what = "an owner"
): ReadonlyArray<Fault> => (ids ?? []).flatMap((id, n) => unknown([...path, n], what, id, known))

/** What is wrong with clearing terms; paths begin in them. */
export const clearingFaults = (
  { agreements = [], collections = [], cycles = [] }: ClearingTerms,
  owners: ReadonlyArray<string>,
  programs: ReadonlyArray<string>
): ReadonlyArray<Fault> => [
  ...doubles(
    "cycles",
    cycles.map(({ id }) => id)
  ),
  ...doubles(
    "collections",
    collections.map(({ id }) => id)
  ),
  ...doubles(
    "agreements",
    agreements.map(({ id }) => id)
  ),
  ...cycles.flatMap((cycle, n) => ownersIn(["cycles", n, "owners"], cycle.owners, owners)),
  ...(cycles.length > 0 && owners.some((owner) => cycleOf({ cycles }, owner as OwnerId) === undefined)
    ? [
        {
          path: ["cycles", cycles.length - 1, "owners"],
          message: `Expected a cycle for every owner; none has ${owners.filter((owner) => cycleOf({ cycles }, owner as OwnerId) === undefined).join(", ")}`
        }
      ]
    : []),
  ...collections.flatMap(({ loaders, programs: of }, n) => [
    ...ownersIn(["collections", n, "loaders"], loaders, owners),
    ...ownersIn(["collections", n, "programs"], of, programs, "a program")
  ]),
  ...agreements.flatMap(({ acceptors, loaders, programs: of }, n) => [
    ...ownersIn(["agreements", n, "acceptors"], acceptors, owners),
    ...ownersIn(["agreements", n, "loaders"], loaders, owners),
    ...ownersIn(["agreements", n, "programs"], of, programs, "a program")
  ])
]
