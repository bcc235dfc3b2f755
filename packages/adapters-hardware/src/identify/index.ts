/**
 * Who is it: stripes, scans, telephones and tags, as bytes that become a number, or a reason why not.
 *
 * @module
 */
export { cardNumberOf, type Identified } from "./cardNumber.ts"
export {
  readSwipe,
  readSwipeReport,
  readTrack,
  splitTracks,
  type SwipeFault,
  type SwipeRules,
  type Track,
  type TrackNumber
} from "./magstripe.ts"
export {
  type LegacyFault,
  type LegacyIssue,
  type LegacyTerms,
  type LegacyTotals,
  readLegacyFile,
  type TakenOver,
  takeOver
} from "./legacyFile.ts"
export {
  type PhoneCode,
  type PhoneCodeFault,
  phoneCodeText,
  readPhoneCode,
  stepAt,
  stepSeconds,
  verifyPhoneCode
} from "./phoneCode.ts"
export { gapMillis, type Scan, ScanAssembler, type Scanned } from "./ScanAssembler.ts"
export { readTagAddress, type TagRefusal } from "../cards/ntag424/readTag.ts"
export { readSunAddress, type SunFault, type SunKeys, type Tap, verifySun } from "../cards/ntag424/sun.ts"
export { type Typed, Wedge } from "./Wedge.ts"
