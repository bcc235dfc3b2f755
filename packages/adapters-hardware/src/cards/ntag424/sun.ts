/**
 * What an NTAG 424 DNA writes into its address when a phone taps it, and how a server believes it (NXP AN12196).
 *
 * @module
 */
import * as Result from "effect/Result"
import { Aes, noIv } from "../../crypto/Aes.ts"
import { type Bytes, concat, fromHex, isEqual, little, readLittle } from "../../crypto/bytes.ts"

export interface SunKeys {
  /** Deciphers who the tag is: `SDMMetaReadKey`, the same for all tags of a program. */
  readonly meta: Bytes
  /** Authenticates a tap: `SDMFileReadKey`, made for each tag from its UID. */
  readonly file: (uid: Bytes) => Bytes
}

export interface Tap {
  readonly uid: Bytes
  /** How often the tag was read: 0 to 16,777,215, and never twice the same. */
  readonly counter: number
}

/** Why a tap is not believed. `Replayed`: the counter did not go on since `last`. */
export type SunFault =
  | { readonly _tag: "NotATap"; readonly expected: string }
  | { readonly _tag: "NotGenuine" }
  | { readonly _tag: "Replayed"; readonly counter: number; readonly last: number }

/** The two keys of one tap: of the deciphered file, and of the code. */
export const sunKeys = (file: Aes, { counter, uid }: Tap): { readonly enc: Bytes; readonly mac: Bytes } => {
  const context = concat([0x00, 0x01, 0x00, 0x80], uid, little(counter, 3))
  return { enc: file.cmac(concat([0xc3, 0x3c], context)), mac: file.cmac(concat([0x3c, 0xc3], context)) }
}

/** Who was tapped. The tag says in its first byte what follows; only a UID of seven bytes with a counter is taken. */
export const readPiccData = (meta: Bytes, enciphered: Bytes): Result.Result<Tap, SunFault> => {
  if (enciphered.length !== 16)
    return Result.fail({ _tag: "NotATap", expected: "16 bytes of who was tapped" })
  const clear = new Aes(meta).decrypt(noIv, enciphered)
  return clear[0] === 0xc7
    ? Result.succeed({ uid: clear.slice(1, 8), counter: readLittle(clear, 8, 3) })
    : Result.fail({ _tag: "NotGenuine" })
}

/**
 * Verifies a tap. `covered` is the text between the offsets that the tag was given, empty where the code covers the tap
 * alone; `last` the counter of the tag's last believed tap. Whoever keeps counters writes the new one before the tap counts.
 */
export const verifySun = (
  keys: SunKeys,
  sent: { readonly picc: Bytes; readonly mac: Bytes; readonly covered?: string },
  last: (uid: Bytes) => number | undefined
): Result.Result<Tap, SunFault> => {
  const read = readPiccData(keys.meta, sent.picc)
  if (Result.isFailure(read)) return read
  const tap = read.success
  const { mac } = sunKeys(new Aes(keys.file(tap.uid)), tap)
  const expected = new Aes(mac).mac(new TextEncoder().encode(sent.covered ?? ""))
  if (!isEqual(expected, sent.mac)) return Result.fail({ _tag: "NotGenuine" })
  const before = last(tap.uid)
  return before !== undefined && tap.counter <= before
    ? Result.fail({ _tag: "Replayed", counter: tap.counter, last: before })
    : Result.succeed(tap)
}

/** The two fields of a tapped address. Names are those of the address that was written into the tag. */
export const readSunAddress = (
  address: string,
  names: { readonly picc: string; readonly mac: string } = { picc: "e", mac: "c" }
): Result.Result<{ readonly picc: Bytes; readonly mac: Bytes }, SunFault> => {
  const fields = URL.parse(address)?.searchParams
  const field = (name: string, length: number): Bytes | undefined => {
    const text = fields?.get(name) ?? ""
    return new RegExp(`^[0-9A-Fa-f]{${length * 2}}$`).test(text) ? fromHex(text) : undefined
  }
  const picc = field(names.picc, 16)
  const mac = field(names.mac, 8)
  if (picc === undefined)
    return Result.fail({ _tag: "NotATap", expected: `32 hexadecimal digits in ${names.picc}` })
  if (mac === undefined)
    return Result.fail({ _tag: "NotATap", expected: `16 hexadecimal digits in ${names.mac}` })
  return Result.succeed({ picc, mac })
}
