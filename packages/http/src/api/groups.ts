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
  Audit: "Checkpoints that are kept outside, and proofs for whoever has no ledger.",
  Webhooks: "How programs are told of what happens, and what happened.",
  Access: "Enrolling devices, signing in and out, and who makes codes and keys.",
  Service: "The documents of this interface, and how the server is.",
  Sandbox: "What a test does with a server that is for tests. None of it is there where callers are live."
} as const

export type Group = keyof typeof groups

/** Which group the routes are in that a scope of a resource allows. */
const groupOfResource = {
  redemptions: "Sales",
  holds: "Sales",
  refunds: "Sales",
  reversals: "Sales",
  quotes: "Sales",
  loads: "Value",
  clawbacks: "Value",
  chargebacks: "Value",
  escheats: "Value",
  "cash-outs": "Value",
  adjustments: "Value",
  transfers: "Value",
  sweeps: "Value",
  cards: "Cards",
  accounts: "Cards",
  pins: "Cards",
  "one-time-codes": "Cards",
  holders: "Holders",
  numbers: "Cards",
  reminders: "Cards",
  points: "Points",
  vouchers: "Points",
  balances: "Questions",
  statements: "Questions",
  operations: "Operations",
  authorizations: "Approvals",
  quotas: "Approvals",
  shifts: "Shifts",
  remittances: "Shifts",
  clearing: "Clearing",
  network: "Network",
  clients: "Network",
  programs: "Network",
  reports: "Reports",
  books: "Reports",
  webhooks: "Webhooks",
  events: "Webhooks",
  audit: "Audit",
  metrics: "Service",
  test: "Sandbox"
} as const satisfies Readonly<Record<string, Group>>

/** What a scope is about. */
export type Resource = keyof typeof groupOfResource

/** What may be done with it. */
type Doing =
  | "activate"
  | "allot"
  | "approve"
  | "block"
  | "burn"
  | "capture"
  | "close"
  | "confirm"
  | "create"
  | "dispute"
  | "earn"
  | "erase"
  | "export"
  | "find"
  | "grant"
  | "identify"
  | "manage"
  | "read"
  | "receive"
  | "replace"
  | "request"
  | "set"
  | "unlinked"
  | "unlock"
  | "write"

/** What a route needs of its caller. One about something that has no group does not compile. */
export type Scope = `${Resource}:${Doing}`

/** The group of what a scope allows. */
export const groupOf = (scope: Scope): Group => {
  const [resource] = scope.split(":")
  return groupOfResource[resource as Resource]
}
