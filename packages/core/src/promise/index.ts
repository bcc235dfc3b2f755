/**
 * Stored value for programs that do not use Effect.
 *
 * @module
 */
export {}
