/**
 * Working out: what a command needs of the journal is read before it is offered.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Command } from "./command/Command.ts"
import type { Request } from "./command/Request.ts"
import { type Cutting, withNetted } from "./cutOff.ts"
import { withHindsight } from "./lookingBack.ts"
import type { StoreUnavailable } from "./ports/Store.ts"

/** Whether anything is read of the journal before a command is offered: then it is performed alone. */
export const needsJournal = (command: Command): boolean =>
  command.type === "CutOff" || ("effectiveAt" in command && command.effectiveAt !== undefined)

/** A request with what it needs of the journal, as far as that reaches now. */
export const workedOut = (cutting: Cutting, request: Request): Effect.Effect<Request, StoreUnavailable> =>
  needsJournal(request.command)
    ? Effect.flatMap(withNetted(cutting, request), (netted) => withHindsight(cutting, netted))
    : Effect.succeed(request)
