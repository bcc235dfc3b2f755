/**
 * All routes with what is done at each.
 *
 * @module
 */
import type { Books, Clearing, Liability, Operations, Shifts } from "@tessera/core"
import type { Served } from "../Exchange.ts"
import { type CommandGround, commandsOn } from "./commands.ts"

/** What the routes stand on. */
export interface Ground extends CommandGround {
  readonly books: Books["Service"]
  readonly clearing: Clearing["Service"]
  readonly liability: Liability["Service"]
  readonly shifts: Shifts["Service"]
  readonly operations: Operations["Service"]
}

export const routesOn = (ground: Ground): ReadonlyArray<Served> => [...commandsOn(ground, {})]
