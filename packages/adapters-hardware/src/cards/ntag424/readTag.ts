/**
 * Reading the address of an NTAG with a reader, as a phone would: the server makes of it who was tapped.
 *
 * @module
 */
import { apdu, readAnswer } from "../../apdu/Apdu.ts"
import { refuse, type Script, send } from "../../apdu/Script.ts"
import { statusName } from "../../apdu/StatusWord.ts"
import { type Bytes, bytes, concat, fromHex, readBig } from "../../crypto/bytes.ts"

export type TagRefusal =
  | { readonly _tag: "TagRefused"; readonly status: string }
  /** There is something else on it than one short web address. */
  | { readonly _tag: "NoAddress" }

function* done(command: Bytes): Script<Bytes, TagRefusal> {
  const answer = readAnswer(yield* send(command))
  if (answer?.sw === 0x9000) return answer.data
  return yield* refuse<TagRefusal>({
    _tag: "TagRefused",
    status: answer === undefined ? "noAnswer" : statusName(answer.sw)
  })
}

const prefixes = ["", "http://www.", "https://www.", "http://", "https://"]
const most = 250

/** The web address of a tag of NFC Forum type 4. */
export function* readTagAddress(): Script<string, TagRefusal> {
  yield* done(apdu([0x00, 0xa4, 0x04, 0x00], fromHex("d2760000850101")))
  yield* done(apdu([0x00, 0xa4, 0x00, 0x0c], fromHex("e104"), null))
  const length = readBig(yield* done(bytes(0x00, 0xb0, 0x00, 0x00, 2)), 0, 2)
  if (length < 6 || length > most) return yield* refuse<TagRefusal>({ _tag: "NoAddress" })
  const message = yield* done(bytes(0x00, 0xb0, 0x00, 2, length))
  const [header, typeLength, payload = 0, type, prefix = 0] = message
  const isUri = header === 0xd1 && typeLength === 1 && type === 0x55 && payload === message.length - 4
  const before = prefixes[prefix]
  if (!isUri || before === undefined) return yield* refuse<TagRefusal>({ _tag: "NoAddress" })
  return new TextDecoder().decode(concat(new TextEncoder().encode(before), message.slice(5)))
}
