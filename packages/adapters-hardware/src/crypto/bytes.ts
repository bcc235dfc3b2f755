/**
 * Bytes as cards send them: joined, compared, written as hexadecimal, and numbers inside them, least byte first.
 *
 * @module
 */
import { timingSafeEqual } from "node:crypto"

export type Bytes = Uint8Array

export const bytes = (...values: ReadonlyArray<number>): Bytes => Uint8Array.from(values)

export const concat = (...parts: ReadonlyArray<ArrayLike<number>>): Bytes => {
  let length = 0
  for (const part of parts) length += part.length
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export const toHex = (value: Bytes): string =>
  Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex")

/** Throws a `TypeError` on what is no hexadecimal text of whole bytes: for constants and tests, not for what was received. */
export const fromHex = (text: string): Bytes => {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text))
    throw new TypeError("Expected whole bytes in hexadecimal")
  return Uint8Array.from(Buffer.from(text, "hex"))
}

/** In constant time for equal lengths. */
export const isEqual = (one: Bytes, other: Bytes): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

export const xor = (one: Bytes, other: Bytes): Bytes => one.map((byte, at) => byte ^ (other[at] ?? 0))

/** A number of `width` bytes, least byte first. Negative ones in two's complement. */
export const little = (value: number, width: number): Bytes => {
  const all = new Uint8Array(width)
  let rest = value
  for (let at = 0; at < width; at++) {
    all[at] = rest & 0xff
    rest = Math.floor(rest / 256)
  }
  return all
}

export const readLittle = (from: Bytes, at: number, width: number): number => {
  let value = 0
  for (let n = width - 1; n >= 0; n--) value = value * 256 + (from[at + n] ?? 0)
  return value
}

/** A number of `width` bytes, greatest byte first. */
export const big = (value: number, width: number): Bytes => little(value, width).toReversed()

export const readBig = (from: Bytes, at: number, width: number): number => {
  let value = 0
  for (let n = 0; n < width; n++) value = value * 256 + (from[at + n] ?? 0)
  return value
}

/** A signed value of four bytes, least byte first, as value files keep it. */
export const readValue = (from: Bytes, at: number): number => readLittle(from, at, 4) | 0

/** With zeros up to a multiple of 16 bytes. */
export const zeroPadded = (value: Bytes): Bytes => {
  const rest = value.length % 16
  return rest === 0 ? value : concat(value, new Uint8Array(16 - rest))
}
