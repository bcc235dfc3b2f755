/**
 * The fields that are instants, wherever they stand in an answer: RFC 3339 on the wire.
 *
 * @module
 */
export const instants = [
  "activeFrom",
  "asOf",
  "at",
  "closedAt",
  "dormantSince",
  "effectiveAt",
  "expiresAt",
  "occurredAt",
  "openedAt",
  "recordedAt",
  "until"
] as const
