/**
 * ChangeTerminal: add a terminal, change it, or take it out of service.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { keyFaults } from "../network/Client.ts"
import { Terminal } from "../network/Terminal.ts"
import { changeTo, fits, limitsFit, noAccount, noCard } from "./Change.ts"

export const ChangeTerminal = Schema.Struct({
  type: Schema.Literal("ChangeTerminal"),
  ...changeTo(Terminal)
}).check(limitsFit, fits(keyFaults), noCard, noAccount)
export type ChangeTerminal = typeof ChangeTerminal.Type
