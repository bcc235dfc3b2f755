/**
 * Replaying a journal: the ledger as it follows from what is recorded, and every place at which it cannot.
 *
 * @module
 */
import type { Account } from "./account/Account.ts"
import type { Credential } from "./account/Credential.ts"
import { emptyWallet, type Wallet } from "./account/Wallet.ts"
import type { Findings } from "./findings.ts"
import { apply, isSound } from "./journal/apply.ts"
import type { Entry } from "./journal/Entry.ts"
import { entryText, readEntry } from "./journal/entryText.ts"
import { placedHash, type Sha256 } from "./journal/hashChain.ts"
import type { Link, Position } from "./journal/Operation.ts"
import { isBalanced } from "./journal/post.ts"
import type { PostedRows } from "./postedRows.ts"
import type { OperationRow, ProgramRow } from "./ports/StoredRow.ts"
import { canonicalText } from "./values/canonical.ts"
import {
  type AccountId,
  type CardIndex,
  type ClientId,
  type Key,
  type OperationId,
  type ScopedKey,
  scoped,
  type WalletId
} from "./values/Ids.ts"

/** The row of an operation with those of its links and postings. */
export interface Detailed {
  readonly row: OperationRow
  readonly sequence: number
  /** Its links in the order of their places. */
  readonly links: ReadonlyArray<Link>
  /** Whether the places of its links count from 0 without a gap. */
  readonly isLinked: boolean
  /** The rows of postings of its page, which are given in the order of their operations. */
  readonly posted: PostedRows
  /** Whether it is the last of its page. */
  readonly isLast: boolean
}

/** The ledger as it follows from the journal so far. */
export interface Rebuilt {
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  readonly tombstones: Map<ScopedKey, { readonly key: ScopedKey; readonly reversal: OperationId }>
  /** What each shard has come to. */
  readonly reached: Map<number, { sequence: number; recordedAt: number }>
  /** How many changes the network has seen. */
  network: number
  /** The terms of programs that came new with them, by id and version. */
  readonly programs: Map<string, string>
  operations: number
}

export const nothingRebuilt = (): Rebuilt => ({
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  tombstones: new Map(),
  reached: new Map(),
  network: 0,
  programs: new Map(),
  operations: 0
})

const openAccount = ({ accounts, wallets }: Rebuilt, account: Account): void => {
  accounts.set(account.id, account)
  for (const { asset, wallet } of account.wallets)
    if (!wallets.has(wallet)) wallets.set(wallet, emptyWallet(wallet, account.id, asset))
}

/** A program's terms as they are named. */
export const programName = ({ id, version }: Pick<ProgramRow, "id" | "version">): string => `${id} ${version}`

const isAsBefore = (known: object | undefined, before: object | undefined): boolean =>
  known === before || canonicalText(known) === canonicalText(before)

/** Carries accounts and cards on; says so when one was not before what the entry says it was. */
const carryStates = (rebuilt: Rebuilt, { movements }: Entry): string | undefined => {
  let wrong: string | undefined
  for (const movement of movements)
    if (movement.kind === "account") {
      const { after, before } = movement
      if (!isAsBefore(rebuilt.accounts.get(after.id), before))
        wrong ??= `account ${after.id} was not before it what it says`
      openAccount(rebuilt, after)
    } else if (movement.kind === "card") {
      const { after, before } = movement
      if (!isAsBefore(rebuilt.cards.get(after.index), before))
        wrong ??= `card ${after.index} was not before it what it says`
      rebuilt.cards.set(after.index, after)
    } else if (movement.kind === "network") {
      rebuilt.network += 1
      const { after, id, part, version } = movement
      if (part === "program") rebuilt.programs.set(programName({ id, version }), canonicalText(after))
    }
  return wrong
}

/** A text that is kept, copied: it may be a part of the long text in which a page came, which it would keep whole. */
const own = <T extends string>(text: T): T => JSON.parse(JSON.stringify(text))

/** Where `headText` has the client and what was asked. */
const [clientLine, askedLine] = [1, 15]

/** The key that a reversal of something that never arrived has buried. */
const carryTombstone = ({ tombstones }: Rebuilt, { head, id, outcome, verb }: OperationRow): void => {
  if (verb !== "Reverse" || !outcome?.includes('"tombstone":true')) return
  const lines = head.split("\n")
  const originalKey = /"originalKey":"([^"]*)"/.exec(lines[askedLine] ?? "")?.[1]
  if (originalKey === undefined) return
  const key = own(scoped((lines[clientLine] ?? "") as ClientId, originalKey as Key))
  tombstones.set(key, { key, reversal: own(id) })
}

