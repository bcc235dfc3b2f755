/**
 * Configurations by chance: programs with random sub-wallets, spend rules, expiries, offers and limits.
 *
 * @module
 */
import * as fc from "fast-check"
import type { Configuration } from "../../network/Configuration.ts"

/** A configuration as a JSON document. */
export type Document = typeof Configuration.Encoded
type ProgramDocument = Document["programs"][number]
type SubWalletDocument = ProgramDocument["subWallets"][number]
type RuleDocument = NonNullable<SubWalletDocument["rule"]>
type LimitDocument = NonNullable<ProgramDocument["limits"]>[number]

/** Which programs a law is about. */
export interface Terms {
  /** May rules depend on the size of the basket (shares, minimum baskets)? A fixed cap does not. Absent: yes. */
  readonly sized?: boolean
  /** May value end, vest or be promised? Absent: yes. */
  readonly timed?: boolean
  /**
   * Does the program have limits? Absent: perhaps; `daily`: one on what is spent in a day, and perhaps others; `scoped`:
   * by card, operator, terminal, outlet, owner and for the program as a whole.
   */
  readonly limited?: false | "daily" | "scoped"
  /** Does a card that nobody uses pay a fee, or never fall asleep? Absent: perhaps, unless nothing ends by time. */
  readonly dormant?: boolean
  /** Does the outlet FR1 load only within a quota? Absent: no. */
  readonly restricted?: boolean
  /** Do sales earn points and vouchers, raise the card type, and cost less at list prices? Absent: perhaps. */
  readonly giving?: boolean
}

const subset = <A>(...all: ReadonlyArray<A>): fc.Arbitrary<Array<A>> =>
  fc.subarray([...all], { minLength: 1 })

const within = (terms: Terms): fc.Arbitrary<RuleDocument> => {
  const anywhere = {
    outlets: subset("KTV1", "KTV2", "FR1"),
    owners: subset("hq", "fr1"),
    categories: subset("room", "food"),
    channels: subset("pos" as const, "app" as const),
    onlyWhereLoaded: fc.constantFrom("outlet" as const, "owner" as const),
    maximumPerOperation: fc.integer({ min: 1, max: 300 })
  }
  const requiredKeys: [] = []
  const places = fc.record(anywhere, { requiredKeys })
  const timed = fc.record(
    {
      weekdays: subset("mon" as const, "fri" as const, "sat" as const, "sun" as const),
      hours: fc.constantFrom({ from: "08:00", until: "18:00" }, { from: "22:00", until: "04:00" })
    },
    { requiredKeys }
  )
  const sized = fc.record(
    {
      maximumShare: fc.constantFrom(1, 33, 50, 99, 100),
      minimumBasket: fc.integer({ min: 1, max: 300 })
    },
    { requiredKeys }
  )
  return fc
    .tuple(
      places,
      terms.timed === false ? fc.constant({}) : timed,
      terms.sized === false ? fc.constant({}) : sized
    )
    .chain(([place, time, size]) =>
      fc
        .shuffledSubarray(Object.entries({ ...place, ...time, ...size }))
        .map((chosen) => Object.fromEntries(chosen.slice(0, 2)))
    )
}

const validity = fc.constantFrom(
  { days: 1 },
  { days: 2, from: "load" as const },
  { months: 1, from: "lastLoad" as const },
  { days: 3, from: "issue" as const },
  { until: "2026-11-23" }
)

const subWalletsWith = (terms: Terms): fc.Arbitrary<Array<SubWalletDocument>> => {
  const ends = terms.timed === false ? fc.constant(undefined) : fc.option(validity, { nil: undefined })
  const one = (id: string, funding: SubWalletDocument["funding"], isRuled: boolean) =>
    fc
      .tuple(
        isRuled ? fc.option(within(terms), { nil: undefined, freq: 4 }) : fc.constant(undefined),
        ends,
        fc.option(fc.constantFrom(10, 50, 90), { nil: undefined })
      )
      .map(([rule, validity, priority]): SubWalletDocument => ({
        id,
        funding,
        ...(rule && { rule }),
        ...(validity && { validity }),
        ...(priority !== undefined && { priority })
      }))
  return fc
    .tuple(
      one("gift", "promotional", true),
      one("club", "compensation", true),
      one("main", "paid", false),
      one("refund", "refund", true)
    )
    .map((rules) => [...rules])
}

