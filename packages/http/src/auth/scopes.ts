/**
 * Scopes: what each kind of caller may ask for. What people may do is read off the ledger's own rights, so that there is one table.
 *
 * @module
 */
import type { Scope } from "../api/groups.ts"
import { type Operator, operatorMay, type Role, verbs, type Verb } from "@tessera/core"

/** The scope that a verb needs, as the routes say it. */
export type ScopeOf = (verb: Verb) => string

/** What of the ledger's own verbs is not in its table of rights: it is everybody's. */
const named = Object.keys(verbs) as ReadonlyArray<Verb>

/** What there is to look at. */
type Looked = Scope extends infer One ? (One extends `${infer What}:read` ? What : never) : never

const ofTill = ["balances", "statements", "operations", "programs", "shifts"] as const
const ofOffice = [...ofTill, "network", "reports"] as const

/** What a role may look at. */
const reads: Readonly<Record<Role, ReadonlyArray<Looked>>> = {
  finance: [...ofOffice, "clearing"],
  owner: [...ofOffice, "clearing"],
  manager: ofOffice,
  cashier: ofTill,
  auditor: [...ofOffice, "clearing"],
  kiosk: ["balances", "statements", "programs"]
}

/** What a role may with what is known of people, with the audit, and with files of commands. */
const more: Readonly<Record<Role, ReadonlyArray<Scope>>> = {
  finance: [
    "holders:find",
    "holders:read",
    "holders:write",
    "holders:export",
    "holders:erase",
    "audit:read",
    "audit:quarantine",
    "imports:create"
  ],
  owner: ["holders:find", "holders:read", "holders:write", "imports:create"],
  manager: ["holders:find", "holders:read", "holders:write", "imports:create"],
  cashier: ["holders:find"],
  auditor: ["audit:read", "audit:quarantine"],
  kiosk: []
}

/** Who signs in in the office, with nothing but what they know or have: who stands at a till signs in there, and acts there alone. */
export const staffRoles: ReadonlySet<Role> = new Set<Role>(["finance", "owner", "manager", "auditor"])

/** What an operator may: every verb that the role or an exception allows, with or without a code, and what the role may look at. */
export const operatorScopes = (operator: Operator, scopeOf: ScopeOf): ReadonlySet<string> =>
  new Set([
    ...named.filter((verb) => operatorMay(operator, verb) !== "no").map(scopeOf),
    ...reads[operator.role].map((what): Scope => `${what}:read`),
    ...more[operator.role],
    "quotes:create" satisfies Scope
  ])

/** What an enrolled terminal may alone, with nobody signed in: what a customer may see and pay at it, and what undoes that. */
export const terminalAlone: ReadonlySet<string> = new Set<Scope>([
  "balances:read",
  "operations:read",
  "programs:read",
  "quotes:create",
  "redemptions:create",
  "advices:create",
  "reversals:create",
  "authorizations:request"
])

/** What a holder may with the own accounts: look, and have a lost card blocked. */
export const holderScopes: ReadonlySet<string> = new Set<Scope>([
  "balances:read",
  "statements:read",
  "cards:block"
])
