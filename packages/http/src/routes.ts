/**
 * All routes with what is done at each: complete by type, for every verb and every question.
 *
 * @module
 */
import type { Served } from "./Exchange.ts"
import { accountHandlers } from "./handlers/accounts.ts"
import { batchOn } from "./handlers/batch.ts"
import { eventHandlers } from "./handlers/events.ts"
import { type WebhookGround, webhookHandlers, webhooksOn } from "./handlers/webhooks.ts"
import { commandsOn } from "./handlers/commands.ts"
import type { Ground } from "./handlers/Ground.ts"
import { changingVerbs, networkHandlers } from "./handlers/network.ts"
import { openRoutesOn } from "./handlers/open.ts"
import { operationHandlers } from "./handlers/operations.ts"
import { type Handlers, questionsOn } from "./handlers/questions.ts"
import { reportHandlers } from "./handlers/reports.ts"

const handlers: Handlers = { ...accountHandlers, ...operationHandlers, ...networkHandlers, ...reportHandlers }

/** The routes on the services of a ledger; those of webhooks where there are any. */
export const routesOn = (ground: Ground, told?: Omit<WebhookGround, "ledger">): ReadonlyArray<Served> => [
  ...commandsOn(ground, changingVerbs),
  ...questionsOn(ground, handlers),
  batchOn(ground),
  ...openRoutesOn(ground),
  ...(told === undefined
    ? []
    : webhooksOn({ ...told, ledger: ground.ledger }, { ...webhookHandlers, ...eventHandlers() }))
]