const offers = [
  { id: "cash", pay: 100 },
  { id: "bonus", pay: 200, bonus: { subWallet: "gift", amount: 50 } },
  {
    id: "staged",
    pay: 300,
    bonus: {
      subWallet: "gift",
      amount: 101,
      release: { instalments: 3, every: "day" as const, first: "atLoad" as const }
    }
  },
  {
    id: "late",
    pay: 300,
    bonus: {
      subWallet: "club",
      amount: 10,
      release: { instalments: 2, every: "week" as const, first: "afterOnePeriod" as const }
    }
  }
]

const limitsWith = (kind: Terms["limited"]): fc.Arbitrary<Array<LimitDocument>> => {
  if (kind === false) return fc.constant([])
  if (kind === "scoped") return scopedLimits
  return kind === undefined
    ? anyLimits
    : anyLimits.map((all) => [daily, ...all.filter(({ id }) => id !== daily.id)])
}

const daily: LimitDocument = { id: "spend", scope: "account", verb: "Redeem", amount: 150, per: "day" }

const scopedLimits: fc.Arbitrary<Array<LimitDocument>> = fc
  .tuple(
    fc.constantFrom("day", "week", "month", "lifetime"),
    fc.integer({ min: 50, max: 400 }),
    fc.integer({ min: 50, max: 400 })
  )
  .chain(([per, one, other]) =>
    fc.subarray<LimitDocument>(
      [
        { id: "plastic", scope: "card", verb: "Redeem", amount: one, per },
        { id: "person", scope: "operator", verb: "Redeem", amount: one, per },
        { id: "device", scope: "terminal", verb: "Redeem", amount: other, per },
        { id: "place", scope: "outlet", verb: "Redeem", amount: other, per: "day" },
        { id: "party", scope: "owner", verb: "Redeem", amount: one + other, per },
        { id: "all", scope: "program", verb: "Redeem", amount: one + other, per }
      ],
      { minLength: 1 }
    )
  )

const anyLimits: fc.Arbitrary<Array<LimitDocument>> = fc
  .tuple(
    fc.constantFrom("operation", "day", "week", "month", "lifetime"),
    fc.integer({ min: 50, max: 900 }),
    fc.integer({ min: 300, max: 3_000 }),
    fc.integer({ min: 300, max: 3_000 })
  )
  .chain(([per, redeem, load, balance]) =>
    fc.subarray<LimitDocument>([
      { id: "spend", scope: "account", verb: "Redeem", amount: redeem, per },
      { id: "life", scope: "account", verb: "Redeem", amount: redeem * 3, per: "lifetime" },
      { id: "topUp", scope: "account", verb: "Load", amount: load, per: "day" },
      { id: "cap", scope: "account", balanceAtMost: balance }
    ])
  )

const holds = fc.record(
  {
    expireAfter: fc.constantFrom({ minutes: 30 }, { hours: 20 }, { days: 3 }),
    tolerancePercent: fc.constantFrom(0, 10, 100)
  },
  { requiredKeys: [] }
)

const pendingLoads = fc.record(
  { expireAfter: fc.constantFrom({ minutes: 30 }, { hours: 20 }, { days: 3 }) },
  { requiredKeys: [] }
)

const dormancyWithin = (...requiredKeys: ["after"] | ["after", "fee"]) =>
  fc.record(
    {
      after: fc.constantFrom({ days: 1 }, { days: 3 }, { months: 1 }),
      fee: fc.record(
        {
          amount: fc.integer({ min: 1, max: 150 }),
          every: fc.constantFrom("month" as const, "year" as const),
          from: subset("paid" as const, "refund" as const, "promotional" as const),
          balanceAtMost: fc.integer({ min: 50, max: 500 })
        },
        { requiredKeys: ["amount", "every"] }
      ),
      endsWith: subset("Redeem" as const, "Hold" as const, "Load" as const, "Refund" as const)
    },
    { requiredKeys }
  )

const dormancyOf = ({ dormant, timed }: Terms) => {
  if (timed === false || dormant === false) return fc.constant(undefined)
  return dormant === true
    ? dormancyWithin("after", "fee")
    : fc.option(dormancyWithin("after"), { nil: undefined, freq: 2 })
}

