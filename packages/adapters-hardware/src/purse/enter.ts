/**
 * The first steps of every conversation with a purse: find the application, prove to each other who one is, read who it is.
 *
 * @module
 */
import { refuse, type Script } from "../apdu/Script.ts"
import { readData, readTmac, selectApplication } from "../cards/desfire/commands.ts"
import { authenticate, type CardFault, type Chance, type Session } from "../cards/desfire/Session.ts"
import { Aes } from "../crypto/Aes.ts"
import type { Bytes } from "../crypto/bytes.ts"
import type { PurseRefusal } from "./Intent.ts"
import type { Group } from "./keys.ts"
import { file, identityLength, keyNo, macLength } from "./layout.ts"
import { type Identity, readIdentity } from "./records.ts"
import type { InputEntry } from "./TransactionInput.ts"

/** What a conversation needs to begin: which card, whose, with which key. */
export interface Access {
  readonly uid: Bytes
  readonly group: Group
  /** The card's purchase key. */
  readonly purchaseKey: Bytes
  readonly chance: Chance
}

export interface Entered {
  readonly session: Session
  readonly tmc: number
  /** The code of the last transaction. */
  readonly tmv: Bytes
  readonly identity: Identity
  /** What the card's MAC is made of so far. */
  readonly input: Array<InputEntry>
}

const notOurs = new Set(["applicationNotFound", "authenticationError", "noSuchKey"])

/** Refusals of the card that mean that it is not one of ours. */
function* asOurs<A>(script: Script<A, CardFault>): Script<A, PurseRefusal> {
  let received: Bytes = new Uint8Array(0)
  for (;;) {
    const step = script.next(received)
    if (step.done === true) return step.value
    if (step.value.kind === "refuse") {
      const { why } = step.value
      return yield* refuse<PurseRefusal>(
        why._tag === "CardRefused" && notOurs.has(why.status) ? { _tag: "NotOurGroup" } : why
      )
    }
    received = yield step.value
  }
}

function* begin({ chance, group, purchaseKey }: Access): Script<Session, CardFault> {
  yield* selectApplication(group.aid)
  return yield* authenticate(new Aes(purchaseKey), keyNo.purchase, chance)
}

/** Five commands: select, two to authenticate, the transaction counter, the identity. */
export function* enter(access: Access): Script<Entered, PurseRefusal> {
  const session = yield* asOurs(begin(access))
  const { tmc, tmv } = readTmac(yield* readData(session, file.mac, macLength))
  const content = yield* readData(session, file.identity, identityLength)
  const identity = readIdentity(content)
  if (identity === undefined) return yield* refuse<PurseRefusal>({ _tag: "PurseUnreadable" })
  if (identity.group !== access.group.group) return yield* refuse<PurseRefusal>({ _tag: "NotOurGroup" })
  return { session, tmc, tmv, identity, input: [{ kind: "read", file: file.identity, data: content }] }
}
