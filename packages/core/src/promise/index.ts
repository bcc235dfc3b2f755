/**
 * Stored value for programs that do not use Effect: open it, call the verbs, await what they answer.
 *
 * @module
 */
export type { BookEntry, BookLine } from "../books/BookEntry.ts"
export { type CsvOptions, reportCsv } from "../books/reportCsv.ts"
export { reportText } from "../books/reportText.ts"
export type { MatchRow, Reconciled, ReconciliationRow } from "../books/Reconciliation.ts"
export type { Column, Point, Report, Row, Total } from "../books/Report.ts"
export type { CohortBreakage } from "../books/breakage.ts"
export type { PromotionsRow, RollForwardRow } from "../books/rollForwardReport.ts"
export type { DepositDue } from "../books/deposits.ts"
export type { Unclaimed } from "../books/unclaimed.ts"
export type { Taxed } from "../books/vat.ts"
export type { Breakage } from "../Liability.ts"
export type { TrialBalanceRow } from "../books/trialBalanceReport.ts"
export { type CommitterOptions, Overloaded } from "../Committer.ts"
export type { Receipt } from "../command/Receipt.ts"
export { type Approved, type InDoubt, type Invalid, outcomeText } from "../command/Outcome.ts"
export { fromUnits, inUnits } from "../values/Asset.ts"
export { type Event, type EventKind, encodeEvent } from "../notice/Event.ts"
export type { DeadQuery } from "../Notices.ts"
export type { Letter, Tally } from "../ports/Deliveries.ts"
export type { EventRead, EventsPage, EventsQuery } from "../Events.ts"
export type { EventReader } from "./events.ts"
export { NotDelivered } from "../ports/Notifier.ts"
export { StoreUnavailable } from "../ports/Store.ts"
export type { Change, FieldChange } from "../changes.ts"
export { ConfigurationRefused } from "../founding.ts"
export type { Books } from "./books.ts"
export type { Clearing } from "./clearing.ts"
export type { EntryRow } from "../clearing/entries.ts"
export type { PeriodRow } from "../clearing/periods.ts"
export type { StatementRow } from "../clearing/statement.ts"
export type { Liability } from "./liability.ts"
export type { Answer, Decline, Declined, Outcome } from "./answers.ts"
export type { HolderExport } from "../exportHolder.ts"
export type { Window } from "../findAnniversaries.ts"
export type { Holder, HolderInput } from "../holder/Holder.ts"
export type * from "../HolderOutcome.ts"
export type { Reminded } from "../Reminders.ts"
export type { RuledBy } from "../HolderRecords.ts"
export { SealBroken } from "../ports/PersonVault.ts"
export type { AuditingOptions, AuditOptions, TakingOptions } from "../Audit.ts"
export { CheckpointRefused } from "../Audit.ts"
export type { Checkpoint, Discrepancy, TrailPart } from "../checkpoint.ts"
export { readCheckpointText } from "../checkpoint.ts"
export type { BadRow } from "../findings.ts"
export { SignerUnavailable, type SigningKey } from "../ports/Signer.ts"
export {
  type GrowthProof,
  type InclusionProof,
  provesGrowth,
  provesOperation,
  type ProvingOptions
} from "../proofs.ts"
export type { Quarantined } from "../quarantine.ts"
export { readSignedCheckpoint, signatureFault, type SignedCheckpoint } from "../signedCheckpoint.ts"
export type { Verification } from "../verify.ts"
export type { Audit } from "./audit.ts"
export type { Holders } from "./holders.ts"
export {
  ConfigurationInvalid,
  type HolderStoreLayer,
  open,
  type OpenOptions,
  type StoredValue,
  type StoreLayer
} from "./open.ts"
export {
  type Notices,
  type NoticesOptions,
  notifier,
  type PromiseMessenger,
  type PromiseNotifier,
  type PromiseSender
} from "./notices.ts"
export type { Operations, OperationsQuestion } from "./operations.ts"
export type { Shifts } from "./shifts.ts"
export type { NetworkFound } from "./questions.ts"
export type { Ended, NotDone, SubmitMany } from "./submitMany.ts"
export type { CallOptions, FieldsOf, Verbs } from "./verbs.ts"
