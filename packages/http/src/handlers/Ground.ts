/**
 * What the routes stand on.
 *
 * @module
 */
import type { Books, Clearing, Liability, Shifts } from "@tessera/core"
import type { CommandGround } from "./commands.ts"

/** The services of a ledger. */
export interface Ground extends CommandGround {
  readonly books: Books["Service"]
  readonly clearing: Clearing["Service"]
  readonly liability: Liability["Service"]
  readonly shifts: Shifts["Service"]
}
