/**
 * Exchanges of the office: approvals, quotas, changes of the network, clearing, shifts and what they send.
 *
 * @module
 */
import { clearing } from "./shop.ts"
import { currency, dateAfter, type Exchange, type Fields, issued, reason } from "./Exchange.ts"

/** What somebody wants approved. It is the same each time: a grant takes the place of the one before. */
const wanted = { type: "UnlinkedRefund", operator: "cid", outlet: "S1", amount: 5, currency }
const granted: Fields = { type: "GrantAuthorization", operator: "amy", wanted }

const quota = { amount: 1, currency, ofOutlet: "S3" }

/** A part has one version more after every exchange; one that is new to the network had none at first. */
const changed =
  (type: string, to: object, first = 0): Exchange =>
  ({ n }) => [[], { type, to, version: first + n - 1, reason }]

const period = (n: number) => ({ cycle: "daily", through: dateAfter(n) })
const cutOff = (n: number): Fields => ({ type: "CutOff", ...period(n) })
const approvedBy = (operator: string, n: number): Fields => ({
  type: "ApprovePeriod",
  operator,
  ...period(n)
})
const paid = (n: number): Fields => ({ type: "PayPeriod", ...period(n) })

const drawer = { outlet: "S3", operator: "amy" }
const shiftOf = (card: string) => ({ ...drawer, shift: card })
const opened = (card: string): Fields => ({
  type: "OpenShift",
  float: { amount: 0, currency },
  ...shiftOf(card)
})
/** What was taken in stays in the drawer, or is gone. */
const closed = (card: string, amount: number): Fields => ({
  type: "CloseShift",
  counted: [{ tender: "cash", amount, currency }],
  ...shiftOf(card)
})
const taken = (card: string): Fields => ({ ...issued(card), ...shiftOf(card) })
const remitted = (card: string): Fields => ({
  type: "Remit",
  amount: 10_000,
  currency,
  reference: "bag",
  ...shiftOf(card)
})

/** By the name of the command. */
export const officeExchanges = {
  RequestAuthorization: () => [[], { type: "RequestAuthorization", wanted }],
  GrantAuthorization: () => [[], granted],
  RevokeAuthorization: ({ said }) => [
    [granted],
    { type: "RevokeAuthorization", request: said("request"), grantedTo: "cid", reason }
  ],
  RequestQuota: () => [[], { type: "RequestQuota", ...quota }],
  GrantQuota: () => [[], { type: "GrantQuota", ...quota }],
  ChangeTenant: changed("ChangeTenant", { zone: "Asia/Shanghai", clearing }, 1),
  ChangeOwner: changed("ChangeOwner", { id: "new", kind: "own" }),
  ChangeOutlet: changed("ChangeOutlet", { id: "new", owner: "hq" }),
  ChangeTerminal: changed("ChangeTerminal", { id: "new", outlet: "S1" }),
  ChangeOperator: changed("ChangeOperator", { id: "new", role: "cashier" }),
  ChangeClient: changed("ChangeClient", { id: "new", scopes: [] }),
  ChangeProgram: ({ n }) => [
    [],
    {
      type: "ChangeProgram",
      to: {
        id: "new",
        version: n,
        kind: "bearer",
        asset: { code: currency, exponent: 2 },
        subWallets: [{ id: "main", funding: "paid" }]
      },
      version: n - 1,
      reason
    }
  ],
  AllotNumbers: () => [[], { type: "AllotNumbers", program: "numbered", count: 1 }],
  ClosePeriod: ({ n }) => [[], { type: "ClosePeriod", through: dateAfter(n) }],
  CutOff: ({ n }) => [[], cutOff(n), [approvedBy("amy", n), approvedBy("bo", n), paid(n)]],
  ApprovePeriod: ({ n }) => [[cutOff(n)], approvedBy("amy", n), [approvedBy("bo", n), paid(n)]],
  PayPeriod: ({ n }) => [[cutOff(n), approvedBy("amy", n), approvedBy("bo", n)], paid(n)],
  Dispute: ({ card, key }) => [[issued(card)], { type: "Dispute", originalKey: key(0), reason }],
  RejectDispute: ({ card, key }) => [
    [issued(card), { type: "Dispute", originalKey: key(0), reason }],
    { type: "RejectDispute", originalKey: key(0), reason }
  ],
  CorrectClearing: () => [
    [],
    { type: "CorrectClearing", amount: 1, currency, owedBy: "hq", owedTo: "fr1", reason }
  ],
  OpenShift: ({ card }) => [[], opened(card), [closed(card, 0)]],
  CloseShift: ({ card }) => [[opened(card)], closed(card, 0)],
  Remit: ({ card }) => [[opened(card), taken(card)], remitted(card), [closed(card, 0)]],
  ReceiveRemittance: ({ card, key }) => [
    [opened(card), taken(card), remitted(card)],
    { type: "ReceiveRemittance", originalKey: key(0), amount: 10_000, currency },
    [closed(card, 0)]
  ]
} as const satisfies Readonly<Record<string, Exchange>>
