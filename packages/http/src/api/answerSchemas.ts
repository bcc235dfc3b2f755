/**
 * What is answered, as schemas: for the document, and for clients in other languages.
 *
 * @module
 */
import { Configuration, Ids, PartName, Receipt, verbs } from "@tessera/core"
import * as Schema from "effect/Schema"
import type { QuestionName } from "./questions.ts"

const maybe = Schema.optionalKey
/** A whole number of minor units. */
const Minor = Schema.Int
const Instant = Schema.String.annotate({ description: "RFC 3339 in UTC" })

const SubWallet = Schema.Struct({
  subWallet: Schema.String,
  ledger: Minor,
  held: Minor,
  available: Minor,
  scheduled: Minor,
  expiredUnposted: Minor
})

const Lot = Schema.Struct({
  lot: Schema.String,
  subWallet: Schema.String,
  remaining: Minor,
  held: Minor,
  promised: Minor,
  activeFrom: Instant,
  expiresAt: maybe(Instant)
})

const Wallet = Schema.Struct({
  currency: Schema.String,
  subWallets: Schema.Array(SubWallet),
  receivable: Minor,
  dormantSince: maybe(Instant),
  lots: maybe(Schema.Array(Lot))
})

const balance = Schema.Struct({ wallets: Schema.Array(Wallet) })

const Line = Schema.Struct({
  operation: Schema.String,
  verb: Schema.String,
  at: Instant,
  outlet: maybe(Schema.String),
  currency: Schema.String,
  changes: Schema.Array(Schema.Struct({ subWallet: Schema.String, amount: Minor })),
  amount: Minor,
  balance: Minor
})

const statement = Schema.Struct({ lines: Schema.Array(Line) })

const Slice = Schema.Struct({
  subWallet: Schema.String,
  lot: Schema.String,
  amount: Minor,
  line: maybe(Schema.Int)
})

const quote = Schema.Struct({
  plan: Schema.Array(Slice),
  skipped: Schema.Array(
    Schema.Struct({ lot: Schema.String, subWallet: maybe(Schema.String), reason: Schema.String })
  ),
  approvable: Minor,
  due: Minor,
  quote: Schema.String
})

const Operation = Schema.Struct({
  id: Schema.String,
  type: Schema.String,
  key: Schema.String,
  client: Schema.String,
  recordedAt: Instant,
  effectiveAt: Instant,
  occurredAt: maybe(Instant),
  businessDate: Schema.String,
  outlet: maybe(Schema.String),
  owner: maybe(Schema.String),
  terminal: maybe(Schema.String),
  operator: maybe(Schema.String),
  account: maybe(Schema.String),
  original: maybe(Schema.String),
  reversedBy: maybe(Schema.String),
  outcome: Schema.Struct({ key: Schema.String, outcome: Schema.Literals(["approved", "declined"]) })
})

const Change = Schema.Struct({
  operation: Schema.String,
  at: Instant,
  part: PartName,
  id: Schema.String,
  version: Schema.Int,
  by: Schema.Literals(["operation", "configuration"]),
  client: Schema.String,
  operator: maybe(Schema.String),
  reason: Schema.String,
  fields: Schema.Array(Schema.Struct({ path: Schema.Array(Schema.String) }))
})

/** The documents of the network: what is changed is what is read. */
export const documents = {
  Tenant: verbs.ChangeTenant.fields.to,
  Owner: verbs.ChangeOwner.fields.to,
  Outlet: verbs.ChangeOutlet.fields.to,
  Terminal: verbs.ChangeTerminal.fields.to,
  Operator: verbs.ChangeOperator.fields.to,
  Client: verbs.ChangeClient.fields.to,
  Program: verbs.ChangeProgram.fields.to
} as const

/** The answers of commands, and of those questions whose answer is no report. */
export const answerSchemas = {
  approved: Schema.Struct({
    key: Ids.Key,
    outcome: Schema.Literal("approved"),
    ...Receipt.fields,
    replayed: Schema.Boolean,
    reversedBy: maybe(Schema.String)
  }),
  quote,
  balance,
  statement,
  accountBalance: balance,
  accountStatement: statement,
  approveOffline: Schema.Struct({ code: Schema.String, until: Instant }),
  operation: Operation,
  operations: Operation,
  operationByKey: Schema.Union([
    Operation,
    Schema.Struct({ key: Schema.String, tombstone: Schema.Literal(true), reversedBy: Schema.String })
  ]),
  changes: Change,
  network: Schema.Struct({ version: Schema.Int, configuration: Configuration }),
  tenant: documents.Tenant,
  owners: documents.Owner,
  owner: documents.Owner,
  outlets: documents.Outlet,
  outlet: documents.Outlet,
  terminals: documents.Terminal,
  terminal: documents.Terminal,
  operators: documents.Operator,
  operator: documents.Operator,
  clients: documents.Client,
  client: documents.Client,
  programs: documents.Program,
  program: documents.Program
} as const satisfies Readonly<Partial<Record<QuestionName | "approved", Schema.Top>>>
