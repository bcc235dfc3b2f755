/**
 * Routes of questions: what is asked with GET, what with POST because a card number has no place in an address.
 *
 * @module
 */
import {
  Changes,
  ClearingEntries,
  ClearingPeriods,
  ClearingStatement,
  DayReport,
  DepositsDue,
  OfflineReport,
  Ids,
  JournalEntries,
  JournalExport,
  NetworkAsOf,
  OfflineApproval,
  OfPeriod,
  OperationsAsked,
  queries,
  Reconciliation,
  RemittancesAsked,
  RollForward,
  ShiftsAsked,
  TrialBalance,
  UnclaimedBy
} from "@tessera/core"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { expandable } from "./expansions.ts"
import type { Scope } from "./groups.ts"

/** What a question is answered with: one document, a page of a list, a report, a document with a report in it, a text, or lines of JSON. */
export type AnswerKind = "document" | "list" | "report" | "table" | "text" | "lines"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/** Where a question is asked. What stands in braces is a field of it. */
export interface Question<Asked extends Shape = Shape, Kind extends AnswerKind = AnswerKind> {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly scope: Scope
  readonly answers: Kind
  /** The fields: those of the path, and the rest in the query or, with POST, in the body. */
  readonly asks: Asked
  /** What a person reads of it. */
  readonly title: string
}

const get =
  <Kind extends AnswerKind>(answers: Kind) =>
  <Asked extends Shape>(scope: Scope, path: string, title: string, asks: Asked): Question<Asked, Kind> => ({
    method: "GET",
    path,
    scope,
    answers,
    asks,
    title
  })

const ask = <Asked extends Shape>(
  scope: Scope,
  path: string,
  title: string,
  asks: Asked
): Question<Asked, "document"> => ({ method: "POST", path, scope, answers: "document", asks, title })

const [document, list, report, table, lines, text] = [
  get("document"),
  get("list"),
  get("report"),
  get("table"),
  get("lines"),
  get("text")
]

const nothing = Schema.Struct({})
const idOf = <Id extends Schema.Decoder<unknown>>(id: Id) => Schema.Struct({ id })
const namingOf = <Id extends Schema.Decoder<unknown>>(id: Id) => Schema.Struct({ id, ...expandable })

/** The fields of a query of the core without its name, which the address says. */
const withoutType = <Fields extends { readonly type: unknown }>({
  type: _,
  ...fields
}: Fields): Omit<Fields, "type"> => fields
const ofAccount = { account: Ids.AccountId }
const { Balance, Quote, Statement } = queries

/** The page of a list. */
export const page = {
  /** How many at most: 1 to 200. Absent: 50. */
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 200 }))),
  /** What the page before said as `nextCursor`: it has a place for each of the ledger's shards, of which there may be a hundred. */
  after: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(6_000)))
}

/** The page of a list that can be counted. */
const counted = {
  ...page,
  /** How many there are in all, as `count`; it costs reading them. Absent: they are not counted. */
  count: Schema.optionalKey(Schema.Literal("exact"))
}

/** The page of a list whose items name other things. */
const naming = { ...counted, ...expandable }

