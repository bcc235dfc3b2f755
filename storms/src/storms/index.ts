/**
 * All storms, in the order in which they are run.
 *
 * @module
 */
import type { Storm } from "../Storm.ts"
import { cutWire } from "./cutWire.ts"
import { failingSync } from "./failingSync.ts"
import { failover } from "./failover.ts"
import { fullDisk } from "./fullDisk.ts"
import { fullServerDisk } from "./fullServerDisk.ts"
import { killAtCalls } from "./killAtCalls.ts"
import { killOnPostgres, killOnSqlite } from "./killProcess.ts"
import { killServer } from "./killServer.ts"

export const storms: ReadonlyArray<Storm> = [
  killOnSqlite,
  killOnPostgres,
  killServer,
  cutWire,
  killAtCalls,
  fullDisk,
  fullServerDisk,
  failingSync,
  failover
]
