/**
 * Devices of a till behind ports: what a reader, a purse, a journal and a key store have to do, and how they fail.
 *
 * @module
 */
export { apdu, apduText, type Answer, readAnswer, wrapped } from "./apdu/Apdu.ts"
export { perform, type Performed } from "./apdu/perform.ts"
export {
  type Effectuality,
  type Ending,
  runScript,
  type Script,
  type Send,
  type Step
} from "./apdu/Script.ts"
export { statusName } from "./apdu/StatusWord.ts"
export { CashDrawer, type DrawerOpening, type DrawerState } from "./ports/CashDrawer.ts"
export {
  CardPurse,
  type Ended,
  type PurseFault,
  type PurseOutcome,
  type Sale,
  type Settled
} from "./ports/CardPurse.ts"
export { BarcodeScanner, type ScanEvent } from "./ports/BarcodeScanner.ts"
export {
  CardReader,
  type CardSession,
  type Inserted,
  type Presence,
  type SlotEvent
} from "./ports/CardReader.ts"
export {
  Dongle,
  type DongleFault,
  DongleNotTouched,
  DonglePinRefused,
  type DongleProof,
  NoDongle,
  WrongDongle
} from "./ports/Dongle.ts"
export {
  CardChanged,
  CardGone,
  CardMute,
  DriverUnavailable,
  IdentityMissing,
  JournalCorrupt,
  type JournalFault,
  JournalFull,
  JournalUnavailable,
  KeyUnavailable,
  OutcomeUnknown,
  ReaderBusy,
  ReaderGone,
  ReaderServiceDown,
  type SessionFault,
  type TransmitFault
} from "./ports/faults.ts"
export { KeyProvider } from "./ports/KeyProvider.ts"
export { Magstripe, type SwipeEvent } from "./ports/Magstripe.ts"
export { type Acknowledged, type JournalStanding, OfflineJournal } from "./ports/OfflineJournal.ts"
export { OfflineTerms, type Terms } from "./ports/OfflineTerms.ts"
export { PinCancelled, PinPad, PinPadGone, PinTimeout, type PinWish } from "./ports/PinPad.ts"
export {
  CoverOpen,
  PaperOut,
  PartialPrint,
  type PrinterFault,
  PrinterGone,
  type PrinterRefusal,
  PrinterStopped
} from "./ports/printerFaults.ts"
export { type Printed, type PrinterStatus, type PrintJob, ReceiptPrinter } from "./ports/ReceiptPrinter.ts"
export { type Enrolment, TerminalIdentity } from "./ports/TerminalIdentity.ts"
