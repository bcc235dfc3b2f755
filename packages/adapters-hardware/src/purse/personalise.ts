/**
 * Making a purse of a card from the factory: the application, its files, the keys of this one card, and who it is. Done at
 * the office, once; a card on which it stopped half way is formatted and begun again.
 *
 * @module
 */
import type { Script } from "../apdu/Script.ts"
import * as card from "../cards/desfire/commands.ts"
import { authenticate, type CardFault, type Chance } from "../cards/desfire/Session.ts"
import { Aes } from "../crypto/Aes.ts"
import { bytes, type Bytes } from "../crypto/bytes.ts"
import type { Group } from "./keys.ts"
import { type Caps, file, filesOf, keyNo, macFileSettings, type Purpose } from "./layout.ts"
import { type Identity, identityBytes } from "./records.ts"

export interface Personalisation {
  readonly group: Group
  readonly identity: Identity
  readonly caps: Caps
  /** Whether terminals with the void key may undo the last sale. */
  readonly allowsVoid: boolean
  /** The key of the card itself. Absent: zeros, as from the factory. */
  readonly masterKey?: Bytes
  /** The keys of this card, and of no other. */
  readonly keys: (purpose: Purpose) => Bytes
  readonly chance: Chance
}

const zeros = new Uint8Array(16)
const keys = ["credit", "purchase", "free", "void"] as const

/** Only the application's own key may change it, and itself. */
const settings = 0x0b

export function* personalise(asked: Personalisation): Script<void, CardFault> {
  const { caps, chance, group, identity } = asked
  yield* card.selectApplication(bytes(0, 0, 0))
  const master = yield* authenticate(new Aes(asked.masterKey ?? zeros), 0, chance)
  yield* card.createApplication(master, group.aid, settings, 5)
  yield* card.selectApplication(group.aid)
  const session = yield* authenticate(new Aes(zeros), keyNo.admin, chance)
  for (const { file, ins, settings } of filesOf(caps, asked.allowsVoid))
    yield* card.createFile(session, ins, file, settings)
  const version = identity.keyVersion
  yield* card.createTransactionMacFile(session, file.mac, macFileSettings, asked.keys("mac"), version)
  for (const name of keys)
    yield* card.changeKey(session, keyNo[name], { before: zeros, key: asked.keys(name), version })
  const content = identityBytes(identity, asked.keys("identity"))
  yield* card.writeData(session, file.identity, content, { isBackup: false })
  yield* card.changeKey(session, keyNo.admin, { before: zeros, key: asked.keys("admin"), version })
}

/** Takes everything off a card of which the office has the key: before it is made a purse again, or goes to waste. */
export function* wipe(masterKey: Bytes, chance: Chance): Script<void, CardFault> {
  yield* card.selectApplication(bytes(0, 0, 0))
  const session = yield* authenticate(new Aes(masterKey), 0, chance)
  yield* card.formatCard(session)
}
