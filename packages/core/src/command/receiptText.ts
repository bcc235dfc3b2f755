/**
 * Receipts as JSON: the one order of fields, amounts as whole numbers, instants as RFC 3339.
 *
 * @module
 */
import { iso, type Instant } from "../values/Instant.ts"
import type { Balance, FundedLot, Receipt, Slice } from "./Receipt.ts"

const number = (amount: bigint | undefined): number | undefined =>
  amount === undefined ? undefined : Number(amount)
const time = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : iso(instant)

const slice = ({ amount, line, lot, subWallet }: Slice) => ({ subWallet, lot, amount: Number(amount), line })

const balance = ({ available, held, ledger, subWallet }: Balance) => ({
  subWallet,
  ledger: Number(ledger),
  held: Number(held),
  available: Number(available)
})

const fundedLot = ({ activeFrom, amount, expiresAt, lot, subWallet }: FundedLot) => ({
  subWallet,
  lot,
  amount: Number(amount),
  activeFrom: time(activeFrom),
  expiresAt: time(expiresAt)
})

const swept = (sweep: NonNullable<Receipt["swept"]>) => ({
  ...sweep,
  totals: sweep.totals.map(({ breakage, currency, fees, released, vested }) => ({
    currency,
    released: Number(released),
    vested: Number(vested),
    breakage: Number(breakage),
    fees: number(fees)
  }))
})

const period = ({ positions, ...said }: NonNullable<Receipt["period"]>): object => ({
  ...said,
  positions: positions.map(({ due, ...position }) => ({ ...position, due: Number(due) }))
})

const discount = ({ amount, lines }: NonNullable<Receipt["discount"]>): object => ({
  amount: Number(amount),
  lines: lines.map((line) => ({ ...line, amount: Number(line.amount) }))
})

const shift = ({ counts, difference, float, leaves, ...rest }: NonNullable<Receipt["shift"]>): object => ({
  ...rest,
  float: Number(float),
  difference: number(difference),
  counts: counts?.map(({ counted, currency, expected, tender, variance }) => ({
    tender,
    currency,
    expected: Number(expected),
    counted: number(counted),
    variance: number(variance)
  })),
  leaves: number(leaves)
})

const remittance = ({ amount, difference, left, ...rest }: NonNullable<Receipt["remittance"]>): object => ({
  ...rest,
  amount: Number(amount),
  left: number(left),
  difference: number(difference)
})

const points = ({ currency, earned, ledger, owed, short }: NonNullable<Receipt["points"]>): object => ({
  currency,
  earned: Number(earned),
  owed: Number(owed),
  ledger: Number(ledger),
  short: number(short)
})

const voucher = ({ amount, expiresAt, ...said }: NonNullable<Receipt["vouchers"]>[number]): object => ({
  ...said,
  amount: Number(amount),
  expiresAt: time(expiresAt)
})

/**
 * The answer to an approved command as a JSON value; what is absent stays absent. Written by hand and at once, because every
 * operation pays for it: to copy so many fields into another object costs as much as writing the text.
 */
export const receiptText = (key: string, receipt: Receipt): object => ({
  key,
  outcome: "approved",
  operation: receipt.operation,
  approvalCode: receipt.approvalCode,
  shard: receipt.shard,
  sequence: receipt.sequence,
  account: receipt.account,
  card: receipt.card,
  minted: receipt.minted,
  numbers: receipt.numbers,
  issueNumber: receipt.issueNumber,
  status: receipt.status,
  approved: number(receipt.approved),
  drawn: receipt.drawn?.map(slice),
  discount: receipt.discount && discount(receipt.discount),
  remainingDue: number(receipt.remainingDue),
  boundBy: receipt.boundBy,
  hold: receipt.hold,
  expiresAt: time(receipt.expiresAt),
  released: number(receipt.released),
  tolerance: number(receipt.tolerance),
  restored: receipt.restored?.map(slice),
  reversed: number(receipt.reversed),
  tombstone: receipt.tombstone,
  taken: number(receipt.taken),
  receivable: number(receipt.receivable),
  paidOff: number(receipt.paidOff),
  exceptions: receipt.exceptions,
  listAge: receipt.listAge,
  paidOut: number(receipt.paidOut),
  paidBack: receipt.paidBack && { ...receipt.paidBack, amount: Number(receipt.paidBack.amount) },
  moved: number(receipt.moved),
  to: receipt.to,
  lots: receipt.lots?.map(fundedLot),
  request: receipt.request,
  authorizationCode: receipt.authorizationCode,
  points: receipt.points && points(receipt.points),
  referral: receipt.referral && { ...receipt.referral, earned: Number(receipt.referral.earned) },
  vouchers: receipt.vouchers?.map(voucher),
  cardType: receipt.cardType,
  quota: receipt.quota && {
    currency: receipt.quota.currency,
    granted: Number(receipt.quota.granted),
    left: Number(receipt.quota.left)
  },
  reminder: receipt.reminder && {
    ...receipt.reminder,
    ...(receipt.reminder.amount !== undefined && { amount: Number(receipt.reminder.amount) })
  },
  shift: receipt.shift && shift(receipt.shift),
  remittance: receipt.remittance && remittance(receipt.remittance),
  version: receipt.version,
  period: receipt.period && period(receipt.period),
  swept: receipt.swept && swept(receipt.swept),
  currency: receipt.currency,
  balances: receipt.balances.map(balance),
  before: receipt.before.map(balance),
  expiring: receipt.expiring.map(({ amount, expiresAt, subWallet }) => ({
    subWallet,
    amount: Number(amount),
    expiresAt: iso(expiresAt)
  })),
  businessDate: receipt.businessDate,
  recordedAt: iso(receipt.recordedAt),
  hash: receipt.hash
})
