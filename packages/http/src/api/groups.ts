/**
 * Groups of routes, as the pages of the reference have them.
 *
 * @module
 */

/** What is in each group. */
export const groups = {
  Sales: "Paying with a card, at once or by hold and capture, and giving it back.",
  Value: "Putting value on cards, moving it, and taking it off.",
  Cards: "Cards and accounts: issued, blocked, replaced, closed; PINs and codes.",
  Points: "Points and vouchers.",
  Questions: "What an account holds and what happened to it.",
  Holders: "Who a member is, apart from the ledger: found, kept, shown and forgotten.",
  Operations: "Operations looked up, and many commands at once.",
  Approvals: "What somebody else approves: authorization codes and quotas.",
  Shifts: "Shifts, drawers and cash on its way to head office.",
  Clearing: "Who owes whom, and how far it is settled.",
  Network: "Owners, outlets, terminals, operators, clients and programs.",
  Reports: "What an accountant asks for.",
  Jobs: "Imports and exports that the server goes on with while nobody waits.",
  Audit:
    "Checkpoints that are kept outside, proofs for whoever has no ledger, and what an audit finds set apart.",
  Webhooks: "How programs are told of what happens, and what happened.",
  Access: "Enrolling devices, signing in and out, and who makes codes and keys.",
  Service: "The documents of this interface, and how the server is.",
  Sandbox: "What a test does with a server that is for tests. None of it is there where callers are live."
} as const

export type Group = keyof typeof groups

/** Every scope that a route needs, and the group that its routes are in. */
const groupOfScope = {
  "redemptions:create": "Sales",
  "advices:create": "Sales",
  "holds:create": "Sales",
  "holds:capture": "Sales",
  "refunds:create": "Sales",
  "refunds:unlinked": "Sales",
  "reversals:create": "Sales",
  "quotes:create": "Sales",
  "loads:create": "Value",
  "loads:confirm": "Value",
  "clawbacks:create": "Value",
  "chargebacks:create": "Value",
  "escheats:create": "Value",
  "cash-outs:create": "Value",
  "adjustments:create": "Value",
  "transfers:create": "Value",
  "sweeps:create": "Value",
  "cards:create": "Cards",
  "cards:activate": "Cards",
  "cards:manage": "Cards",
  "cards:block": "Cards",
  "accounts:manage": "Cards",
  "cards:replace": "Cards",
  "holders:identify": "Cards",
  "pins:set": "Cards",
  "pins:unlock": "Cards",
  "one-time-codes:create": "Cards",
  "numbers:allot": "Cards",
  "reminders:create": "Cards",
  "points:earn": "Points",
  "points:burn": "Points",
  "vouchers:grant": "Points",
  "balances:read": "Questions",
  "statements:read": "Questions",
  "holders:find": "Holders",
  "holders:read": "Holders",
  "holders:write": "Holders",
  "holders:export": "Holders",
  "holders:erase": "Holders",
  "operations:read": "Operations",
  "authorizations:request": "Approvals",
  "authorizations:grant": "Approvals",
  "quotas:request": "Approvals",
  "quotas:grant": "Approvals",
  "shifts:manage": "Shifts",
  "remittances:receive": "Shifts",
  "shifts:read": "Shifts",
  "clearing:manage": "Clearing",
  "clearing:approve": "Clearing",
  "clearing:dispute": "Clearing",
  "clearing:read": "Clearing",
  "network:write": "Network",
  "clients:write": "Network",
  "programs:write": "Network",
  "network:read": "Network",
  "programs:read": "Network",
  "imports:create": "Jobs",
  "books:close": "Reports",
  "reports:read": "Reports",
  "audit:read": "Audit",
  "audit:quarantine": "Audit",
  "webhooks:read": "Webhooks",
  "webhooks:write": "Webhooks",
  "events:read": "Webhooks",
  "metrics:read": "Service",
  "test:write": "Sandbox"
} as const satisfies Readonly<Record<string, Group>>

/** What a route needs of its caller. One that is in no group does not compile. */
export type Scope = keyof typeof groupOfScope

/** The group of what a scope allows. */
export const groupOf = (scope: Scope): Group => groupOfScope[scope]
