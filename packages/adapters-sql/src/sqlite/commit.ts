/**
 * Committing a batch: read, decide and write in one transaction, which is on the disk before anybody is answered.
 *
 * @module
 */
import type { Ids, Operation } from "@tessera/core"
import {
  type Batch,
  CommitUnknown,
  type FaultPointName,
  StoreUnavailable,
  type Task,
  type View,
  type Wallet
} from "@tessera/core/ports"
import { readFor } from "./read.ts"
import {
  accountRow,
  cardRow,
  dueColumn,
  linkRow,
  operationRow,
  postingRow,
  tombstoneRow,
  walletRow
} from "../rows.ts"
import { programsAdded } from "../programsAdded.ts"
import { commitOrDoubt, insist, takeBack } from "./ending.ts"
import { forget, type Session, shard } from "./Session.ts"

const writeJournal = ({ statements, tenant }: Session, operation: Operation): void => {
  operation.links.forEach((link, place) => {
    statements.writeLink.run(tenant, ...linkRow(operation, place, link))
  })
  operation.entry.postings.forEach((posting, place) => {
    statements.writePosting.run(tenant, ...postingRow(operation, place, posting))
  })
}

const writeWallet = ({ statements, tenant }: Session, before: Wallet | undefined, wallet: Wallet): void => {
  const [columns, due] = [walletRow(wallet), dueColumn(wallet)]
  if (before === undefined)
    statements.insertWallet.run(...columns, due, wallet.account, wallet.asset, tenant, wallet.id)
  else if (dueColumn(before) === due) statements.updateWallet.run(...columns, tenant, wallet.id)
  else statements.updateWalletAndDue.run(...columns, due, tenant, wallet.id)
}

const write = (session: Session, before: ReadonlyMap<Ids.WalletId, Wallet>, batch: Batch): void => {
  const { statements, tenant } = session
  for (const account of batch.accounts.values()) statements.writeAccount.run(tenant, ...accountRow(account))
  for (const card of batch.cards.values()) statements.writeCard.run(tenant, ...cardRow(card))
  for (const wallet of batch.wallets.values()) writeWallet(session, before.get(wallet.id), wallet)
  for (const recorded of batch.recorded) {
    statements.writeOperation.run(tenant, ...operationRow(recorded))
    writeJournal(session, recorded.operation)
  }
  for (const [key, reversal] of batch.tombstones) {
    statements.writeTombstone.run(tenant, ...tombstoneRow(key, reversal))
    session.hasTombstones = true
  }
  if (batch.changed !== undefined) {
    for (const program of programsAdded(batch)) statements.writeProgram.run(tenant, ...program)
    statements.changeNetwork.run(batch.changed.version, tenant, shard)
  }
  statements.advance.run(batch.sequence, batch.recordedAt, tenant, shard)
}

/** Operations are not kept: few are asked for again, and all of them would grow old in memory first. */
const keep = ({ accounts, cards, wallets }: Session, batch: Batch): void => {
  for (const account of batch.accounts.values()) accounts.set(account.id, account)
  for (const card of batch.cards.values()) cards.set(card.index, card)
  for (const wallet of batch.wallets.values()) wallets.set(wallet.id, wallet)
}

/** Decides and writes within an open transaction. */
const perform = (
  session: Session,
  reach: (point: FaultPointName) => void,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch
): Batch => {
  reach("store.begun")
  const view = readFor(session, tasks)
  const before = new Map(view.wallets)
  reach("store.read")
  const batch = decide(view)
  reach("store.decided")
  write(session, before, batch)
  reach("store.written")
  return batch
}

/**
 * Commits a batch or throws: `StoreUnavailable` when nothing of it is recorded, `CommitUnknown` when that is not known.
 */
export const commit = (
  session: Session,
  reach: (point: FaultPointName) => void,
  tasks: ReadonlyArray<Task>,
  decide: (view: View) => Batch
): Batch => {
  insist(session)
  let batch: Batch
  try {
    session.statements.begin.run()
    batch = perform(session, reach, tasks, decide)
  } catch (cause) {
    takeBack(session)
    throw new StoreUnavailable({ cause })
  }
  commitOrDoubt(session)
  try {
    reach("store.committed")
  } catch (cause) {
    forget(session)
    throw new CommitUnknown({ cause })
  }
  keep(session, batch)
  return batch
}