const afterExpiry = fc.constantFrom(
  { kind: "grace" as const, days: 2 },
  { kind: "keepExpired" as const },
  { kind: "refundSubWallet" as const }
)

const places: Pick<Document, "tenant" | "owners" | "outlets" | "terminals" | "operators"> = {
  tenant: "law",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "KTV1", owner: "hq" },
    { id: "KTV2", owner: "hq", zone: "America/New_York", businessDayEndsAt: "04:00" },
    { id: "FR1", owner: "fr1", region: "south" }
  ],
  terminals: [{ id: "T1", outlet: "KTV1", kind: "till" }],
  operators: [
    { id: "amy", role: "manager" },
    { id: "bob", role: "manager" }
  ]
}

/** What sales give: the levels and conditions lie where a few sales reach them and one refund falls below. */
const gifts = fc
  .record({
    use: fc.constantFrom("single" as const, "partial" as const),
    validity: fc.option(fc.constantFrom({ days: 1 }, { days: 2 }), { nil: undefined }),
    per: fc.constantFrom("month" as const, "year" as const),
    from: fc.integer({ min: 50, max: 600 }),
    spend: fc.integer({ min: 50, max: 300 }),
    visits: fc.integer({ min: 1, max: 3 }),
    percent: fc.constantFrom(1, 33, 50, 99),
    referral: fc.option(fc.constantFrom({ percent: 10 }, { percent: 100, months: 1 }), { nil: undefined })
  })
  .map(({ from, per, percent, referral, spend, use, validity, visits }) => ({
    voucher: {
      id: "voucher",
      funding: "promotional" as const,
      vouchers: { use, atOnce: 2 },
      ...(validity && { validity })
    },
    terms: {
      cardTypes: [
        { id: "basic" },
        { id: "silver", earnPercent: 150, rebate: { percent, subWallet: "gift" } },
        { id: "gold", earnPercent: 200 }
      ],
      tiers: {
        per,
        below: "basic",
        levels: [
          { cardType: "silver", from },
          { cardType: "gold", from: from * 3 }
        ]
      },
      vouchers: [
        { id: "big", subWallet: "voucher", amount: 30, when: { spend } },
        { id: "often", subWallet: "voucher", amount: 7, when: { visits } }
      ],
      discounts: [
        { id: "silver", percent, cardTypes: ["silver"], condition: { categories: ["room"] } },
        { id: "all", percent: 10 }
      ],
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "stars", funding: "promotional" as const, validity: { days: 2 } },
        earn: [{ points: 1, per: 10 }],
        ...(referral && { referral })
      }
    }
  }))

const restricted = places.outlets.map((outlet) =>
  outlet.id === "FR1" ? { ...outlet, restricted: true } : outlet
)

const givenWith = ({ giving }: Terms) =>
  giving === false
    ? fc.constant(undefined)
    : giving === true
      ? gifts
      : fc.option(gifts, { nil: undefined, freq: 2 })

/** Configurations of one program `card` with the sub-wallets gift, club, main and refund, at three outlets. */
export const configurations = (terms: Terms = {}): fc.Arbitrary<Document> =>
  fc
    .record({
      zone: fc.constantFrom("Asia/Shanghai", "Europe/Sofia"),
      subWallets: subWalletsWith(terms),
      limits: limitsWith(terms.limited),
      holds,
      pendingLoads,
      dormancy: dormancyOf(terms),
      refundAfterExpiry: afterExpiry,
      given: givenWith(terms)
    })
    .map(({ dormancy, given, subWallets, zone, ...rest }) => ({
      ...places,
      ...(terms.restricted === true && { outlets: restricted }),
      zone,
      programs: [
        {
          id: "card",
          version: 1,
          kind: "registered" as const,
          asset: { code: "CNY", exponent: 2 },
          offers: terms.timed === false ? offers.slice(0, 2) : offers,
          capabilities: { cashOut: true },
          reversal: { days: 3 },
          ...(dormancy && { dormancy }),
          ...rest,
          ...given?.terms,
          subWallets: given === undefined ? subWallets : [given.voucher, ...subWallets]
        }
      ]
    }))
