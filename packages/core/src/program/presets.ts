/**
 * The presets that come with the product, each with its source and the day on which it was last read.
 *
 * @module
 */
import type { FeeRule, Preset } from "./Preset.ts"

const checkedOn = "2026-11-21"
const money = (units: bigint): bigint => units * 100n

const china = {
  jurisdiction: "China",
  currency: "CNY",
  effectiveFrom: "2012-11-01",
  checkedOn,
  certainty: "high",
  sources: [
    "MOFCOM Order 9 of 2012, Measures for the Administration of Single-Purpose Commercial Prepaid Cards (for Trial Implementation), amended 2016-08-18"
  ]
} as const

/** By bank transfer from so much on; both are of one purchase, however many cards it is of. */
const noCashInChina = { person: money(50_000n), organisation: money(5_000n) }

const california = {
  title: "California gift certificates",
  jurisdiction: "US-CA",
  currency: "USD",
  kinds: ["bearer", "voucher"],
  checkedOn,
  certainty: "high"
} as const

/** The one exception to a law without fees: small rests, long forgotten, on cards that can be loaded again. */
const californiaFee: FeeRule = {
  notBefore: { months: 24 },
  amountAtMost: money(1n),
  balanceAtMost: money(5n),
  reloadable: true
}

const eMoney = {
  title: "Anonymous electronic money",
  jurisdiction: "EU",
  currency: "EUR",
  kinds: ["bearer", "voucher"],
  checkedOn
} as const

/**
 * No state's law, but what many have: how long gift cards are silent, whether they are exempt, and what of them is owed
 * differs from state to state, and is to be looked up for the state where the issuer is incorporated.
 */
const unclaimed = {
  jurisdiction: "US",
  currency: "USD",
  kinds: ["bearer", "voucher", "registered"],
  // Not the day of any law: from then on the preset may be named.
  effectiveFrom: "2020-01-01",
  checkedOn,
  certainty: "low",
  sources: [
    "Typical dormancy of three or five years: surveys of state law (Alston & Bird 2025, NCSL); no single statute was read"
  ]
} as const

export const presets: ReadonlyArray<Preset> = [
  {
    ...unclaimed,
    id: "us-unclaimed-3-years",
    title: "Unclaimed property, a typical state with three years",
    rules: { escheat: { after: { years: 3 }, from: "lastActivity" } }
  },
  {
    ...unclaimed,
    id: "us-unclaimed-5-years",
    title: "Unclaimed property, a typical state with five years",
    rules: { escheat: { after: { years: 5 }, from: "lastActivity" } }
  },
  {
    ...china,
    id: "cn-named",
    title: "Named single-purpose cards",
    kinds: ["registered"],
    rules: {
      validity: "noExpiry",
      balanceAtMost: money(5_000n),
      identityFrom: 1n,
      noCashFrom: noCashInChina
    }
  },
  {
    ...china,
    id: "cn-anonymous",
    title: "Anonymous single-purpose cards",
    kinds: ["bearer", "voucher"],
    rules: {
      validity: { years: 3 },
      balanceAtMost: money(1_000n),
      identityFrom: money(10_000n),
      noCashFrom: noCashInChina
    }
  },
  {
    id: "us-federal",
    title: "Gift card rules of the CARD Act",
    jurisdiction: "US",
    currency: "USD",
    kinds: ["bearer", "voucher"],
    effectiveFrom: "2010-08-22",
    checkedOn,
    certainty: "high",
    sources: ["Regulation E, 12 CFR 1005.20 (Federal Register 75/62, 2010-04-01)"],
    rules: {
      // From the issue or the last load of the funds, whichever is later: 1005.20(e)(2)(i).
      validity: { years: 5, from: "lastLoad" },
      // Every increase or decrease of the funds is activity, also a refund: 1005.20(a)(7); (d) has the year and the month.
      fee: { notBefore: { months: 12 }, endsWith: ["Redeem", "Load", "Refund"] }
    }
  },
  {
    id: "us-closed-loop",
    title: "Closed-loop prepaid access, sellers' thresholds",
    jurisdiction: "US",
    currency: "USD",
    kinds: ["registered", "bearer", "voucher"],
    effectiveFrom: "2012-03-31",
    checkedOn,
    certainty: "medium",
    sources: ["FinCEN, 31 CFR 1010.100(ff)(4)(iii) and (7)"],
    rules: { caps: [{ verb: "Load", per: "day", amount: money(2_000n) }] }
  },
  {
    ...california,
    id: "us-california",
    effectiveFrom: "2008-01-01",
    effectiveTo: "2026-03-31",
    sources: ["California Civil Code 1749.5"],
    rules: { validity: "noExpiry", cashOut: { below: money(10n) }, fee: californiaFee }
  },
  {
    ...california,
    id: "us-california",
    effectiveFrom: "2026-04-01",
    sources: ["California Civil Code 1749.5 as amended by SB 22 (chapter 207 of 2025)"],
    rules: { validity: "noExpiry", cashOut: { below: money(15n) }, fee: californiaFee }
  },
  {
    ...eMoney,
    id: "eu-anonymous",
    effectiveFrom: "2020-01-10",
    effectiveTo: "2027-07-09",
    certainty: "high",
    sources: ["Directive (EU) 2015/849, article 12, as amended by Directive (EU) 2018/843"],
    rules: {
      balanceAtMost: money(150n),
      caps: [
        { verb: "Redeem", per: "month", amount: money(150n) },
        { verb: "Redeem", per: "operation", amount: money(50n), channels: ["web", "app"] },
        { verb: "CashOut", per: "operation", amount: money(50n) }
      ]
    }
  },
  {
    ...eMoney,
    id: "eu-anonymous",
    effectiveFrom: "2027-07-10",
    certainty: "medium",
    sources: ["Regulation (EU) 2024/1624, article 19: an exemption by the supervisor"],
    rules: {
      balanceAtMost: money(150n),
      notReloadable: true,
      caps: [{ verb: "Redeem", per: "operation", amount: money(50n), channels: ["web", "app"] }]
    }
  },
  {
    id: "jp-own-business",
    title: "Prepaid instruments for the issuer's own business",
    jurisdiction: "Japan",
    currency: "JPY",
    kinds: ["registered", "bearer", "voucher"],
    effectiveFrom: "2010-04-01",
    checkedOn,
    certainty: "high",
    sources: ["Payment Services Act, articles 5 and 14: notification and deposit"],
    rules: { deposit: { above: 10_000_000n, percent: 50, dates: ["03-31", "09-30"] } }
  },
  {
    id: "au-gift-cards",
    title: "Gift cards",
    jurisdiction: "Australia",
    currency: "AUD",
    kinds: ["bearer", "voucher"],
    effectiveFrom: "2019-11-01",
    checkedOn,
    certainty: "high",
    sources: ["Competition and Consumer Act 2010, schedule 2, sections 99A to 99G (ACCC guidance)"],
    rules: { validity: { years: 3 }, fee: "forbidden" }
  },
  {
    id: "ca-quebec",
    title: "Prepaid cards",
    jurisdiction: "CA-QC",
    currency: "CAD",
    kinds: ["bearer", "voucher"],
    effectiveFrom: "2010-06-30",
    checkedOn,
    certainty: "high",
    sources: ["Consumer Protection Act, sections 187.1 to 187.5 (Office de la protection du consommateur)"],
    rules: { validity: "noExpiry", cashOut: { atMost: money(5n) }, fee: "forbidden" }
  }
]

/** The ids that a program may name. */
export const presetIds: ReadonlyArray<string> = [...new Set(presets.map(({ id }) => id))]
