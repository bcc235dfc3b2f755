/**
 * Tessera: stored value (gift cards, prepaid and member cards, vouchers, points) for points of sale and back offices.
 *
 * @module
 */
export type { Account } from "./account/Account.ts"
export type { Credential } from "./account/Credential.ts"
export { drawDown, skipsOf } from "./account/drawDown.ts"
export type { Asked, Draw, Plan, Skip } from "./account/drawDown.ts"
export type { BasketLine, Hold, Pin } from "./account/Hold.ts"
export type { Lot } from "./account/Lot.ts"
export type { Drawers, Shift, ShiftClosed, TenderCount } from "./account/Shift.ts"
export type { SubWalletBalance, Wallet } from "./account/Wallet.ts"
export type { OfflineApproved } from "./approveOffline.ts"
export { Books } from "./Books.ts"
export { AccountChart, AccountPattern, AccountRule, defaultChart } from "./books/AccountChart.ts"
export { AsOf } from "./books/AsOf.ts"
export type { BookEntry, BookLine } from "./books/BookEntry.ts"
export { JournalEntries, JournalExport } from "./books/JournalExport.ts"
export {
  type MatchRow,
  type Reconciled,
  Reconciliation,
  type ReconciliationRow
} from "./books/Reconciliation.ts"
export { type Column, type Point, type Report, reportOf, type Row, type Total } from "./books/Report.ts"
export { type CsvOptions, reportCsv } from "./books/reportCsv.ts"
export { reportText } from "./books/reportText.ts"
export { Clearing } from "./Clearing.ts"
export { ClearingEntries, ClearingPeriods, ClearingStatement } from "./clearing/asked.ts"
export type { DisputeStatus, EntryRow, EntryStatus } from "./clearing/entries.ts"
export type { PeriodRow } from "./clearing/periods.ts"
export type { PlaceKind, StatementRow } from "./clearing/statement.ts"
export { Agreement, ClearingTerms, Collection, Cycle } from "./network/ClearingTerms.ts"
export { TrialBalance, type TrialBalanceRow } from "./books/trialBalanceReport.ts"
export { breakageLines } from "./books/breakageReport.ts"
export {
  breakageOf,
  type BreakageRule,
  type BreakageRules,
  type CohortBreakage,
  expectedBreakage,
  expectedRate,
  type Months,
  proportional
} from "./books/breakage.ts"
export { bucketOf, monthsIn } from "./books/cohort.ts"
export { type FiscalKind, type FiscalPart, fiscalParts } from "./books/fiscalKinds.ts"
export {
  type CostColumn,
  type LiabilityColumn,
  columnOf,
  costColumns,
  liabilityColumns
} from "./books/liabilityColumns.ts"
export type { Period } from "./books/Period.ts"
export { type CohortKey, type CohortMoved, type CostMoved, rollForward } from "./books/rollForward.ts"
export type { PromotionsRow, RollForwardRow } from "./books/rollForwardReport.ts"
export type { DepositDue } from "./books/deposits.ts"
export type { Unclaimed } from "./books/unclaimed.ts"
export type { SoldKey, Standing, Usage } from "./books/usage.ts"
export type { Taxed } from "./books/vat.ts"
export { DayReport, type DayRow, type Doing } from "./books/dayReport.ts"
export { OfflineReport, type OfflineRow } from "./books/offlineReport.ts"
export { handOver, type HandOverOptions, type ShiftException, type ShiftFound } from "./books/handOver.ts"
export { type HandOverTexts, handOverTexts } from "./books/HandOverTexts.ts"
export type { Remittance } from "./books/remittancesIn.ts"
export type { ShiftLine } from "./books/shiftLines.ts"
export type { CurrencyTotal, ShiftStatus, ShiftTotals, TenderTotal } from "./books/shiftTotals.ts"
export type { Change, FieldChange } from "./changes.ts"
export { type LawChange, lawChanges, type LawChangesBetween } from "./lawChanges.ts"
export {
  Audit,
  type AuditingOptions,
  type AuditOptions,
  CheckpointRefused,
  type TakingOptions
} from "./Audit.ts"
export {
  Checkpoint,
  checkpoint,
  checkpointHash,
  type CheckpointOptions,
  checkpointText,
  compareWith,
  type Discrepancy,
  readCheckpointText,
  TrailPart
} from "./checkpoint.ts"
export { type Command, type CommandInput, readCommand, type Verb, verbs } from "./command/Command.ts"
export {
  codeOf,
  type Decline,
  declines,
  declineText,
  type DeclineTag,
  type Retry
} from "./command/Decline.ts"
export { OfflineApproval } from "./command/OfflineApproval.ts"
export { cardSecret, type SecretOf } from "./command/cardSecretOf.ts"
export { cardNumber } from "./command/mint.ts"
export { oneTimeCodeOf } from "./command/oneTimeCodeOf.ts"
export { offlineKey } from "./command/offlineCodeOf.ts"
export {
  type Approved,
  type Declined,
  type InDoubt,
  type Invalid,
  type Outcome,
  outcomeText
} from "./command/Outcome.ts"
export {
  Changes,
  NetworkAsOf,
  queries,
  type Query,
  type QueryInput,
  isQueryType,
  readQuery
} from "./command/Query.ts"
export { Receipt } from "./command/Receipt.ts"
export { type AdviceException, exceptionSentence } from "./command/exceptions.ts"
export { localText, type SentenceLanguage, sentenceOf, type Shown } from "./command/sentence.ts"
export { type CommitterOptions, Overloaded } from "./Committer.ts"
export { assetsOf } from "./books/assetsOf.ts"
export type { HeldLot, Quoted, WaitingLoad, WalletBalance } from "./decide/inquire.ts"
export { isDecline } from "./decide/Situation.ts"
export type { ExportedAccount, ExportedOperation, ExportedWallet, HolderExport } from "./exportHolder.ts"
export type { Window } from "./findAnniversaries.ts"
export type { Occasion } from "./holder/anniversaries.ts"
export { Holder, type HolderInput } from "./holder/Holder.ts"
export { phoneOf } from "./holder/Phone.ts"
export type * from "./HolderOutcome.ts"
export { HolderRecords, type RuledBy } from "./HolderRecords.ts"
export { ConfigurationRefused } from "./founding.ts"
export { FileRefused } from "./reconcileJournal.ts"
export { accountTitle, type BookAccount, type LedgerAccount } from "./journal/ChartOfAccounts.ts"
export type { Entry, Movement, Posting } from "./journal/Entry.ts"
export type { Operation } from "./journal/Operation.ts"
export {
  type AccountSum,
  balanceTotals,
  outstandingLiability,
  sumKey,
  trialBalance
} from "./journal/trialBalance.ts"
export { Client, ClientKey } from "./network/Client.ts"
export { Configuration, type Fault, faultsOf, readConfiguration } from "./network/Configuration.ts"
export { HolderField, HolderTerms } from "./network/HolderTerms.ts"
export { Terminal, TerminalKey } from "./network/Terminal.ts"
export { Operator, operatorMay } from "./network/Operator.ts"
export { mayChangeOperator } from "./policy/reach.ts"
export { permissionOf, Role, roles } from "./network/Permission.ts"
export { documentOf, versionOf } from "./network/changed.ts"
export { type Network, networkOf } from "./network/Network.ts"
export { PartName, plainDocument } from "./network/Part.ts"
export { ConsoleNotifier, ConsoleSender } from "./ConsoleNotifier.ts"
export { Reminders, type Reminded } from "./Reminders.ts"
export { type Breakage, DepositsDue, Liability, OfPeriod, RollForward, UnclaimedBy } from "./Liability.ts"
export { HolderContacts } from "./holderContacts.ts"
export { Messenger, type MessengerOptions, type Sender } from "./Messenger.ts"
export type { Notice } from "./notice/compose.ts"
export { encodeEvent, Event, type EventKind, eventKinds } from "./notice/Event.ts"
export { eventsOf } from "./notice/eventsOf.ts"
export { placeholders, type Texts, type ToldKind } from "./notice/Texts.ts"
export { type EventRead, Events, type EventsPage, type EventsQuery } from "./Events.ts"
export { type DeadQuery, Notices, type NoticesOptions } from "./Notices.ts"
export {
  type KeyFound,
  type OperationFound,
  Operations,
  OperationsAsked,
  type OperationsFound,
  type OperationsPage,
  type Reached
} from "./Operations.ts"
export { GrowthProof, InclusionProof, provesGrowth, provesOperation, type ProvingOptions } from "./proofs.ts"
export type { Quarantined } from "./quarantine.ts"
export { readSignedCheckpoint, signatureFault, SignedCheckpoint } from "./signedCheckpoint.ts"
export { BreakageTerms } from "./program/Breakage.ts"
export { EscheatTerms } from "./program/Escheat.ts"
export { Program } from "./program/Program.ts"
export { taxIn, VatTerms } from "./program/Vat.ts"
export { explained, SpendRule } from "./program/SpendRule.ts"
export { type ServiceOptions, StoredValue } from "./StoredValue.ts"
export type { StrangersOptions } from "./Strangers.ts"
export { type Retries, sandboxDelays, standardDelays } from "./retries.ts"
export type { TellingOptions } from "./telling.ts"
export { RemittancesAsked, Shifts, ShiftsAsked } from "./Shifts.ts"
export type { Ended, Failure, Submission } from "./submitMany.ts"
export type { StatementLine } from "./statement.ts"
export { Asset, fromUnits, inUnits } from "./values/Asset.ts"
export type { BadRow } from "./findings.ts"
export { type Verification, verify, type VerifyOptions } from "./verify.ts"
export { walkJournal } from "./walkJournal.ts"
export * as Ids from "./values/Ids.ts"
export { InstantText } from "./values/Instant.ts"