/** Why the entry of an operation cannot be what it did. */
const wrongEntry = ({ links, row: { approved, text } }: Detailed, entry: Entry): string | undefined => {
  const isChained = links.length > 0
  // What is in a chain is compared with its hash, which costs less than to spell it again.
  if (approved ? !isChained && entryText(entry) !== text : text !== "")
    return "its entry is not the text that was hashed"
  if (!isBalanced(entry.postings)) return "its postings do not add up to zero"
  const loose = entry.movements.find(
    (movement) => "wallet" in movement && !links.some(({ wallet }) => wallet === movement.wallet)
  )
  return loose === undefined ? undefined : "it moved a wallet in whose chain it is not"
}

/** Which of the rows under an operation is not what the operation says. */
const wrongDetail = (
  { isLinked, posted, sequence }: Detailed,
  entry: Entry | undefined
): string | undefined => {
  if (entry === undefined) {
    posted.pass(sequence)
    return undefined
  }
  const wrong = posted.wrong(sequence, entry.postings)
  return isLinked ? wrong : "the rows of its links are not in their places"
}

const isSame = (a: Position, b: Position): boolean => a.shard === b.shard && a.sequence === b.sequence

/** Carries a link on to its wallet, or says why it does not hold. */
const follow = (
  { wallets }: Rebuilt,
  { head, sequence, shard, text }: OperationRow,
  entry: Entry | undefined,
  link: Link,
  sha256: Sha256
): string | undefined => {
  const before = wallets.get(link.wallet)
  if (before === undefined) return `its wallet ${link.wallet} was never opened`
  const { head: previous } = before
  const version = before.version + 1
  if (link.version !== version) return `entry ${version} of ${link.wallet} is missing`
  if (link.previous !== previous) return `it does not follow the entry before it in ${link.wallet}`
  if (!isSame(link.follows, before)) return `it does not name the entry before it in ${link.wallet}`
  const hash = placedHash(sha256, { wallet: link.wallet, version, previous }, head, text)
  if (link.hash !== hash) return `it was altered: its hash in ${link.wallet} is another`
  if (entry === undefined) return "its entry cannot be read"
  const after = Object.assign(apply(before, entry), { version, head: hash, shard, sequence })
  wallets.set(link.wallet, after)
  return isSound(after, before) ? undefined : `it leaves ${link.wallet} out of its bounds`
}

const noEntry: Entry = { movements: [], postings: [] }

const entryOf = ({ text }: OperationRow): Entry | undefined => {
  try {
    return text === "" ? noEntry : readEntry(text)
  } catch {
    return undefined
  }
}

/** Carries a shard on: sequences that are missing before an operation, and a place or time that it cannot have. */
const place = (
  { reached }: Rebuilt,
  { id, recordedAt, sequence, shard }: OperationRow,
  findings: Findings
): string | undefined => {
  const before = reached.get(shard) ?? { recordedAt: 0, sequence: 0 }
  reached.set(shard, before)
  const { recordedAt: last, sequence: end } = before
  if (sequence <= end) return `sequence ${sequence} follows sequence ${end}`
  if (sequence > end + 1)
    findings.add({
      row: missingRows(shard, end + 1, sequence - 1),
      why: `missing: operation ${own(id)} with sequence ${sequence} follows sequence ${end}`
    })
  before.sequence = sequence
  before.recordedAt = Math.max(recordedAt, last)
  return recordedAt < last ? "it was recorded before the operation before it" : undefined
}

/** Sequences of a shard, as a row that is named. */
export const missingRows = (shard: number, from: number, to: number): string =>
  from === to ? `sequence ${from} of shard ${shard}` : `sequences ${from} to ${to} of shard ${shard}`

const walletIds = ({ links }: Detailed): ReadonlyArray<WalletId> => links.map(({ wallet }) => wallet)

/** Carries one operation on. What is wrong is found, and whatever does not depend on it goes on. */
export const replay = (rebuilt: Rebuilt, read: Detailed, sha256: Sha256, findings: Findings): void => {
  const { links, row } = read
  const bad = (why: string) => {
    const id = own(row.id)
    return { row: `operation ${id}`, operation: id, why }
  }
  const entry = entryOf(row)
  const misplaced = place(rebuilt, row, findings)
  const wrong =
    misplaced ?? (entry === undefined ? undefined : wrongEntry(read, entry)) ?? unreadable(read, entry)
  if (wrong !== undefined) findings.addFor(walletIds(read), bad(wrong))
  const state = entry === undefined ? undefined : carryStates(rebuilt, entry)
  for (const link of links) {
    if (findings.wallets.has(link.wallet)) continue
    const broken = follow(rebuilt, row, entry, link, sha256)
    if (broken !== undefined) findings.add({ ...bad(broken), wallet: link.wallet })
  }
  const detail = wrongDetail(read, entry) ?? state
  if (detail !== undefined) findings.addFor(walletIds(read), bad(detail))
  carryTombstone(rebuilt, row)
  if (read.isLast) read.posted.end(row.shard, findings)
  rebuilt.operations += 1
}

/** An entry that stands in no chain is read here or nowhere. */
const unreadable = ({ links }: Detailed, entry: Entry | undefined): string | undefined =>
  entry === undefined && links.length === 0 ? "its entry cannot be read" : undefined
