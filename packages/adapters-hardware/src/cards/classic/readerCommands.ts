/**
 * MIFARE Classic through any reader of PC/SC: the pseudo-commands of part 3, which the reader carries out itself.
 *
 * @module
 */
import { apdu, readAnswer } from "../../apdu/Apdu.ts"
import { type Effectuality, refuse, type Script, send } from "../../apdu/Script.ts"
import { statusName } from "../../apdu/StatusWord.ts"
import { bytes, type Bytes } from "../../crypto/bytes.ts"

/** The reader refused: no right, no such block, or the card went. After a failed authentication the card is halted. */
export interface ReaderRefused {
  readonly _tag: "ReaderRefused"
  readonly status: string
}

function* done(command: Bytes, does: Effectuality = "none"): Script<Bytes, ReaderRefused> {
  const answer = readAnswer(yield* send(command, does))
  if (answer?.sw === 0x9000) return answer.data
  return yield* refuse<ReaderRefused>({
    _tag: "ReaderRefused",
    status: answer === undefined ? "noAnswer" : statusName(answer.sw)
  })
}

/** Six bytes into the reader's memory, and a proof to the card's sector with them. */
export function* authenticateBlock(block: number, which: "A" | "B", key: Bytes): Script<void, ReaderRefused> {
  yield* done(apdu([0xff, 0x82, 0x00, 0x00], key, null))
  const type = which === "A" ? 0x60 : 0x61
  yield* done(apdu([0xff, 0x86, 0x00, 0x00], bytes(0x01, 0x00, block, type, 0x00), null))
}

/** Sixteen bytes. */
export function* readBlock(block: number): Script<Bytes, ReaderRefused> {
  return yield* done(Uint8Array.of(0xff, 0xb0, 0x00, block, 0x10))
}

/** Sixteen bytes, at once: there is no transaction. */
export function* writeBlock(block: number, content: Bytes): Script<void, ReaderRefused> {
  yield* done(apdu([0xff, 0xd6, 0x00, block], content, null), "lasting")
}