/** Every question. The handlers are a table with the same names. */
export const questions = {
  quote: ask(
    "quotes:create",
    "/v1/quotes",
    "What a redemption would draw here and now",
    Quote.mapFields(withoutType, { unsafePreserveChecks: true })
  ),
  balance: ask(
    "balances:read",
    "/v1/balances",
    "What an account holds",
    Balance.mapFields(withoutType, { unsafePreserveChecks: true })
  ),
  statement: ask(
    "statements:read",
    "/v1/statements",
    "What happened to an account",
    Statement.mapFields(withoutType, { unsafePreserveChecks: true })
  ),
  accountBalance: document(
    "balances:read",
    "/v1/accounts/{account}/balance",
    "What an account holds, by its id",
    Schema.Struct({
      ...ofAccount,
      currency: Balance.fields.currency,
      lots: Balance.fields.lots
    })
  ),
  accountStatement: document(
    "statements:read",
    "/v1/accounts/{account}/statement",
    "What happened to an account, by its id",
    Schema.Struct({ ...ofAccount, from: Statement.fields.from, to: Statement.fields.to })
  ),
  approveOffline: ask(
    "authorizations:grant",
    "/v1/offline-approvals",
    "The code by which a till without a connection may do exactly what is wanted",
    OfflineApproval.mapFields(withoutType)
  ),
  operations: list(
    "operations:read",
    "/v1/operations",
    "Operations, newest first",
    Schema.Struct({ ...OperationsAsked.fields, ...naming })
  ),
  operation: document(
    "operations:read",
    "/v1/operations/{operation}",
    "An operation",
    Schema.Struct({ operation: Ids.OperationId, ...expandable })
  ),
  operationByKey: document(
    "operations:read",
    "/v1/operations/by-key/{key}",
    "What became of the caller's own key",
    Schema.Struct({ key: Ids.Key, ...expandable })
  ),
  network: document(
    "network:read",
    "/v1/network",
    "The whole configuration, now or as it was",
    NetworkAsOf.mapFields(withoutType)
  ),
  changes: list(
    "network:read",
    "/v1/changes",
    "What was changed of the network, newest first",
    Schema.Struct({ ...withoutType(Changes.fields), ...counted })
  ),
  tenant: document("network:read", "/v1/tenant", "What is the same for everybody", nothing),
  owners: list("network:read", "/v1/owners", "Owners", Schema.Struct(counted)),
  owner: document("network:read", "/v1/owners/{id}", "An owner", idOf(Ids.OwnerId)),
  outlets: list("network:read", "/v1/outlets", "Outlets", Schema.Struct(naming)),
  outlet: document("network:read", "/v1/outlets/{id}", "An outlet", namingOf(Ids.OutletId)),
  terminals: list("network:read", "/v1/terminals", "Terminals", Schema.Struct(naming)),
  terminal: document("network:read", "/v1/terminals/{id}", "A terminal", namingOf(Ids.TerminalId)),
  operators: list("network:read", "/v1/operators", "Operators", Schema.Struct(naming)),
  operator: document("network:read", "/v1/operators/{id}", "An operator", namingOf(Ids.OperatorId)),
  clients: list("network:read", "/v1/clients", "Clients, with their keys as hashes", Schema.Struct(naming)),
  client: document("network:read", "/v1/clients/{id}", "A client", namingOf(Ids.ClientId)),
  programs: list(
    "programs:read",
    "/v1/programs",
    "Programs, each in its newest version",
    Schema.Struct(counted)
  ),
  program: document(
    "programs:read",
    "/v1/programs/{id}",
    "A program in its newest version",
    idOf(Ids.ProgramId)
  ),
  shifts: list(
    "shifts:read",
    "/v1/shifts",
    "Shifts with their totals",
    Schema.Struct({ ...ShiftsAsked.fields, ...naming })
  ),
  shift: document(
    "shifts:read",
    "/v1/shifts/{shift}",
    "A shift with what was done in it",
    Schema.Struct({ shift: Ids.ShiftId, asOf: ShiftsAsked.fields.asOf })
  ),
  handOver: text(
    "shifts:read",
    "/v1/shifts/{shift}/hand-over",
    "The page that both sign",
    Schema.Struct({
      shift: Ids.ShiftId,
      asOf: ShiftsAsked.fields.asOf,
      checkpoint: Schema.optionalKey(
        Schema.String.check(
          Schema.isPattern(/^[ -~]{1,128}$/, { expected: "1–128 letters, digits and signs" })
        ).annotate({
          description: "The last checkpoint, as it was published: the page names it. Absent: it names none."
        })
      )
    })
  ),
  remittances: list(
    "shifts:read",
    "/v1/remittances",
    "Cash that was sent to head office",
    Schema.Struct({ ...RemittancesAsked.fields, ...naming })
  ),
  clearingPeriods: report(
    "clearing:read",
    "/v1/clearing/cycles/{cycle}/periods",
    "The periods of a clearing cycle",
    ClearingPeriods
  ),
  clearingStatement: report(
    "clearing:read",
    "/v1/clearing/statement",
    "What owners are due, place by place",
    ClearingStatement
  ),
  clearingEntries: report(
    "clearing:read",
    "/v1/clearing/entries",
    "What owners are due, operation by operation",
    ClearingEntries
  ),
  dayReport: report("reports:read", "/v1/reports/day", "What was taken, given and sold", DayReport),
  offlineReport: report(
    "reports:read",
    "/v1/reports/offline",
    "Sales that happened offline and want to be looked at",
    OfflineReport
  ),
  trialBalance: report(
    "reports:read",
    "/v1/reports/trial-balance",
    "The sum of every ledger account",
    TrialBalance.mapFields(Struct.omit(["chart"]))
  ),
  rollForward: report(
    "reports:read",
    "/v1/reports/roll-forward",
    "The liability, rolled forward",
    RollForward
  ),
  promotions: report("reports:read", "/v1/reports/promotions", "What promotions cost", OfPeriod),
  breakage: table("reports:read", "/v1/reports/breakage", "What of unused value is income", OfPeriod),
  vat: report("reports:read", "/v1/reports/vat", "What is taxed", OfPeriod),
  unclaimed: report("reports:read", "/v1/reports/unclaimed", "What is due to the state", UnclaimedBy),
  deposits: report("reports:read", "/v1/reports/deposits", "What is to be deposited by law", DepositsDue),
  reconciliation: {
    ...ask(
      "reports:read",
      "/v1/reports/reconciliations",
      "What a file of another system and the journal say alike",
      Reconciliation
    ),
    answers: "table"
  },
  entries: lines("reports:read", "/v1/exports/entries", "The journal's entries, one a line", JournalEntries),
  journal: text(
    "reports:read",
    "/v1/exports/journal",
    "The journal as CSV, hledger or beancount text",
    JournalExport.mapFields(Struct.omit(["chart"]))
  )
} as const satisfies Readonly<Record<string, Question>>

export type QuestionName = keyof typeof questions

/** What a question is asked with, as it is sent: path, query and body in one. */
export type QuestionInput<Name extends QuestionName> = (typeof questions)[Name]["asks"]["Encoded"]

/** The same, read. */
export type Asked<Name extends QuestionName> = (typeof questions)[Name]["asks"]["Type"]
