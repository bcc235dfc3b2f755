/**
 * Signed checkpoints: a checkpoint with the name of the ledger, the time and a signature, to be kept outside of it for years.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CheckpointHash, ShardCheckpoint } from "./checkpoint.ts"
import { type IsSigned, SigningKey } from "./ports/Signer.ts"
import { canonicalText } from "./values/canonical.ts"
import { TenantId } from "./values/Ids.ts"

/** Plain JSON: print it, post it, put it in a safe. */
export const SignedCheckpoint = Schema.Struct({
  format: Schema.Literal("tessera checkpoint 1"),
  tenant: TenantId,
  /** RFC 3339 in UTC. */
  takenAt: Schema.String,
  /** SHA-256 of what the ledger was founded on. Absent in checkpoints of earlier releases. */
  founding: Schema.optionalKey(CheckpointHash),
  shards: Schema.Array(ShardCheckpoint),
  key: SigningKey,
  /** Over the canonical text of all the rest: JSON with sorted names and no spaces; as base64. */
  signature: Schema.String
})
export type SignedCheckpoint = typeof SignedCheckpoint.Type

/** The text that is signed. */
export const signedText = ({
  signature: _,
  ...rest
}: Omit<SignedCheckpoint, "signature"> & { signature?: string }) => canonicalText(rest)

/**
 * Why a signature is not to be relied on; nothing when it is. `trusted` are the public keys that are, those of earlier years
 * among them: what stands in the document itself is only its word.
 */
export const signatureFault = (
  isSigned: IsSigned,
  document: SignedCheckpoint,
  trusted: ReadonlyArray<string>
): string | undefined => {
  const { key, signature } = document
  if (!trusted.includes(key.publicKey)) return `it is signed with the key ${key.id}, which is not trusted`
  return isSigned(key.publicKey, signedText(document), signature)
    ? undefined
    : `its signature under the key ${key.id} is wrong: it was altered`
}

/** Reads a document that was kept; fails with the path of what is wrong in it. */
export const readSignedCheckpoint = Schema.decodeUnknownResult(SignedCheckpoint, {
  onExcessProperty: "error"
})
