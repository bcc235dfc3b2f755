/**
 * Cases that every driver of a port passes: a driver's test gives the port and the hand that works it.
 *
 * @module
 */
export { cardPurseCases, classicPurseCases } from "./cardPurseCases.ts"
export { cardReaderCases } from "./cardReaderCases.ts"
export {
  type Case,
  DongleHand,
  JournalRig,
  PinHand,
  PrinterHand,
  PurseHand,
  ReaderHand,
  ScanHand,
  SwipeHand
} from "./Case.ts"
export { dongleCases } from "./dongleCases.ts"
export { magstripeCases, pinPadCases, scannerCases } from "./inputCases.ts"
export { journalCases } from "./journalCases.ts"
export { identityCases, keyProviderCases } from "./keyCases.ts"
export { printerCases } from "./printerCases.ts"
