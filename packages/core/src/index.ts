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
export type { SubWalletBalance, Wallet } from "./account/Wallet.ts"
export type { OfflineApproved } from "./approveOffline.ts"
export type { Change, FieldChange } from "./changes.ts"
export { Checkpoint, checkpoint, compareWith, type Discrepancy } from "./checkpoint.ts"
export { type Command, type CommandInput, readCommand, type Verb, verbs } from "./command/Command.ts"
export { codeOf, type Decline, declines, type DeclineTag, type Retry } from "./command/Decline.ts"
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
export type { Receipt } from "./command/Receipt.ts"
export { localText, sentenceOf, type Shown } from "./command/sentence.ts"
export { type CommitterOptions, Overloaded } from "./Committer.ts"
export type { HeldLot, Quoted, WaitingLoad, WalletBalance } from "./decide/inquire.ts"
export type { ExportedAccount, ExportedOperation, ExportedWallet, HolderExport } from "./exportHolder.ts"
export type { Window } from "./findAnniversaries.ts"
export type { Occasion } from "./holder/anniversaries.ts"
export { Holder, type HolderInput } from "./holder/Holder.ts"
export { phoneOf } from "./holder/Phone.ts"
export type * from "./HolderOutcome.ts"
export { HolderRecords, type RuledBy } from "./HolderRecords.ts"
export { ConfigurationRefused } from "./founding.ts"
export { accountTitle, type BookAccount, type LedgerAccount } from "./journal/ChartOfAccounts.ts"
export type { Entry, Movement, Posting } from "./journal/Entry.ts"
export type { Operation } from "./journal/Operation.ts"
export { type AccountSum, balanceTotals, outstandingLiability, trialBalance } from "./journal/trialBalance.ts"
export { Configuration, type Fault, readConfiguration } from "./network/Configuration.ts"
export { HolderField, HolderTerms } from "./network/HolderTerms.ts"
export { type Network, networkOf } from "./network/Network.ts"
export { ConsoleNotifier, ConsoleSender } from "./ConsoleNotifier.ts"
export { Reminders, type Reminded } from "./Reminders.ts"
export { HolderContacts } from "./holderContacts.ts"
export { Messenger, type MessengerOptions, type Sender } from "./Messenger.ts"
export type { Notice } from "./notice/compose.ts"
export { encodeEvent, Event, type EventKind, eventKinds } from "./notice/Event.ts"
export { eventsOf } from "./notice/eventsOf.ts"
export { placeholders, type Texts, type ToldKind } from "./notice/Texts.ts"
export { Notices, type NoticesOptions } from "./Notices.ts"
export { Program } from "./program/Program.ts"
export { explained, SpendRule } from "./program/SpendRule.ts"
export { type ServiceOptions, StoredValue } from "./StoredValue.ts"
export type { StrangersOptions } from "./Strangers.ts"
export type { Retries, TellingOptions } from "./telling.ts"
export type { Ended, Failure, Submission } from "./submitMany.ts"
export type { StatementLine } from "./statement.ts"
export { Asset, inUnits } from "./values/Asset.ts"
export { type BadRow, type Verification, verify } from "./verify.ts"
export { walkJournal } from "./walkJournal.ts"
export * as Ids from "./values/Ids.ts"
