/**
 * The store in memory, for trying things out and for tests that need nothing else.
 *
 * @module
 */
export { MemoryStore } from "./MemoryStore.ts"
