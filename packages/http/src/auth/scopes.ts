/**
 * Scopes: what each kind of caller may ask for. What people may do is read off the ledger's own rights, so that there is one table.
 *
 * @module
 */
import { type Operator, operatorMay, type Role, verbs, type Verb } from "@tessera/core"

/** The scope that a verb needs, as the routes say it. */
export type ScopeOf = (verb: Verb) => string

/** What of the ledger's own verbs is not in its table of rights: it is everybody's. */
const named = Object.keys(verbs) as ReadonlyArray<Verb>

const ofTill = ["balances", "statements", "operations", "programs", "shifts"]
const ofOffice = [...ofTill, "network", "reports"]

/** What a role may look at. */
const reads: Readonly<Record<Role, ReadonlyArray<string>>> = {
  finance: [...ofOffice, "clearing"],
  owner: [...ofOffice, "clearing"],
  manager: ofOffice,
  cashier: ofTill,
  auditor: [...ofOffice, "clearing"],
  kiosk: ["balances", "statements", "programs"]
}

/** What an operator may: every verb that the role or an exception allows, with or without a code, and what the role may look at. */
export const operatorScopes = (operator: Operator, scopeOf: ScopeOf): ReadonlySet<string> =>
  new Set([
    ...named.filter((verb) => operatorMay(operator, verb) !== "no").map(scopeOf),
    ...reads[operator.role].map((what) => `${what}:read`),
    "quotes:create"
  ])

/** What an enrolled terminal may alone, with nobody signed in: what a customer may see and pay at it, and what undoes that. */
export const terminalAlone: ReadonlySet<string> = new Set([
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
export const holderScopes: ReadonlySet<string> = new Set(["balances:read", "statements:read", "cards:block"])
