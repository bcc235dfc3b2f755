/**
 * The file in which a terminal keeps its secrets while it is switched off: sealed under a passphrase, and readable by nobody else.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto"
import { open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Bytes, fromHex, toHex } from "../crypto/bytes.ts"
import type { Enrolment } from "../ports/TerminalIdentity.ts"
import type { Group } from "../purse/keys.ts"

/** What a terminal may have: the master of `purchase`, and of `void` where it may undo. No key that makes value is kept here. */
export interface TerminalKeys {
  /** Newest first; at least one. */
  readonly generations: ReadonlyArray<{
    readonly group: Group
    readonly masters: {
      readonly purchase: Redacted.Redacted<Bytes>
      readonly void?: Redacted.Redacted<Bytes>
    }
  }>
  /** Absent: who the terminal is is kept elsewhere, as on a PIV card. `seed`: 32 bytes. */
  readonly identity?: { readonly enrolment: Enrolment; readonly seed: Redacted.Redacted<Bytes> }
}

/**
 * `missing`: there is none. `tooOpen`: others than its owner may read it (its mode is more than 0600). `unreadable`: it is no such
 * file, or cannot be read or written. `notOpened`: the passphrase is another one, or the file was changed.
 */
export class KeyFileUnusable extends Schema.TaggedError<KeyFileUnusable>()("KeyFileUnusable", {
  path: Schema.String,
  why: Schema.Literals(["missing", "tooOpen", "unreadable", "notOpened"])
}) {}

const Whole = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffffffff }))
const Hex = (bytes: number) => Schema.String.check(Schema.isPattern(new RegExp(`^([0-9a-f]{2}){${bytes}}$`)))

const Content = Schema.Struct({
  generations: Schema.NonEmptyArray(
    Schema.Struct({
      group: Whole,
      keyVersion: Whole,
      aid: Hex(3),
      purchase: Hex(16),
      void: Schema.optionalKey(Hex(16))
    })
  ),
  identity: Schema.optionalKey(Schema.Struct({ group: Whole, terminal: Whole, epoch: Whole, seed: Hex(32) }))
})

/** RFC 7914. `n`: a power of two; whoever guesses passphrases needs 1 KiB of memory times n for each. */
const Sealed = Schema.Struct({
  type: Schema.Literal("tessera terminal keys 1"),
  n: Schema.Literals([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19]),
  salt: Hex(16),
  nonce: Hex(12),
  /** AES-256-GCM: what was sealed, and the code over it and over all that stands before. */
  sealed: Schema.String.check(Schema.isPattern(/^([0-9a-f]{2})+$/), Schema.isMaxLength(1_000_000))
})
type Sealed = typeof Sealed.Type

const usualCost = 2 ** 17
const [blocks, codeLength] = [8, 16]
const derive = promisify(scrypt) as (
  secret: string,
  salt: Bytes,
  length: number,
  options: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number }
) => Promise<Buffer>

const keyOf = (passphrase: Redacted.Redacted, { n, salt }: Pick<Sealed, "n" | "salt">): Promise<Buffer> =>
  derive(Redacted.value(passphrase).normalize("NFC"), fromHex(salt), 32, {
    N: n,
    r: blocks,
    p: 1,
    maxmem: 256 * blocks * n
  })

const decodeHead = Schema.decodeUnknownSync(Sealed.mapFields(({ sealed: _, ...rest }) => rest))

/** Throws on a cost that is none of those that are read. */
const freshHead = (cost: number): Omit<Sealed, "sealed"> =>
  decodeHead({
    type: "tessera terminal keys 1",
    n: cost,
    salt: toHex(randomBytes(16)),
    nonce: toHex(randomBytes(12))
  })

const headOf = ({ n, nonce, salt, type }: Omit<Sealed, "sealed">): Buffer =>
  Buffer.from(JSON.stringify([type, n, salt, nonce]))

const contentOf = ({ generations, identity }: TerminalKeys): string => {
  const hex = (secret: Redacted.Redacted<Bytes>) => toHex(Redacted.value(secret))
  const all = generations.map(({ group, masters }) => ({
    ...group,
    aid: toHex(group.aid),
    purchase: hex(masters.purchase),
    ...(masters.void !== undefined && { void: hex(masters.void) })
  }))
  const own = identity && { ...identity.enrolment, seed: hex(identity.seed) }
  const [first, ...rest] = all
  if (first === undefined) throw new RangeError("generations: Expected at least one")
  const content = { generations: [first, ...rest] as const, ...(own !== undefined && { identity: own }) }
  return JSON.stringify(Schema.encodeSync(Content)(content))
}

