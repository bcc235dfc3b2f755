/** The file of a terminal's secrets: the published cases on it, and everything that is wrong with such a file. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import fc from "fast-check"
import { expect } from "vitest"
import { toHex } from "../../src/crypto/bytes.ts"
import { fileIdentity, fileKeys } from "../../src/keys/fromFile.ts"
import { readKeyFile, sealKeyFile, type TerminalKeys } from "../../src/keys/keyFile.ts"
import { KeyProvider } from "../../src/ports/KeyProvider.ts"
import { TerminalIdentity } from "../../src/ports/TerminalIdentity.ts"
import { groupMaster, purposeMaster } from "../../src/purse/keys.ts"
import { identityCases, keyProviderCases } from "../../src/testing/keyCases.ts"
import { group, root } from "../purse/shop.ts"
import { seedOf } from "../purse/terminal.ts"

const passphrase = Redacted.make("the tills of the caf\u00e9")
/** As little work as a file may ask for. */
const quick = { cost: 2 ** 14 }

const generation = (keyVersion: number) => {
  const own = { ...group, keyVersion }
  return {
    group: own,
    masters: { purchase: Redacted.make(purposeMaster(groupMaster(root, own), "purchase")) }
  }
}
const enrolment = { group: group.group, terminal: 7, epoch: 1 }
const secrets: TerminalKeys = {
  generations: [generation(2), generation(1)],
  identity: { enrolment, seed: Redacted.make(seedOf(7)) }
}

let folder = ""
let path = ""
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tessera-keys-"))
  path = join(folder, "terminal.keys")
  await Effect.runPromise(sealKeyFile(path, passphrase, secrets, quick))
})
afterAll(() => rmSync(folder, { recursive: true }))

const why = (of: string, by = passphrase) =>
  Effect.runPromise(
    Effect.match(readKeyFile(of, by), { onFailure: ({ why }) => why, onSuccess: () => "opened" })
  )
const copied = (text: string, mode = 0o600): string => {
  const copy = join(folder, "copy.keys")
  rmSync(copy, { force: true })
  writeFileSync(copy, text, { mode })
  return copy
}

describe("keys from a file", () => {
  it.effect.each(keyProviderCases)("$name", ({ run }) =>
    Effect.suspend(() => Effect.provide(run, fileKeys(path, passphrase)))
  )

  it.effect("are the masters that were sealed", () =>
    Effect.gen(function* () {
      const read = yield* readKeyFile(path, passphrase)
      const shown = ({ generations }: TerminalKeys) =>
        generations.map(({ group, masters }) => [
          group.keyVersion,
          toHex(group.aid),
          toHex(Redacted.value(masters.purchase)),
          masters.void
        ])
      expect(shown(read)).toEqual(shown(secrets))
      expect(JSON.stringify(read)).not.toContain(toHex(seedOf(7)).slice(0, 12))
      const { groups } = yield* Effect.provide(KeyProvider, fileKeys(path, passphrase))
      expect(groups.map(({ keyVersion }) => keyVersion)).toEqual([2, 1])
    })
  )
})

describe("an identity from a file", () => {
  it.effect.each(identityCases)("$name", ({ run }) =>
    Effect.suspend(() => Effect.provide(run, fileIdentity(path, passphrase)))
  )

  it.effect("is the one that was enrolled, and missing where the file has none", () =>
    Effect.gen(function* () {
      const one = yield* Effect.provide(TerminalIdentity, fileIdentity(path, passphrase))
      const same = yield* Effect.provide(
        TerminalIdentity,
        TerminalIdentity.seed(enrolment, Redacted.make(seedOf(7)))
      )
      expect([one.enrolment, one.publicKey]).toEqual([enrolment, same.publicKey])
      const other = join(folder, "without.keys")
      yield* sealKeyFile(other, passphrase, { generations: secrets.generations }, quick)
      const built = yield* Effect.result(Effect.scoped(Layer.build(fileIdentity(other, passphrase))))
      expect(built).toMatchObject({ failure: { _tag: "IdentityMissing" } })
    })
  )
})

describe("the file", () => {
  it("is its owner's alone, has nothing in clear, and leaves no other file behind", () => {
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = readFileSync(path, "utf8")
    const secret = [toHex(seedOf(7)), toHex(Redacted.value(generation(1).masters.purchase))]
    for (const hex of secret)
      for (let at = 0; at + 8 <= hex.length; at++) expect(text).not.toContain(hex.slice(at, at + 8))
    expect(readdirSync(folder).filter((name) => name.startsWith("terminal"))).toEqual(["terminal.keys"])
  })

  it.each([
    ["with another passphrase", () => why(path, Redacted.make("the tills of the airport")), "notOpened"],
    [
      "with the same one, written in another way",
      () => why(path, Redacted.make("the tills of the cafe\u0301")),
      "opened"
    ],
    ["that others may read", () => why(copied(readFileSync(path, "utf8"), 0o640)), "tooOpen"],
    ["that is not there", () => why(join(folder, "none")), "missing"],
    ["that is a folder", () => why(folder), "unreadable"],
    ["that is something else", () => why(copied("{}")), "unreadable"],
    [
      "that asks for no work",
      () => why(copied(readFileSync(path, "utf8").replace("16384", "2"))),
      "unreadable"
    ],
    [
      "that asks for other work",
      () => why(copied(readFileSync(path, "utf8").replace("16384", "32768"))),
      "notOpened"
    ]
  ])("%s", async (_, opening, end) => {
    expect(await opening()).toBe(end)
  })

  it("of which any digit is another is not opened", async () => {
    const text = readFileSync(path, "utf8")
    const at = fc.integer({ min: text.indexOf('"salt"') + 8, max: text.length - 4 })
    await fc.assert(
      fc.asyncProperty(at, fc.integer({ min: 1, max: 15 }), async (at, by) => {
        const before = Number.parseInt(text[at] ?? "", 16)
        fc.pre(/[0-9a-f]/.test(text[at] ?? "") && /[0-9a-f]{4}/.test(text.slice(at - 2, at + 3)))
        const changed = text.slice(0, at) + ((before + by) % 16).toString(16) + text.slice(at + 1)
        expect(await why(copied(changed))).toBe("notOpened")
      }),
      { numRuns: 10 }
    )
  })

  it("is followed by another one whole, under another passphrase too", async () => {
    const moved = join(folder, "moved.keys")
    const next = Redacted.make("the tills of the airport")
    await Effect.runPromise(sealKeyFile(moved, passphrase, secrets, quick))
    const before = readFileSync(moved, "utf8")
    await Effect.runPromise(sealKeyFile(moved, next, secrets, quick))
    expect(readFileSync(moved, "utf8")).not.toBe(before)
    expect([await why(moved), await why(moved, next)]).toEqual(["notOpened", "opened"])
    chmodSync(moved, 0o604)
    expect(await why(moved, next)).toBe("tooOpen")
  })

  it.each([
    ["a passphrase that anybody guesses", Redacted.make("1234"), secrets, {}],
    ["no keys at all", passphrase, { generations: [] }, {}],
    ["less work than it takes to guess", passphrase, secrets, { cost: 2 ** 10 }]
  ])("is not sealed with %s", async (_, by, keys, options) => {
    const other = join(folder, "never.keys")
    await expect(Effect.runPromise(sealKeyFile(other, by, keys, options))).rejects.toThrow()
    expect(readdirSync(folder)).not.toContain("never.keys")
  })
})
