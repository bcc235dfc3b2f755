/**
 * Proofs of people: what an operator shows to be who they say. Kept beside the ledger and not in it, so that it can be replaced
 * and forgotten; what is secret in it is hashed slowly or sealed.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Macs, PinHasher } from "@tessera/core/ports"
import { type AccessRecords, forGood, type Looked } from "./AccessRecords.ts"
import { nameable } from "./secrets.ts"
import { clearTries, countTry, type TryTerms } from "./tries.ts"

/** A passkey: the public half, and how often the authenticator says that it was used. */
const Passkey = Schema.Struct({
  id: Schema.String,
  publicKey: Schema.String,
  counter: Schema.Int,
  transports: Schema.optionalKey(Schema.Array(Schema.String))
})
export type Passkey = typeof Passkey.Type

const Proofs = Schema.Struct({
  /** Argon2id, peppered. */
  pin: Schema.optionalKey(Schema.String),
  /** The same. */
  password: Schema.optionalKey(Schema.String),
  /** The secret of a time-based code, sealed. */
  totp: Schema.optionalKey(Schema.String),
  passkeys: Schema.optionalKey(Schema.Array(Passkey)),
  /** Sessions that were begun before are none any more. Milliseconds of the epoch. */
  since: Schema.optionalKey(Schema.Int)
})
export type Proofs = typeof Proofs.Type

const json = Schema.fromJsonString(Proofs)
const read = Schema.decodeSync(json)
const write = Schema.encodeSync(json)

/** What proofs are looked at with. */
export interface ProofGround extends Macs {
  readonly records: AccessRecords["Service"]
  readonly hasher: PinHasher["Service"]
  readonly tries?: TryTerms
}

const nameOf = (operator: string): string => `proofs:${nameable(operator)}`

const readOf = (text: string | undefined): Proofs => (text === undefined ? {} : read(text))

/** What an operator has; nothing yet is the same as nobody. */
export const proofsOf = ({ records }: Pick<ProofGround, "records">, operator: string, at: number) =>
  records.change(nameOf(operator), at, (text): Looked<Proofs> => ({ answer: readOf(text) }))

/** Changes what an operator has. */
export const changeProofs = (
  { records }: Pick<ProofGround, "records">,
  operator: string,
  at: number,
  change: (proofs: Proofs) => Proofs
) =>
  records.change(nameOf(operator), at, (text): Looked<void> => ({
    answer: undefined,
    keep: { text: write(change(readOf(text))), until: forGood }
  }))

/** The same where it still may be: false, and nothing is changed, where `change` says nothing. */
export const changeProofsIf = (
  { records }: Pick<ProofGround, "records">,
  operator: string,
  at: number,
  change: (proofs: Proofs) => Proofs | undefined
) =>
  records.change(nameOf(operator), at, (text): Looked<boolean> => {
    const changed = change(readOf(text))
    return changed === undefined
      ? { answer: false }
      : { answer: true, keep: { text: write(changed), until: forGood } }
  })

/** Forgets all that somebody has shown: who left, or lost a phone. Their sessions end. */
export const forgetProofs = (ground: Pick<ProofGround, "records">, operator: string, at: number) =>
  changeProofs(ground, operator, at, () => ({ since: at }))

/** A PIN, or a password with the app that goes with it. */
interface NewSecret {
  readonly kind: "pin" | "password"
  readonly secret: Redacted.Redacted
  /** Sealed. Absent: it stays as it is. */
  readonly totp?: string
}

/**
 * Sets a PIN or a password in the place of one that was; sessions that were begun before it counts end. Hashing takes a while: false
 * where the proofs were forgotten, changed or signed out since `at`, when it was shown who asks. Then nothing is set.
 */
export const setSecret = Effect.fnUntraced(function* (
  ground: ProofGround,
  operator: string,
  at: number,
  { kind, secret, totp }: NewSecret
) {
  const hash = yield* ground.hasher.hash(secret)
  const now = yield* Clock.currentTimeMillis
  return yield* changeProofsIf(ground, operator, now, (proofs) =>
    (proofs.since ?? at) > at
      ? undefined
      : { ...proofs, [kind]: hash, ...(totp !== undefined && { totp }), since: now }
  )
})

/** What somebody types, and what its tries are counted as. */
interface Typed {
  readonly kind: "pin" | "password"
  readonly secret: Redacted.Redacted
  /** Absent: as the kind. Where anybody may type, it is another name: who guesses there keeps nobody from signing in elsewhere. */
  readonly countedAs?: string
}

/**
 * Whether it is the PIN or password of an operator. The try is counted first. For somebody who has none, or is none, the
 * work is the same.
 */
export const compareSecret = Effect.fnUntraced(function* (
  ground: ProofGround,
  operator: string,
  at: number,
  { countedAs, kind, secret }: Typed
) {
  const name = `${countedAs ?? kind}:${operator}`
  const isOpen = yield* countTry(ground.records, name, at, ground.tries)
  const proofs = yield* proofsOf(ground, operator, at)
  const isSame = yield* ground.hasher.compare(secret, isOpen ? (proofs[kind] ?? "") : "")
  if (!isSame || !isOpen) return false
  yield* clearTries(ground.records, name, at)
  return true
})
