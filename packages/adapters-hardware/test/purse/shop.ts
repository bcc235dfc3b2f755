/** A group of shops for tests: keys, cards that are made and loaded, and terminals that buy on them. */
import { createHash } from "node:crypto"
import { type Ending, runScript, type Script } from "../../src/apdu/Script.ts"
import { classicKeys, floatEnd, issueClassic } from "../../src/cards/classic/classicPurse.ts"
import type { Bytes } from "../../src/crypto/bytes.ts"
import { big, concat, toHex } from "../../src/crypto/bytes.ts"
import type { Access } from "../../src/purse/enter.ts"
import { type Prepared, type PurseRefusal, commit } from "../../src/purse/Intent.ts"
import { type Group, officeKeys } from "../../src/purse/keys.ts"
import type { Caps } from "../../src/purse/layout.ts"
import { type Load, prepareLoad } from "../../src/purse/load.ts"
import { look, type PurseContents } from "../../src/purse/look.ts"
import { personalise } from "../../src/purse/personalise.ts"
import type { Asker } from "../../src/purse/records.ts"
import { VirtualDesfire } from "../../src/simulator/desfire/VirtualDesfire.ts"
import { VirtualClassic } from "../../src/simulator/VirtualClassic.ts"
import { Field, type Tear } from "../../src/simulator/Field.ts"

/** Chance that is the same at every run. */
export const chanceOf = (seed: string): (() => Bytes) => {
  let n = 0
  return () => Uint8Array.from(createHash("sha256").update(`${seed}:${n++}`).digest().subarray(0, 16))
}

export const root = new Uint8Array(32).fill(7)
export const group: Group = { group: 17, keyVersion: 1, aid: Uint8Array.of(0x01, 0xa7, 0xf5) }
export const keys = officeKeys(root, group)
export const caps: Caps = { balance: 500_000n, amount: 50_000n, count: 10n }
export const noon = Date.UTC(2026, 10, 22, 12)

export const uidOf = (n: number): Bytes => concat([0x04], big(n, 6))
export const purseOf = (n: number): string => toHex(big(n, 8))
export const asker = (terminal: number, sequence: number, epoch = 1): Asker => ({
  group: group.group,
  terminal,
  epoch,
  sequence
})

export const accessTo = (card: VirtualDesfire, chance: () => Bytes): Access => ({
  uid: card.uid,
  group,
  purchaseKey: keys("purchase", card.uid),
  chance
})

/** A card of the group; the allowances are filled by its first load. */
export const makeCard = (n: number, allowsVoid = true, ofCard = caps): VirtualDesfire => {
  const card = new VirtualDesfire({ uid: uidOf(n), chance: chanceOf(`card ${n}`) })
  const made = runScript(
    personalise({
      group,
      caps: ofCard,
      allowsVoid,
      identity: {
        group: group.group,
        purse: purseOf(n),
        keyVersion: 1,
        issuedOn: 20_000,
        expiresOn: 0xffff,
        flags: 0
      },
      keys: (purpose) => keys(purpose, card.uid),
      chance: chanceOf(`office ${n}`)
    }),
    new Field(card).transmit
  )
  if (made._tag !== "Completed") throw new Error(JSON.stringify(made))
  return card
}

export const loadOf = (n: number, main: bigint, gift: bigint, sequence: number, ofCard = caps): Load => ({
  main,
  gift,
  caps: ofCard,
  asker: asker(0, sequence),
  at: noon,
  purse: purseOf(n)
})

export const preparedLoad = (card: VirtualDesfire, load: Load, chance: () => Bytes) =>
  prepareLoad({ ...accessTo(card, chance), creditKey: keys("credit", card.uid) }, load)

/** Prepares and commits on one presentation of the card. */
export const through = (
  card: VirtualDesfire,
  script: Script<Prepared, PurseRefusal>,
  tear?: Tear
): {
  readonly prepared: Ending<Prepared, PurseRefusal>
  readonly committed?: ReturnType<typeof committing>
  readonly field: Field
} => {
  const field = new Field(card, tear)
  const prepared = runScript(script, field.transmit)
  return prepared._tag === "Completed"
    ? { prepared, committed: committing(prepared.value, field), field }
    : { prepared, field }
}

const committing = (prepared: Prepared, field: Field) => runScript(commit(prepared), field.transmit)

export const contentsOf = (card: VirtualDesfire): PurseContents => {
  const seen = runScript(look(accessTo(card, chanceOf("look"))), new Field(card).transmit)
  if (seen._tag !== "Completed") throw new Error(JSON.stringify(seen))
  return seen.value
}

/** A card with so much on it. */
export const loadedCard = (n: number, main: bigint, gift = 0n): VirtualDesfire => {
  const card = makeCard(n)
  const done = through(card, preparedLoad(card, loadOf(n, main, gift, n), chanceOf(`load ${n}`)))
  if (done.committed?._tag !== "Completed") throw new Error(JSON.stringify(done.prepared))
  return card
}

/** A float of MIFARE Classic in sector 1, as the office makes it at noon. */
export const floatCard = (uid: Bytes): VirtualClassic => {
  const card = new VirtualClassic(uid)
  const access = { uid, keys: classicKeys(keys("purchase", uid), uid, 1), block: 4 }
  const keyB = classicKeys(keys("credit", uid), uid, 1).sector
  const record = { counter: 1, balance: 5_000n, tapsLeft: 5, until: floatEnd(noon), writer: 0 }
  const made = runScript(issueClassic(access, keyB, record), new Field(card).transmit)
  if (made._tag !== "Completed") throw new Error(JSON.stringify(made))
  return card
}
