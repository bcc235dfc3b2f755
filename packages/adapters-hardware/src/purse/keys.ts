/**
 * The chain of keys: a root, a master for every group of shops, one for every purpose, and one key for every card. A card
 * of one group is of no use in another, and what a terminal has makes no value.
 *
 * @module
 */
import { big, bytes, type Bytes, concat } from "../crypto/bytes.ts"
import { derived, diversified } from "../crypto/diversify.ts"
import { keyNo, type Purpose } from "./layout.ts"

/** A group of shops whose cards are good with each other. */
export interface Group {
  /** 0 to 2^32 - 1. */
  readonly group: number
  /** 0 to 255; which generation of the group's masters. */
  readonly keyVersion: number
  /** The application on the card: three bytes, as they are sent. */
  readonly aid: Bytes
}

const marks: Readonly<Record<Purpose, number>> = { ...keyNo, mac: 0x0f, identity: 0x10 }

/** The master of a group, 32 bytes. The root has 32 bytes, and is nowhere but at the office. */
export const groupMaster = (root: Bytes, { group, keyVersion }: Group): Bytes =>
  derived(root, "grp", concat(big(group, 4), [keyVersion]), 32)

/** The master for one purpose, 16 bytes: a terminal has that of `purchase`, and no other unless it may void. */
export const purposeMaster = (groupMaster: Bytes, purpose: Purpose): Bytes =>
  derived(groupMaster, "purpose", bytes(marks[purpose]))

const svp1 = new TextEncoder().encode("SVP1")

/** The key of one card, from the master of its purpose. `uid` has seven bytes. */
export const cardKey = (master: Bytes, purpose: Purpose, uid: Bytes, { aid }: Group): Bytes =>
  diversified(master, concat(uid, aid, [marks[purpose]], svp1))

/** Gives the keys of any card of a group, for whoever has the group's master. */
export const officeKeys = (root: Bytes, group: Group): ((purpose: Purpose, uid: Bytes) => Bytes) => {
  const master = groupMaster(root, group)
  const masters = new Map<Purpose, Bytes>()
  return (purpose, uid) => {
    const known = masters.get(purpose) ?? purposeMaster(master, purpose)
    masters.set(purpose, known)
    return cardKey(known, purpose, uid, group)
  }
}
