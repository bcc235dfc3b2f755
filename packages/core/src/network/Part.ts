/**
 * Parts: what a network is made of. Each is one document with a version of its own, and is changed by a verb of its own.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { Program } from "../program/Program.ts"
import { Lock } from "./BookTerms.ts"
import { Client } from "./Client.ts"
import { Configuration } from "./Configuration.ts"
import { Operator } from "./Operator.ts"
import { Outlet } from "./Outlet.ts"
import { Owner } from "./Owner.ts"
import type { PermittedVerb } from "./Permission.ts"
import { Terminal } from "./Terminal.ts"

/** What a configuration says of the tenant itself: its zone, and what else is the same for everybody. */
export const TenantTerms = Configuration.mapFields(
  Struct.omit(["tenant", "owners", "outlets", "terminals", "operators", "clients", "programs", "books"])
)
export type TenantTerms = typeof TenantTerms.Type

/** The documents by what they describe. There is one tenant, whose books are locked as one; of the others there are many, told apart by their ids. */
const parts = {
  tenant: TenantTerms,
  owner: Owner,
  outlet: Outlet,
  terminal: Terminal,
  operator: Operator,
  client: Client,
  program: Program,
  books: Lock
} as const

export const PartName = Schema.Literals([
  "tenant",
  "owner",
  "outlet",
  "terminal",
  "operator",
  "client",
  "program",
  "books"
])
export type PartName = typeof PartName.Type

/** Any part's document, read. */
export type PartDocument = (typeof parts)[PartName]["Type"]

/** Which part each verb puts another document in the place of. */
export const changedBy = {
  ChangeTenant: "tenant",
  ChangeOwner: "owner",
  ChangeOutlet: "outlet",
  ChangeTerminal: "terminal",
  ChangeOperator: "operator",
  ChangeClient: "client",
  ChangeProgram: "program"
} as const satisfies { readonly [Verb in PermittedVerb]?: PartName }

/** A verb that sends a part as it shall be. */
export type ChangingVerb = keyof typeof changedBy

/** The verbs that change the network: by a document, or by closing the books. */
export const changingVerbs: ReadonlySet<string> = new Set<PermittedVerb>([
  ...(Object.keys(changedBy) as Array<ChangingVerb>),
  "ClosePeriod"
])

/** Whether a verb changes the network. */
export const isChanging = (verb: string): boolean => changingVerbs.has(verb)

const codecOf = (part: PartName): Schema.Codec<object, object> => parts[part]
const readJson = Schema.decodeUnknownSync(Schema.Json)

/** A document as plain JSON, as it stands in a configuration: amounts are whole numbers. */
export const plainDocument = (part: PartName, document: PartDocument): Schema.Json =>
  readJson(Schema.encodeSync(codecOf(part))(document))

/** One document in the place of another, both as plain JSON; the first of its id comes in nobody's place. */
export const PartChange = Schema.Struct({
  part: PartName,
  /** Which part of its kind; the tenant's own id for the tenant and its books. */
  id: Schema.String,
  /** Counts the versions of the part from 1; for a program it is the version of its terms. */
  version: Schema.Int,
  before: Schema.optional(Schema.Json),
  after: Schema.Json
})
export type PartChange = typeof PartChange.Type
