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
  Operations: "Operations looked up, and many commands at once.",
  Approvals: "What somebody else approves: authorization codes and quotas.",
  Shifts: "Shifts, drawers and cash on its way to head office.",
  Clearing: "Who owes whom, and how far it is settled.",
  Network: "Owners, outlets, terminals, operators, clients and programs.",
  Reports: "What an accountant asks for.",
  Webhooks: "How programs are told of what happens, and what happened.",
  Access: "Enrolling devices, signing in and out, and who makes codes and keys.",
  Service: "The documents of this interface, and how the server is."
} as const

export type Group = keyof typeof groups

const groupOfResource: Readonly<Record<string, Group>> = {
  redemptions: "Sales",
  advices: "Sales",
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
  holders: "Cards",
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
  events: "Webhooks"
}

/** The group of what a scope allows. */
export const groupOf = (scope: string): Group => {
  const group = groupOfResource[scope.slice(0, scope.indexOf(":"))]
  if (group === undefined) throw new Error(`the scope ${scope} is in no group`)
  return group
}
