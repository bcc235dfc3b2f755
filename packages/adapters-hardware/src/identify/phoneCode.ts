/**
 * A member's code on a telephone: the number, and where the program wants it a code that changes every half minute, so that
 * a photograph of it is of no use.
 *
 * @module
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import * as Result from "effect/Result"
import type { Bytes } from "../crypto/bytes.ts"

/** What was scanned. Without `step` and `code` it is a number like a printed one. */
export interface PhoneCode {
  readonly number: string
  readonly turning?: { readonly step: number; readonly code: string }
}

/** Seconds for which a code is shown. */
export const stepSeconds = 30

const grammar = /^SV1:(?<number>[0-9A-Z]{4,32})(?:\.(?<step>\d{1,10})\.(?<code>[0-9a-f]{16}))?$/

/** Reads what a scanner sent. Anything else than this one grammar is nothing: a scan is never a command. */
export const readPhoneCode = (scanned: string): PhoneCode | undefined => {
  const found = grammar.exec(scanned)?.groups
  const number = found?.["number"]
  if (number === undefined) return undefined
  const [step, code] = [found?.["step"], found?.["code"]]
  return step === undefined || code === undefined
    ? { number }
    : { number, turning: { step: Number(step), code } }
}

const codeOf = (key: Bytes, number: string, step: number): string =>
  createHmac("sha256", key).update(`tessera phone code 1\n${number}\n${step}`).digest("hex").slice(0, 16)

/** The step of a time in milliseconds since 1970. */
export const stepAt = (at: number): number => Math.floor(at / 1000 / stepSeconds)

/** What the member's telephone shows. `key`: the account's own, at least 16 bytes. */
export const phoneCodeText = (key: Bytes, number: string, at: number): string =>
  `SV1:${number}.${stepAt(at)}.${codeOf(key, number, stepAt(at))}`

export type PhoneCodeFault =
  | { readonly _tag: "CodeMissing" }
  | { readonly _tag: "CodeWrong" }
  /** Shown too long ago, or by a telephone whose clock is wrong. */
  | { readonly _tag: "CodeOutOfTime"; readonly steps: number }
  /** Scanned before. */
  | { readonly _tag: "CodeUsed" }

/**
 * Verifies a code at a time. `last`: the step of the account's last believed code; the caller keeps the new one before the
 * code counts. `window`: how many steps early or late it is taken.
 */
export const verifyPhoneCode = (
  key: Bytes,
  { number, turning }: PhoneCode,
  { at, last, window = 1 }: { readonly at: number; readonly last?: number; readonly window?: number }
): Result.Result<number, PhoneCodeFault> => {
  if (turning === undefined) return Result.fail({ _tag: "CodeMissing" })
  const expected = Buffer.from(codeOf(key, number, turning.step))
  const sent = Buffer.from(turning.code)
  if (expected.length !== sent.length || !timingSafeEqual(expected, sent))
    return Result.fail({ _tag: "CodeWrong" })
  const steps = turning.step - stepAt(at)
  if (Math.abs(steps) > window) return Result.fail({ _tag: "CodeOutOfTime", steps })
  return last !== undefined && turning.step <= last
    ? Result.fail({ _tag: "CodeUsed" })
    : Result.succeed(turning.step)
}
