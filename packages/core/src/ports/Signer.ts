/**
 * The signer port: who puts a name under a checkpoint, and how others tell that it was nobody else.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Nothing was signed; the same may be asked again. */
export class SignerUnavailable extends Schema.TaggedError<SignerUnavailable>()("SignerUnavailable", {
  cause: Schema.Defect()
}) {}

/** The public half of an Ed25519 key (RFC 8032), under which signatures are checked for ever. */
export const SigningKey = Schema.Struct({
  /** The first 16 hexadecimal digits of the SHA-256 of the public key's bytes. */
  id: Schema.String,
  /** SubjectPublicKeyInfo (RFC 8410) in DER, as base64. */
  publicKey: Schema.String
})
export type SigningKey = typeof SigningKey.Type

/** Whether a text was signed with the private half of this public key. A key or signature that is none was not. */
export type IsSigned = (publicKey: string, text: string, signature: string) => boolean

export class Signer extends Context.Service<
  Signer,
  {
    readonly key: SigningKey
    /** The signature of a text in UTF-8, as base64. */
    readonly sign: (text: string) => Effect.Effect<string, SignerUnavailable>
    readonly isSigned: IsSigned
    /** The id of a public key; nothing where it is none. */
    readonly idOf: (publicKey: string) => string | undefined
  }
>()("@tessera/core/ports/Signer") {}
