/**
 * An authenticator in software: it makes passkeys and signs challenges as a phone does, and as one that was tampered with.
 *
 * @module
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto"
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON
} from "@simplewebauthn/server"
import { isoCBOR } from "@simplewebauthn/server/helpers"

const hash = (bytes: string | Uint8Array): Buffer => createHash("sha256").update(bytes).digest()
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url")

/** What about an answer is other than it should be. */
export interface Tampering {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** User present 1, user verified 4. */
  readonly flags?: number
  readonly counter?: number
  readonly userHandle?: string
  readonly signer?: KeyObject
}

export class Authenticator {
  readonly id = randomBytes(16)
  counter = 0
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" })
  private user = ""

  private clientData(
    type: string,
    challenge: string,
    { origin = "https://pos.example", ...other }: Tampering
  ): Buffer {
    const said = {
      type: other.type ?? type,
      challenge: other.challenge ?? challenge,
      origin,
      crossOrigin: false
    }
    return Buffer.from(JSON.stringify(said))
  }

  private data(rpId: string, flags: number, { counter = this.counter, ...other }: Tampering): Buffer {
    const head = Buffer.alloc(5)
    head.writeUInt8(other.flags === undefined ? flags : (flags & ~5) | other.flags, 0)
    head.writeUInt32BE(counter, 1)
    return Buffer.concat([hash(other.rpId ?? rpId), head])
  }

  make(options: PublicKeyCredentialCreationOptionsJSON, tampering: Tampering = {}): RegistrationResponseJSON {
    this.user = options.user.id
    const { x, y } = this.keys.publicKey.export({ format: "jwk" })
    const cose = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(String(x), "base64url"))],
      [-3, new Uint8Array(Buffer.from(String(y), "base64url"))]
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.id.length)
    const authData = Buffer.concat([
      this.data(options.rp.id ?? "", 0x45, tampering),
      Buffer.alloc(16),
      length,
      this.id,
      Buffer.from(isoCBOR.encode(cose as never))
    ])
    const attestation = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", new Uint8Array(authData)]
    ])
    return {
      id: text(this.id),
      rawId: text(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(this.clientData("webauthn.create", options.challenge, tampering)),
        attestationObject: text(isoCBOR.encode(attestation as never)),
        transports: ["internal"]
      }
    }
  }

  show(
    options: PublicKeyCredentialRequestOptionsJSON,
    tampering: Tampering = {}
  ): AuthenticationResponseJSON {
    this.counter += 1
    const clientData = this.clientData("webauthn.get", options.challenge, tampering)
    const authData = this.data(options.rpId ?? "", 0x05, tampering)
    const signer = tampering.signer ?? this.keys.privateKey
    return {
      id: text(this.id),
      rawId: text(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(clientData),
        authenticatorData: text(authData),
        signature: text(sign("sha256", Buffer.concat([authData, hash(clientData)]), signer)),
        userHandle: tampering.userHandle ?? this.user
      }
    }
  }
}
