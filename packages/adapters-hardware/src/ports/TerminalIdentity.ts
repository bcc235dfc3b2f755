/**
 * The terminal identity port: which terminal this is, and its signature under what it writes down.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Bytes } from "../crypto/bytes.ts"
import { type SigningKeys, signingKeys } from "../crypto/Signed.ts"
import type { IdentityMissing } from "./faults.ts"

export interface Enrolment {
  readonly group: number
  /** 1 to 2^32 - 1. The office is 0. */
  readonly terminal: number
  /** Goes up whenever the terminal is enrolled anew: after a restore, a repair, a lost journal. */
  readonly epoch: number
}

export class TerminalIdentity extends Context.Service<
  TerminalIdentity,
  {
    readonly enrolment: Enrolment
    /** SubjectPublicKeyInfo in DER, as base64: what the office was told at enrolment. */
    readonly publicKey: string
    /** Over the UTF-8 of a text, as base64: Ed25519, or ECDSA on P-256 with SHA-256 (DER), by the public key. */
    readonly sign: (text: string) => Effect.Effect<string, IdentityMissing>
  }
>()("@tessera/adapters-hardware/ports/TerminalIdentity") {
  /** A key that was read from a file or a key store: 32 bytes. Who copies it is this terminal; a copy shows in the journal. */
  static seed(enrolment: Enrolment, seed: Redacted.Redacted<Bytes>): Layer.Layer<TerminalIdentity> {
    const keys: SigningKeys = signingKeys(Redacted.value(seed))
    return Layer.succeed(TerminalIdentity, {
      enrolment,
      publicKey: keys.publicKey,
      sign: (text) => Effect.sync(() => keys.sign(text))
    })
  }
}
