/**
 * Chains by chance: up to 50 owners beside head office, in zones of their own, under all kinds of clearing terms.
 *
 * @module
 */
import * as fc from "fast-check"
import type { Document } from "./configurations.ts"

const basisPoints = fc.constantFrom(0, 1, 150, 333, 10_000)

const among = (owners: ReadonlyArray<string>) =>
  fc.subarray([...owners], { minLength: 1, maxLength: Math.min(4, owners.length) })

const collectionsFor = (owners: ReadonlyArray<string>) =>
  fc.array(
    fc.record(
      {
        loaders: among(owners),
        by: fc.constantFrom("issuer" as const, "loader" as const),
        commission: basisPoints,
        breakage: fc.constantFrom("issuer" as const, "loader" as const),
        from: fc.constantFrom("2026-11-22", "2026-12-01"),
        paidToIssuer: fc.constant(["transfer" as const])
      },
      { requiredKeys: ["by"] }
    ),
    { maxLength: 2 }
  )

const agreementsFor = (owners: ReadonlyArray<string>) =>
  fc.array(
    fc.record(
      {
        acceptors: among(owners),
        loaders: among(owners),
        categories: fc.constant(["room"]),
        from: fc.constantFrom("2026-11-22", "2026-12-01"),
        commission: basisPoints,
        promotional: fc.record({ acceptor: fc.constantFrom(0, 33, 50), loader: fc.constantFrom(0, 50) })
      },
      { requiredKeys: [] }
    ),
    { maxLength: 2 }
  )

const zones = ["Asia/Shanghai", "America/New_York", "Pacific/Auckland"] as const
const kinds = ["franchise", "own", "merchant"] as const

const member: Document["programs"][number] = {
  id: "member",
  version: 1,
  kind: "registered",
  asset: { code: "CNY", exponent: 2 },
  subWallets: [
    { id: "gift", priority: 10, funding: "promotional" },
    { id: "main", priority: 90, funding: "paid", validity: { months: 1 } }
  ],
  offers: [{ id: "bonus", pay: 200, bonus: { subWallet: "gift", amount: 51 } }],
  reversal: { days: 60 },
  capabilities: { cashOut: true }
}

const size = fc.oneof(
  { arbitrary: fc.integer({ min: 1, max: 4 }), weight: 1 },
  { arbitrary: fc.integer({ min: 5, max: 50 }), weight: 1 }
)

/** Head office and other owners with an outlet each; the first of them are settled with day by day, the rest by week. */
export const chains: fc.Arbitrary<Document> = size.chain((count) => {
  const others = Array.from({ length: count }, (_, n) => `own${n}`)
  const owners = ["hq", ...others]
  return fc
    .tuple(
      collectionsFor(owners),
      agreementsFor(owners),
      fc.nat(count),
      fc.constantFrom(undefined, undefined, "own0")
    )
    .map(([collections, agreements, daily, issuer]): Document => ({
      tenant: "law",
      zone: "Asia/Shanghai",
      backDating: { days: 31 },
      owners: [
        { id: "hq", kind: "headOffice" },
        ...others.map((id, n) => ({ id, kind: kinds[n % kinds.length] ?? "own" }))
      ],
      outlets: owners.map((owner, n) => ({
        id: `at-${owner}`,
        owner,
        ...(n % 2 === 1 && { zone: zones[n % zones.length] ?? "UTC", businessDayEndsAt: "04:00" })
      })),
      operators: [
        { id: "ana", role: "finance" },
        { id: "bo", role: "finance" }
      ],
      clearing: {
        cycles: [
          ...(daily > 0 ? [{ id: "daily", every: "day" as const, owners: others.slice(0, daily) }] : []),
          { id: "weekly", every: "week" }
        ],
        collections: collections.map((one, n) => ({ ...one, id: `collection${n}` })),
        agreements: agreements.map((one, n) => ({ ...one, id: `agreement${n}` }))
      },
      // Head office issues cards of one currency, and as a rule those of the other one.
      programs: [
        issuer === undefined ? member : { ...member, issuer },
        { ...member, id: "euro", asset: { code: "EUR", exponent: 2 } }
      ]
    }))
})
