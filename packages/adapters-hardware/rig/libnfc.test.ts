/** Libraries of others, libnfc and libfreefare, on our virtual cards: what these do is what those expect of a real one. */
import { deepEqual, equal, ok } from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, it } from "vitest"
import { VirtualDesfire } from "../src/simulator/desfire/VirtualDesfire.ts"
import { VirtualClassic } from "../src/simulator/VirtualClassic.ts"
import { chanceOf, uidOf } from "../test/purse/shop.ts"
import { classicOnChip, desfireOnChip, type OnChip, Pn532 } from "./Pn532.ts"

const run = promisify(execFile)
let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tessera-libnfc-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a program prints that finds this card on the chip. */
const printed = async (on: OnChip, command: string, words: ReadonlyArray<string> = []): Promise<string> => {
  const chip = new Pn532(on)
  await chip.start()
  try {
    return (await run(command, words, { env: chip.environment, timeout: 20_000 })).stdout
  } finally {
    chip.close()
  }
}

const free = { read: 14, write: 14, readWrite: 14, change: 14 }
const plain = {
  mode: 0,
  rights: free,
  lower: 0,
  upper: 0,
  isLimitedCredit: false,
  size: 0,
  records: 0
} as const

/** The card that peer.c expects. */
const cardOfPeer = (): VirtualDesfire => {
  const card = new VirtualDesfire({ uid: uidOf(5), chance: chanceOf("peer") })
  card.putApplication("332211", {
    settings: 0x0f,
    keys: 1,
    files: {
      1: { ...plain, kind: "value", upper: 1_000, isLimitedCredit: true },
      2: { ...plain, kind: "backup", size: 16 },
      3: { ...plain, kind: "cyclic", size: 4, records: 3 }
    }
  })
  card.eeprom.write("file:332211:1", Uint8Array.of(0xf4, 0x01, 0, 0, 0, 0, 0, 0))
  card.eeprom.write("file:332211:2", new Uint8Array(16))
  card.eeprom.write("file:332211:3", new Uint8Array(0))
  return card
}

describe("libnfc and libfreefare", () => {
  it("find a DESFire and a Classic, each for what it is", async () => {
    const desfire = await printed(desfireOnChip(cardOfPeer()), "nfc-list")
    ok(/UID \(NFCID1\): 04 {2}00 {2}00 {2}00 {2}00 {2}00 {2}05/.test(desfire), desfire)
    const classic = await printed(classicOnChip(new VirtualClassic(Uint8Array.of(4, 1, 2, 3))), "nfc-list")
    ok(/SAK \(SEL_RES\): 08/.test(classic), classic)
  })

  it("count value, commit and abort, files and records on our DESFire as on any other", async () => {
    const peer = join(folder, "peer")
    const source = fileURLToPath(new URL("./peer.c", import.meta.url))
    await run("gcc", ["-o", peer, source, "-lfreefare", "-lnfc"])
    const said = (await printed(desfireOnChip(cardOfPeer()), peer)).trim().split("\n")
    deepEqual(said, [
      "is Mifare DESFire",
      "version done",
      "uid 04000000000005",
      "select-absent refused a0",
      "select done",
      "holds 500",
      "credit done",
      "pending 500",
      "abort done",
      "aborted 500",
      "credit done",
      "debit done",
      "commit done",
      "committed 700",
      "debit-too-much refused be",
      "credit-too-much refused be",
      "debit done",
      "commit done",
      "limited done",
      "commit done",
      "given-back 700",
      "limited-again refused be",
      "write done",
      "before-commit ''",
      "commit done",
      "after-commit 'sixteen letters'",
      "record done",
      "commit done",
      "record done",
      "commit done",
      "record done",
      "commit done",
      "records 8 'rec1rec2'",
      "no-file refused f0"
    ])
  })

  it("read all blocks of our Classic, and format it", async () => {
    const card = new VirtualClassic(Uint8Array.of(4, 1, 2, 3))
    card.eeprom.write("4", new TextEncoder().encode("sixteen letters!"))
    const dump = join(folder, "dump")
    const read = await printed(classicOnChip(card), "nfc-mfclassic", ["r", "a", "u", dump])
    ok(read.includes("64 of 64 blocks read"), read)
    const content = readFileSync(dump)
    equal(content.subarray(64, 80).toString(), "sixteen letters!")
    ok((await printed(classicOnChip(card), "mifare-classic-format", ["-y"])).includes("done"))
    deepEqual(card.block(4), new Uint8Array(16))
  })
})
