/**
 * All routes with what is done at each: complete by type, for every verb and every question.
 *
 * @module
 */
import type { Served } from "./Exchange.ts"
import { accountHandlers } from "./handlers/accounts.ts"
import { batchOn } from "./handlers/batch.ts"
import { commandsOn } from "./handlers/commands.ts"
import type { Ground } from "./handlers/Ground.ts"
import { changingVerbs, networkHandlers } from "./handlers/network.ts"
import { operationHandlers } from "./handlers/operations.ts"
import { type Handlers, questionsOn } from "./handlers/questions.ts"
import { reportHandlers } from "./handlers/reports.ts"

const handlers: Handlers = { ...accountHandlers, ...operationHandlers, ...networkHandlers, ...reportHandlers }

/** The routes on the services of a ledger. */
export const routesOn = (ground: Ground): ReadonlyArray<Served> => [
  ...commandsOn(ground, changingVerbs),
  ...questionsOn(ground, handlers),
  batchOn(ground)
]
