/**
 * The purse on the card, SVP-1: its keys, what is said to a card in which order, mandates and lists.
 *
 * @module
 */
export { SessionChance } from "./Bench.ts"
export { prepareBlock } from "./block.ts"
export type { Access } from "./enter.ts"
export {
  type CardSeen,
  commit,
  type Intent,
  type OfflineFault,
  type Prepared,
  type PurseRefusal
} from "./Intent.ts"
export { cardKey, type Group, groupMaster, officeKeys, purposeMaster } from "./keys.ts"
export { type Caps, type Purpose, type Value } from "./layout.ts"
export { type Load, type OfficeAccess, prepareLoad } from "./load.ts"
export { look, type PurseContents } from "./look.ts"
export { classicOnReader, type ClassicProfile, classicPurseOf } from "./classicOnReader.ts"
export {
  changedHotlist,
  Hotlist,
  HotlistChange,
  hotlistOf,
  isHotlisted,
  Mandate,
  mandateText,
  readHotlist,
  readHotlistChange,
  readMandate,
  refusalAt
} from "./Mandate.ts"
export { type Personalisation, personalise, wipe } from "./personalise.ts"
export { type PayFrom, preparePurchase, type Purchase, type Split } from "./purchase.ts"
export { purseOnReader } from "./purseOnReader.ts"
export {
  type Asker,
  askerBytes,
  type CardState,
  type Identity,
  type LogRecord,
  readAsker,
  type TransactionKind
} from "./records.ts"
export { type Resolved, resolve } from "./resolve.ts"
export { inputBytes, type InputEntry, readInput } from "./TransactionInput.ts"
export { prepareVoid, type VoidAccess, type VoidSale } from "./voidSale.ts"
export {
  ClassicAcceptance,
  classicRisk,
  mayPayClassic,
  readClassicAcceptance
} from "../cards/classic/acceptance.ts"
export {
  type ClassicAccess,
  classicBecame,
  type ClassicFound,
  type ClassicIntent,
  type ClassicKeys,
  classicKeys,
  type ClassicRecord,
  type ClassicRefusal,
  classicInput,
  commitClassic,
  factoryKey,
  floatAt,
  floatEnd,
  issueClassic,
  prepareClassic,
  readClassic,
  readClassicInput,
  repairClassic
} from "../cards/classic/classicPurse.ts"
export { type SignedText, type SigningKeys, signingKeys, verifier } from "../crypto/Signed.ts"