const keysIn = (content: typeof Content.Type): TerminalKeys => {
  const secret = (hex: string) => Redacted.make(fromHex(hex))
  const { identity } = content
  return {
    generations: content.generations.map(({ aid, group, keyVersion, purchase, void: undo }) => ({
      group: { group, keyVersion, aid: fromHex(aid) },
      masters: { purchase: secret(purchase), ...(undo !== undefined && { void: secret(undo) }) }
    })),
    ...(identity !== undefined && {
      identity: {
        enrolment: { group: identity.group, terminal: identity.terminal, epoch: identity.epoch },
        seed: secret(identity.seed)
      }
    })
  }
}

/** Written beside it and moved into its place, so that there is always the old one or the new. */
const replaced = async (path: string, text: string): Promise<void> => {
  const beside = `${path}.${randomBytes(6).toString("hex")}`
  try {
    const file = await open(beside, "wx", 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (cause) {
    await rm(beside, { force: true })
    throw cause
  }
  if (process.platform === "win32") return
  const folder = await open(dirname(path), "r")
  await folder.sync().finally(() => folder.close())
}

/**
 * Seals a terminal's secrets, in place of what the file held. `passphrase`: at least 12 characters, kept where the file is not.
 * `cost`: a power of two, 2^14 to 2^19. Absent: 2^17, which takes 128 MiB and a good part of a second.
 */
export const sealKeyFile = (
  path: string,
  passphrase: Redacted.Redacted,
  keys: TerminalKeys,
  { cost = usualCost }: { readonly cost?: number } = {}
): Effect.Effect<void, KeyFileUnusable> =>
  Effect.suspend(() => {
    if (Redacted.value(passphrase).length < 12)
      throw new RangeError("passphrase: Expected at least 12 characters")
    const content = Buffer.from(contentOf(keys))
    const head = freshHead(cost)
    return Effect.tryPromise({
      try: async () => {
        const key = await keyOf(passphrase, head)
        const cipher = createCipheriv("aes-256-gcm", key, fromHex(head.nonce)).setAAD(headOf(head))
        const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
        key.fill(0)
        content.fill(0)
        await replaced(path, `${JSON.stringify({ ...head, sealed: toHex(sealed) })}\n`)
      },
      catch: () => new KeyFileUnusable({ path, why: "unreadable" })
    })
  })

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT"

const readSealed = Schema.decodeUnknownResult(Schema.fromJsonString(Sealed))
const readContent = Schema.decodeUnknownResult(Schema.fromJsonString(Content))

const opened = async (passphrase: Redacted.Redacted, sealed: Sealed): Promise<string | undefined> => {
  const all = fromHex(sealed.sealed)
  if (all.length <= codeLength) return undefined
  const key = await keyOf(passphrase, sealed)
  const decipher = createDecipheriv("aes-256-gcm", key, fromHex(sealed.nonce))
    .setAAD(headOf(sealed))
    .setAuthTag(all.subarray(-codeLength))
  key.fill(0)
  try {
    return Buffer.concat([decipher.update(all.subarray(0, -codeLength)), decipher.final()]).toString()
  } catch {
    return undefined
  }
}

/** Opens the file, once, at the start of a terminal. */
export const readKeyFile = Effect.fnUntraced(function* (
  path: string,
  passphrase: Redacted.Redacted
): Effect.fn.Return<TerminalKeys, KeyFileUnusable> {
  const unusable = (why: KeyFileUnusable["why"]) => new KeyFileUnusable({ path, why })
  const found = yield* Effect.tryPromise({
    try: async () => {
      const file = await open(path, "r")
      try {
        return { mode: (await file.stat()).mode, text: await file.readFile("utf8") }
      } finally {
        await file.close()
      }
    },
    catch: (cause) => unusable(isMissing(cause) ? "missing" : "unreadable")
  })
  // Windows has no such mode: who may read a file there is said by its folder.
  if (process.platform !== "win32" && (found.mode & 0o077) !== 0) return yield* unusable("tooOpen")
  const sealed = readSealed(found.text)
  if (Result.isFailure(sealed)) return yield* unusable("unreadable")
  const text = yield* Effect.promise(() => opened(passphrase, sealed.success))
  if (text === undefined) return yield* unusable("notOpened")
  const content = readContent(text)
  return Result.isSuccess(content) ? keysIn(content.success) : yield* unusable("unreadable")
})
