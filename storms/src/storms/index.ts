/**
 * All storms, in the order in which they are run.
 *
 * @module
 */
import type { Storm } from "../Storm.ts"
import { cutWire } from "./cutWire.ts"
import { killAtCalls } from "./killAtCalls.ts"
import { killOnPostgres, killOnSqlite } from "./killProcess.ts"
import { killServer } from "./killServer.ts"

export const storms: ReadonlyArray<Storm> = [killOnSqlite, killOnPostgres, killServer, cutWire, killAtCalls]
