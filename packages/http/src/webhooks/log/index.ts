/**
 * Logs of deliveries: every post to an endpoint and what came of it, in memory, in a file or in a database.
 *
 * @module
 */
export { DeliveryLog, type Kept, type LogQuery, LogUnavailable, type Tried } from "./DeliveryLog.ts"
export { memoryLog } from "./memoryLog.ts"
export { sqliteLog } from "./sqliteLog.ts"
export { sqlLog } from "./sqlLog.ts"
