/**
 * ChangeClient: add a client with its keys, exchange a key, change what it may do, or take it out of service.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Client, keyFaults } from "../network/Client.ts"
import { changeTo, fits, noAccount, noCard } from "./Change.ts"

export const ChangeClient = Schema.Struct({
  type: Schema.Literal("ChangeClient"),
  ...changeTo(Client)
}).check(fits(keyFaults), noCard, noAccount)
export type ChangeClient = typeof ChangeClient.Type
