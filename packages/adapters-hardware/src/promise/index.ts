/**
 * A till that sells from purses, for programs that do not use Effect.
 *
 * @module
 */
export { openTill, type Till, type TillOptions } from "./openTill.ts"
