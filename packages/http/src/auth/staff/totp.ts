/**
 * Time-based codes: six digits of an app on the phone, each of which passes once (RFC 6238).
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Secret, TOTP } from "otpauth"
import { outsideMillis } from "../../outsideTime.ts"
import { forGood, type Looked } from "../AccessRecords.ts"
import { type ProofGround, proofsOf } from "../Proofs.ts"
import { nameable, randomText, sealed, unsealed } from "../secrets.ts"
import { clearTries, countTry } from "../tries.ts"

/** Seconds of a step, and how many steps a phone's clock may be off. */
const [period, off] = [30, 1] as const

const boundTo = (operator: string): string => `totp ${operator}`

const generator = (secret: Secret, issuer: string, label: string): TOTP =>
  new TOTP({ issuer, label, secret, algorithm: "SHA1", digits: 6, period })

/** The step in which a code is right at an instant, if it is in one near it. */
export const stepOf = (
  secret: Redacted.Redacted,
  code: Redacted.Redacted,
  at: number
): number | undefined => {
  const text = Redacted.value(code).replaceAll(/\s/g, "")
  if (!/^\d{6}$/.test(text)) return undefined
  const delta = generator(Secret.fromBase32(Redacted.value(secret)), "", "").validate({
    token: text,
    timestamp: at,
    window: off
  })
  return delta === null ? undefined : Math.floor(at / 1_000 / period) + delta
}

/** A new secret, sealed for the records and as an address for the app to read. */
export const newTotp = ({ mac }: Pick<ProofGround, "mac">, issuer: string, operator: string) => {
  const secret = new Secret({ size: 20 })
  return {
    sealed: sealed(mac, boundTo(operator), Redacted.make(secret.base32)),
    uri: Redacted.make(generator(secret, issuer, operator).toString(), { label: "otpauth" })
  }
}

/** Compared where there is nothing to compare with: the work is the same. */
const nobodys = Redacted.make(Secret.fromLatin1(randomText(15)).base32)

/** Whether it is the code of an operator: counted before, and no step passes twice. */
export const isTotp = Effect.fnUntraced(function* (
  ground: ProofGround,
  operator: string,
  at: number,
  code: Redacted.Redacted
) {
  const isOpen = yield* countTry(ground.records, `totp:${operator}`, at, ground.tries)
  const { totp } = yield* proofsOf(ground, operator, at)
  const secret = totp === undefined ? undefined : unsealed(ground, boundTo(operator), totp)
  const step = stepOf(secret ?? nobodys, code, yield* outsideMillis)
  if (step === undefined || secret === undefined || !isOpen) return false
  const isNew = yield* ground.records.change(`step:${nameable(operator)}`, at, (text): Looked<boolean> =>
    Number(text ?? -1) < step
      ? { answer: true, keep: { text: String(step), until: forGood } }
      : { answer: false }
  )
  if (isNew) yield* clearTries(ground.records, `totp:${operator}`, at)
  return isNew
})
