/**
 * Writing a batch: most of it in one statement, what few batches change in statements of their own.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { Batch, View } from "@tessera/core/ports"
import { programsAdded } from "../programsAdded.ts"
import { accountRow, cardRow, dueColumn, linkRow, operationRow, postingRow, walletRow } from "../rows.ts"
import { type Asked, ask, inColumns } from "./Connections.ts"
import type { Session } from "./Session.ts"
import {
  accountColumns,
  cardColumns,
  linkColumns,
  operationColumns,
  postingColumns,
  programColumns,
  tombstoneColumns,
  walletColumns
} from "./columns.ts"

type Rows = ReadonlyArray<ReadonlyArray<unknown>>

const ifAny = (rows: Rows, asked: () => Asked): ReadonlyArray<Asked> => (rows.length === 0 ? [] : [asked()])

/** What a batch changes of accounts and cards: most batches write none of it. */
const openings = ({ statements, tenant }: Session, before: Before, batch: Batch): ReadonlyArray<Asked> => {
  const accounts = [...batch.accounts.values()]
  const cards = [...batch.cards.values()]
  const rowsOf = (isNew: boolean) => ({
    accounts: accounts
      .filter(({ id }) => before.accounts.has(id) !== isNew)
      .map((account) => accountRow(account)),
    cards: cards.filter(({ index }) => before.cards.has(index) !== isNew).map((card) => cardRow(card))
  })
  const [added, changed] = [rowsOf(true), rowsOf(false)]
  const tombstones = [...batch.tombstones].map(([key, reversal]) => [...Ids.unscoped(key), reversal])
  const { changeAccounts, changeCards, newAccounts, newCards, newTombstones } = statements
  return [
    ...ifAny(added.accounts, () => ask(newAccounts, tenant, ...inColumns(accountColumns, added.accounts))),
    ...ifAny(changed.accounts, () =>
      ask(changeAccounts, tenant, ...inColumns(accountColumns, changed.accounts))
    ),
    ...ifAny(added.cards, () => ask(newCards, tenant, ...inColumns(cardColumns, added.cards))),
    ...ifAny(changed.cards, () => ask(changeCards, tenant, ...inColumns(cardColumns, changed.cards))),
    ...ifAny(tombstones, () => ask(newTombstones, tenant, ...inColumns(tombstoneColumns, tombstones)))
  ]
}

/** A change of the network, and the terms that came new with it. */
const changesOf = ({ statements, tenant }: Session, batch: Batch): ReadonlyArray<Asked> => {
  if (batch.changed === undefined) return []
  const { changeNetwork, newPrograms } = statements
  return [
    ...ifAny(programsAdded(batch), () =>
      ask(newPrograms, tenant, ...inColumns(programColumns, programsAdded(batch)))
    ),
    ask(changeNetwork, tenant, BigInt(batch.changed.version), BigInt(batch.recordedAt))
  ]
}

/** The statements that write a batch. */
export const writes = (
  session: Session,
  shard: number,
  before: Before,
  batch: Batch
): ReadonlyArray<Asked> => {
  const { statements, tenant } = session
  const operations: Array<ReadonlyArray<unknown>> = []
  const links: Array<ReadonlyArray<unknown>> = []
  const postings: Array<ReadonlyArray<unknown>> = []
  for (const recorded of batch.recorded) {
    const { operation } = recorded
    operations.push(operationRow(recorded))
    operation.links.forEach((link, place) => links.push(linkRow(operation, place, link)))
    operation.entry.postings.forEach((posting, place) => postings.push(postingRow(operation, place, posting)))
  }
  const wallets = [...batch.wallets.values()].map((wallet) => [
    ...walletRow(wallet),
    dueColumn(wallet),
    wallet.id,
    wallet.account,
    wallet.asset
  ])
  return [
    ...openings(session, before, batch),
    ask(
      statements.write,
      tenant,
      shard,
      BigInt(batch.sequence),
      BigInt(batch.recordedAt),
      ...inColumns(operationColumns, operations),
      ...inColumns(linkColumns, links),
      ...inColumns(postingColumns, postings),
      ...inColumns(walletColumns, wallets)
    ),
    ...changesOf(session, batch)
  ]
}

/** Which accounts and cards were there before the batch: `decide` adds to the view that it is given. */
export interface Before {
  readonly accounts: ReadonlySet<string>
  readonly cards: ReadonlySet<string>
}

export const beforeIn = ({ accounts, cards }: View): Before => ({
  accounts: new Set(accounts.keys()),
  cards: new Set(cards.keys())
})
