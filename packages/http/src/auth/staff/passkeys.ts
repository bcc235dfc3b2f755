/**
 * Passkeys: a device of an operator's own that signs a challenge after it has looked at its owner (WebAuthn).
 *
 * @module
 */
import * as Effect from "effect/Effect"
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse
} from "@simplewebauthn/server"
import type { AccessRecords, Looked } from "../AccessRecords.ts"
import {
  changeProofs,
  changeProofsIf,
  type Passkey,
  type ProofGround,
  type Proofs,
  proofsOf
} from "../Proofs.ts"
import { sha256 } from "../secrets.ts"

/** Who asks for a passkey. */
export interface RelyingParty {
  /** The domain that passkeys are for: `pos.example`. */
  readonly id: string
  /** As the device shows it. */
  readonly name: string
  /** The pages that may ask: `https://pos.example`. */
  readonly origins: ReadonlyArray<string>
}

/** How long a challenge waits for its answer, in milliseconds. */
const patience = 5 * 60_000

/** Most passkeys of one operator, and ways to reach one of them. */
const [most, mostTransports] = [10, 10]

const challengeName = (what: string, challenge: string): string => `challenge:${what}:${sha256(challenge)}`

const asked = (
  { change }: AccessRecords["Service"],
  what: string,
  challenge: string,
  of: string,
  at: number
) =>
  change(challengeName(what, challenge), at, (): Looked<void> => ({
    answer: undefined,
    keep: { text: of, until: at + patience }
  }))

/** Whom a challenge was for; it counts once. */
const used = ({ change }: AccessRecords["Service"], what: string, challenge: string, at: number) =>
  change(challengeName(what, challenge), at, (text): Looked<string | undefined> => ({
    answer: text,
    ...(text !== undefined && { keep: "gone" })
  }))

/**
 * What base64url says. Nothing where something else was sent: of an object with a `length` Node.js would make as many bytes as that
 * says, and nobody has shown yet who sends it.
 */
const textIn = (sent: unknown): string =>
  typeof sent === "string" ? Buffer.from(sent, "base64url").toString("utf8") : ""

/** The challenge that an answer says it is to. */
const challengeIn = (clientDataJSON: unknown): string => {
  try {
    const said: unknown = JSON.parse(textIn(clientDataJSON))
    const challenge: unknown =
      typeof said === "object" && said !== null ? Reflect.get(said, "challenge") : undefined
    return typeof challenge === "string" ? challenge : ""
  } catch {
    return ""
  }
}

/** What the library finds wrong it throws; to the one who signs in it is all the same. */
const orNothing = <A>(verifying: () => Promise<A>): Effect.Effect<A | undefined> =>
  Effect.orElseSucceed(Effect.tryPromise(verifying), () => undefined)

/** What a browser is asked to make a passkey with. Only for who has shown who they are. */
export const registrationOptions = Effect.fnUntraced(function* (
  ground: ProofGround,
  party: RelyingParty,
  operator: string,
  at: number
) {
  const { passkeys = [] } = yield* proofsOf(ground, operator, at)
  const options = yield* Effect.promise(() =>
    generateRegistrationOptions({
      rpID: party.id,
      rpName: party.name,
      userName: operator,
      userID: new Uint8Array(Buffer.from(operator)),
      attestationType: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: passkeys.map(({ id }) => ({ id }))
    })
  )
  yield* asked(ground.records, "make", options.challenge, `${at} ${operator}`, at)
  return options
})

/** When somebody was asked to make a passkey, and who that is. */
const madeFor = (text: string | undefined): readonly [at: number, operator: string | undefined] => {
  const [, at, operator] = /^(\d+) (.+)$/s.exec(text ?? "") ?? []
  return [Number(at), operator]
}

/** By what ways a device says that it can be reached; what it sends need not be that. */
const isTransports = (sent: unknown): sent is ReadonlyArray<string> =>
  Array.isArray(sent) && sent.length <= mostTransports && sent.every((one) => typeof one === "string")

/** Takes a passkey that was made; says whose it is, or nothing. */
export const registered = Effect.fnUntraced(function* (
  ground: ProofGround,
  party: RelyingParty,
  response: RegistrationResponseJSON,
  at: number
) {
  const challenge = challengeIn(response.response.clientDataJSON)
  const [since, operator] = madeFor(yield* used(ground.records, "make", challenge, at))
  if (operator === undefined) return undefined
  const found = yield* orNothing(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true
    })
  )
  if (found?.verified !== true) return undefined
  // Whose proofs were forgotten or sessions ended meanwhile, has to show anew who they are.
  const proofs = yield* proofsOf(ground, operator, at)
  if (proofs.since !== undefined && proofs.since > since) return undefined
  const { counter, id, publicKey, transports } = found.registrationInfo.credential
  const passkey: Passkey = {
    id,
    publicKey: Buffer.from(publicKey).toString("base64url"),
    counter,
    ...(isTransports(transports) && { transports })
  }
  yield* changeProofs(ground, operator, at, (proofs) => ({
    ...proofs,
    passkeys: [...(proofs.passkeys ?? []).filter((one) => one.id !== id), passkey].slice(-most)
  }))
  return operator
})

/** What a browser is asked to sign in with: the same for everybody, so nobody learns who is there. */
export const authenticationOptions = Effect.fnUntraced(function* (
  ground: ProofGround,
  party: RelyingParty,
  at: number
) {
  const options = yield* Effect.promise(() =>
    generateAuthenticationOptions({ rpID: party.id, userVerification: "required" })
  )
  yield* asked(ground.records, "show", options.challenge, "anybody", at)
  return options
})

/** Whose passkey has signed; nothing for none, for one that is not known, and for a copy whose counter is behind. */
export const authenticated = Effect.fnUntraced(function* (
  ground: ProofGround,
  party: RelyingParty,
  response: AuthenticationResponseJSON,
  at: number
) {
  const challenge = challengeIn(response.response.clientDataJSON)
  if ((yield* used(ground.records, "show", challenge, at)) === undefined) return undefined
  const operator = textIn(response.response.userHandle)
  const { passkeys = [] } = yield* proofsOf(ground, operator, at)
  const passkey = passkeys.find(({ id }) => id === response.id)
  if (passkey === undefined) return undefined
  const found = yield* orNothing(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
        counter: passkey.counter
      }
    })
  )
  if (found?.verified !== true) return undefined
  const counter = found.authenticationInfo.newCounter
  const isTaken = yield* changeProofsIf(ground, operator, at, (proofs) =>
    counted(proofs, passkey.id, counter)
  )
  return isTaken ? operator : undefined
})

/** A passkey that was used once more. Nothing where it was taken out meanwhile, or a copy has said the same count at the same moment. */
const counted = (proofs: Proofs, id: string, counter: number): Proofs | undefined => {
  const { passkeys = [] } = proofs
  const before = passkeys.find((one) => one.id === id)
  if (before === undefined || (counter > 0 && counter <= before.counter)) return undefined
  return { ...proofs, passkeys: passkeys.map((one) => (one === before ? { ...one, counter } : one)) }
}

/** Takes one passkey of an operator out. */
export const forgotPasskey = (ground: ProofGround, operator: string, id: string, at: number) =>
  changeProofs(ground, operator, at, (proofs) => ({
    ...proofs,
    passkeys: (proofs.passkeys ?? []).filter((one) => one.id !== id),
    since: at
  }))
