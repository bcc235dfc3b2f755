/**
 * The testing kit: an in-memory store, and what proves that a deployment keeps its laws.
 *
 * @module
 */
export { MemoryStore } from "./MemoryStore.ts"
