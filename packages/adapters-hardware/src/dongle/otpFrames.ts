/**
 * How a key of the YubiKey family is asked through reports of eight bytes: frames of 70 bytes in pieces of seven, each with its
 * number, and a check sum over what is sent and what comes back.
 *
 * @module
 */
import { type Bytes, concat, little } from "../crypto/bytes.ts"

/** ISO/IEC 13239, least bit first. Over bytes and their own sum it is `crcOfWell`. */
export const crc16 = (from: Bytes): number =>
  from.reduce((before, byte) => {
    let crc = before ^ byte
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0x8408 : crc >> 1
    return crc
  }, 0xffff)
const crcOfWell = 0xf0b8

/** The last byte of a report: what it is, and in the lowest five bits which piece. */
const flag = { write: 0x80, response: 0x40, touch: 0x20, number: 0x1f } as const

const [inPiece, ofChallenge] = [7, 64]

/** HMAC-SHA1 with the secret of the first or the second place. */
export const commandOf = (place: 1 | 2): number => (place === 1 ? 0x30 : 0x38)

/**
 * A challenge of at most 63 bytes as the 64 that are sent. The key takes what repeats at the end for filling, where its
 * configuration says that challenges vary in length; a key of fixed length takes all 64.
 */
export const filled = (challenge: Bytes): Bytes => {
  const filling = challenge.at(-1) === 0 ? 1 : 0
  return concat(challenge, new Uint8Array(ofChallenge - challenge.length).fill(filling))
}

/** The reports of a command, each with the number of the report (0: it has none) before it. Pieces of zeros are left out. */
export const reportsOfFrame = (command: number, payload: Bytes): ReadonlyArray<Bytes> => {
  const frame = concat(payload, [command], little(crc16(payload), 2), [0, 0, 0])
  const pieces = Array.from({ length: frame.length / inPiece }, (_, n) =>
    frame.slice(n * inPiece, (n + 1) * inPiece)
  )
  return pieces.flatMap((piece, n) =>
    n === 0 || n === pieces.length - 1 || piece.some((byte) => byte !== 0)
      ? [concat([0], piece, [flag.write | n])]
      : []
  )
}

/** Makes a key that is in the middle of an answer listen again. */
export const reset: Bytes = concat([0], new Uint8Array(inPiece), [0xff])

/** What a report of the key says. */
export type Heard =
  | { readonly _tag: "Idle" | "Busy" | "WantsTouch" }
  | { readonly _tag: "Piece"; readonly number: number; readonly bytes: Bytes }

/** `report`: nine bytes, the number of the report first. */
export const readReport = (report: Bytes): Heard => {
  const said = report[8] ?? 0
  if ((said & flag.response) !== 0)
    return { _tag: "Piece", number: said & flag.number, bytes: report.slice(1, 8) }
  if ((said & flag.touch) !== 0) return { _tag: "WantsTouch" }
  return { _tag: said === 0 ? "Idle" : "Busy" }
}

/** The 20 bytes of an answer with its check sum. Nothing where that is wrong. */
export const readAnswerOf = (from: Bytes): Bytes | undefined =>
  from.length >= 22 && crc16(from.slice(0, 22)) === crcOfWell ? from.slice(0, 20) : undefined
