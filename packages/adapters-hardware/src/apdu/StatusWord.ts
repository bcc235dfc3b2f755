/**
 * What the status words of cards and readers mean, by name.
 *
 * @module
 */

/** The second byte of 0x91.., which DESFire answers. */
const desfireStatus: Readonly<Record<number, string>> = {
  0x00: "ok",
  0x0c: "noChanges",
  0x0e: "outOfMemory",
  0x1c: "illegalCommand",
  0x1e: "integrityError",
  0x40: "noSuchKey",
  0x7e: "lengthError",
  0x9d: "permissionDenied",
  0x9e: "parameterError",
  0xa0: "applicationNotFound",
  0xae: "authenticationError",
  0xaf: "additionalFrame",
  0xbe: "boundaryError",
  0xca: "commandAborted",
  0xcd: "pageIntegrityError",
  0xde: "duplicate",
  0xee: "memoryError",
  0xf0: "fileNotFound"
}

/** The status words of ISO 7816-4 that cards and readers of this package meet. */
const isoStatus: Readonly<Record<number, string>> = {
  0x9000: "ok",
  0x6300: "operationFailed",
  0x6400: "noAnswer",
  0x6581: "memoryFailure",
  0x6700: "wrongLength",
  0x6982: "securityNotSatisfied",
  0x6983: "authenticationBlocked",
  0x6985: "conditionsNotSatisfied",
  0x6986: "commandNotAllowed",
  0x6988: "keyUnknown",
  0x6a81: "notSupported",
  0x6a82: "notFound",
  0x6a86: "wrongParameters",
  0x6d00: "unknownInstruction",
  0x6e00: "unknownClass"
}

/** A name for any status word; those without one by their digits. */
export const statusName = (sw: number): string => {
  const name = sw >> 8 === 0x91 ? desfireStatus[sw & 0xff] : isoStatus[sw]
  return name ?? `0x${sw.toString(16).padStart(4, "0")}`
}
