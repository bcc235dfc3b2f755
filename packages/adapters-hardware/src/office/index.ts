/**
 * The office of purses: believes what cards authenticated, names what is missing, posts to the ledger, loads and re-issues.
 *
 * @module
 */
export { Archive, ArchiveUnavailable } from "./Archive.ts"
export {
  type Balances,
  CardBook,
  type Due,
  type Gap,
  type Incident,
  type Known,
  type Source,
  type Waiting
} from "./CardBook.ts"
export {
  ClassicBook,
  type ClassicDue,
  type ClassicIncident,
  type ClassicSale,
  type ClassicVerdict
} from "./ClassicBook.ts"
export { type ClassicOutcome, ClassicRefused } from "./classicContact.ts"
export type { Declined, Excepted, OfficeOptions } from "./Desk.ts"
export { Ledger, type Posted } from "./Ledger.ts"
export { ledgerCommands, ledgerDefaults, type LedgerTerms, type LoadOrder } from "./ledgerCommands.ts"
export type { LoadOutcome } from "./loadCard.ts"
export { type Claim, MandateBook, type MandateFault, type Undoing, type Withheld } from "./MandateBook.ts"
export { type Missing, PurseBook, type PurseBookOptions, type Verdict } from "./PurseBook.ts"
export { HotlistBook } from "./HotlistBook.ts"
export { HotlistRefused } from "./giveHotlist.ts"
export { MandateRefused } from "./giveMandate.ts"
export { NumberTaken } from "./giveNumber.ts"
export type { PostedAgain } from "./postAgain.ts"
export { PurseOffice } from "./PurseOffice.ts"
export {
  type CardKeys,
  readTransaction,
  type Transaction,
  type TransactionFault,
  verifyTransaction
} from "./readTransaction.ts"
export { type Exposure, exposureOf, isPast, restOf, type Values } from "./reissue.ts"
export type { Loaded, Taken } from "./SpentBook.ts"
export { type RowFault, TerminalBook } from "./TerminalBook.ts"
