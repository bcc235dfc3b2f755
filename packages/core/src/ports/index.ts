/**
 * The ports: what the core needs of the world, for those who write a store, a key vault or another adapter.
 *
 * @module
 */
export { Account } from "../account/Account.ts"
export { Credential } from "../account/Credential.ts"
export { plainHold } from "../account/Hold.ts"
export { nextDue, held, ledger, Wallet } from "../account/Wallet.ts"
export type { References } from "../command/Request.ts"
export type { Batch, Recorded, Task } from "../batch/decideBatch.ts"
export { emptyView, type View } from "../decide/View.ts"
export { bookAccount } from "../journal/ChartOfAccounts.ts"
export { changesIn, Entry } from "../journal/Entry.ts"
export { entryText, readEntry } from "../journal/entryText.ts"
export { ReadOperation } from "../journal/ReadOperation.ts"
export type { Link, Operation, Position } from "../journal/Operation.ts"
export { changingVerbs } from "../network/Part.ts"
export { FundingClass } from "../program/SubWalletRule.ts"
export { TenderKind } from "../program/TenderKind.ts"
export { canonicalText } from "../values/canonical.ts"
export { everyMac, type Hmac, type Mac, type Macs, type Purpose } from "../values/Mac.ts"
export { decodeEndpoint, encodeEndpoint, Endpoint, type SecretOrigin } from "../notice/Endpoint.ts"
export { decodeEvent, encodeEvent, Event } from "../notice/Event.ts"
export { type Contact, Contacts, ContactsUnavailable } from "./Contacts.ts"
export {
  type Baton,
  Deliveries,
  type Letter,
  type LetterQuery,
  type Progress,
  type Standing,
  type Tally
} from "./Deliveries.ts"
export { Digest } from "./Digest.ts"
export { EndpointStore } from "./EndpointStore.ts"
export { FaultPoint, type FaultPointName, faultPoints } from "./FaultPoint.ts"
export {
  type ErasedHolder,
  type HolderFound,
  type HolderSearch,
  HolderStore,
  isErased,
  type Ruling,
  type SealedHolder,
  type StoredHolder
} from "./HolderStore.ts"
export { PersonVault, SealBroken, type Sealed } from "./PersonVault.ts"
export { PinHasher } from "./PinHasher.ts"
export { KeyVault } from "./KeyVault.ts"
export { NotDelivered, type Notifier } from "./Notifier.ts"
export { OperationIds, operationIds } from "./OperationIds.ts"
export { type IsSigned, Signer, SignerUnavailable, SigningKey } from "./Signer.ts"
export type {
  Columns,
  AuditPage,
  LinkRow,
  OperationRow,
  PostingRows,
  ProgramRow,
  RowsQuery,
  ShardRow,
  StoredRow,
  Table,
  Tables
} from "./StoredRow.ts"
export {
  type AuditQuery,
  type AuditReading,
  CommitUnknown,
  type DueWallet,
  type HistoryQuery,
  type ServedQuery,
  type JournalQuery,
  Store,
  StoreUnavailable
} from "./Store.ts"
