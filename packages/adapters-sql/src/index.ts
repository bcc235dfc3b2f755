/**
 * The stores of Tessera on SQL databases; each database has an entry point of its own.
 *
 * @module
 */
export { type Refusal, type SqliteOptions, SqliteStore } from "./sqlite/index.ts"
