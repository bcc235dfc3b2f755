/**
 * The version of the contract within `/v1`: a date, from which on answers and payloads are as they are.
 *
 * @module
 */

/** The newest, and so far the only one. A caller that names it goes on being answered so when there is another. */
export const apiVersion = "2026-11-01"
