/**
 * ChangeTerminal: add a terminal, change it, or take it out of service.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Terminal } from "../network/Terminal.ts"
import { changeTo, limitsFit, noAccount, noCard } from "./Change.ts"

export const ChangeTerminal = Schema.Struct({
  type: Schema.Literal("ChangeTerminal"),
  ...changeTo(Terminal)
}).check(limitsFit, noCard, noAccount)
export type ChangeTerminal = typeof ChangeTerminal.Type
