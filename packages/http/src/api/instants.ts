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

type InstantName = (typeof instants)[number]

/** A value of the core as it is on the wire: amounts are whole numbers, instants texts. */
export type Plain<A> = A extends bigint
  ? number
  : A extends ReadonlyArray<infer One>
    ? ReadonlyArray<Plain<One>>
    : A extends object
      ? {
          readonly [Name in keyof A]: Name extends InstantName
            ? string | (undefined & A[Name])
            : Plain<A[Name]>
        }
      : A
