/**
 * Tokens: what somebody who has signed in calls with for a while. All that is in them is signed by the vault; nothing is stored.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Mac } from "@tessera/core/ports"
import { isSame } from "./secrets.ts"

/** What a token says of who has signed in. */
export const Session = Schema.Struct({
  /** Names this token: who logs out, ends it by that. */
  id: Schema.String,
  kind: Schema.Literals(["operator", "staff", "holder"]),
  tenant: Schema.String,
  mode: Schema.Literals(["live", "test"]),
  /** The operator; of a holder the account. */
  subject: Schema.String,
  /** The terminal at which an operator has signed in, and nowhere else. */
  terminal: Schema.optionalKey(Schema.String),
  /** The shift in which it counts. */
  shift: Schema.optionalKey(Schema.String),
  /** Milliseconds of the epoch. */
  signedInAt: Schema.Int,
  expiresAt: Schema.Int
})
export type Session = typeof Session.Type

const json = Schema.fromJsonString(Session)
const write = Schema.encodeSync(json)
const read = Schema.decodeUnknownResult(json)

const prefixes = { operator: "opr", staff: "stf", holder: "hld" } as const

/** Longer than any that is made. */
const longest = 2_000

const signatureOf = (mac: Mac, text: string): string =>
  Buffer.from(mac("accessToken", text), "hex").toString("base64url")

export const tokenOf = (mac: Mac, session: Session): Redacted.Redacted => {
  const text = `${prefixes[session.kind]}_${Buffer.from(write(session)).toString("base64url")}`
  return Redacted.make(`${text}.${signatureOf(mac, text)}`, { label: "token" })
}

/** Whether a bearer's text looks like a token, whoever made it. */
export const isToken = (text: string): boolean => /^(opr|stf|hld)_/.test(text)

/**
 * What a token says that was made under the secret that counts; nothing of any other text. Under an older one whoever knows
 * it could still sign: who has signed in before another secret followed does so anew. Whether it has ended, is not looked at.
 */
export const sessionOf = (mac: Mac, token: Redacted.Redacted): Session | undefined => {
  const sent = Redacted.value(token)
  const dot = sent.lastIndexOf(".")
  if (dot < 0 || sent.length > longest) return undefined
  const text = sent.slice(0, dot)
  const signature = sent.slice(dot + 1)
  if (!isSame(signatureOf(mac, text), signature)) return undefined
  const found = read(Buffer.from(text.slice(4), "base64url").toString("utf8"))
  return Result.isSuccess(found) && text.startsWith(`${prefixes[found.success.kind]}_`)
    ? found.success
    : undefined
}
