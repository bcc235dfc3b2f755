/**
 * Verifying a ledger: everything is worked out again from the journal, and the first row that disagrees is named.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Account } from "./account/Account.ts"
import type { Credential } from "./account/Credential.ts"
import { emptyWallet, type Wallet } from "./account/Wallet.ts"
import type { Recorded } from "./batch/decideBatch.ts"
import { apply, isSound } from "./journal/apply.ts"
import { entryText } from "./journal/entryText.ts"
import { linkHash, type Sha256 } from "./journal/hashChain.ts"
import type { Link, Position } from "./journal/Operation.ts"
import { isBalanced } from "./journal/post.ts"
import { type AccountSum, addPostings, inOrder, type Sums } from "./journal/trialBalance.ts"
import { Digest } from "./ports/Digest.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { walkJournal } from "./walkJournal.ts"
import { canonicalText } from "./values/canonical.ts"
import type { AccountId, CardIndex, OperationId, WalletId } from "./values/Ids.ts"

/** What is wrong, and where: an operation of the journal, or a row that does not follow from it. */
export interface BadRow {
  readonly row: string
  readonly why: string
  readonly operation?: OperationId
}

/** How much was verified, and the first row that was found bad. */
export interface Verification {
  readonly operations: number
  readonly wallets: number
  readonly bad: BadRow | undefined
}

/** The ledger as it follows from the journal so far. */
interface Rebuilt {
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  readonly sums: Sums
  /** What each shard has come to. */
  readonly reached: Map<number, { readonly sequence: number; readonly recordedAt: number }>
}

const openAccount = ({ accounts, wallets }: Rebuilt, account: Account): void => {
  accounts.set(account.id, account)
  for (const { asset, wallet } of account.wallets)
    if (!wallets.has(wallet)) wallets.set(wallet, emptyWallet(wallet, account.id, asset))
}

const openStates = (rebuilt: Rebuilt, { operation }: Recorded): void => {
  for (const movement of operation.entry.movements)
    if (movement.kind === "account") openAccount(rebuilt, movement.after)
    else if (movement.kind === "card") rebuilt.cards.set(movement.after.index, movement.after)
}

/** Why an operation cannot stand where it stands in the journal. */
const wrongPlace = ({ reached }: Rebuilt, { operation, text }: Recorded): string | undefined => {
  const { recordedAt, sequence } = reached.get(operation.shard) ?? { recordedAt: 0, sequence: 0 }
  if (operation.sequence !== sequence + 1)
    return `sequence ${operation.sequence} follows sequence ${sequence}`
  if (operation.recordedAt < recordedAt) return "it was recorded before the operation before it"
  if (operation.approved ? entryText(operation.entry) !== text : text !== "")
    return "its entry is not the text that was hashed"
  if (!isBalanced(operation.entry.postings)) return "its postings do not add up to zero"
  const linked = new Set(operation.links.map(({ wallet }) => wallet))
  const loose = operation.entry.movements.find(
    (movement) => "wallet" in movement && !linked.has(movement.wallet)
  )
  return loose === undefined ? undefined : "it moved a wallet in whose chain it is not"
}

const isSame = (a: Position, b: Position): boolean => a.shard === b.shard && a.sequence === b.sequence

/** Carries a link on to its wallet, or says why it does not hold. */
const follow = (
  { wallets }: Rebuilt,
  { operation, text }: Recorded,
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
  const hash = linkHash(sha256, { wallet: link.wallet, version, previous }, operation, text)
  if (link.hash !== hash) return `it was altered: its hash in ${link.wallet} is another`
  const { sequence, shard } = operation
  const after = { ...apply(before, operation.entry), version, head: hash, shard, sequence }
  wallets.set(link.wallet, after)
  return isSound(after) ? undefined : `it leaves ${link.wallet} out of its bounds`
}

const replay = (rebuilt: Rebuilt, recorded: Recorded, sha256: Sha256): BadRow | undefined => {
  const { operation } = recorded
  const bad = (why: string): BadRow => ({ row: `operation ${operation.id}`, why, operation: operation.id })
  const wrong = wrongPlace(rebuilt, recorded)
  if (wrong !== undefined) return bad(wrong)
  openStates(rebuilt, recorded)
  for (const link of operation.links) {
    const broken = follow(rebuilt, recorded, link, sha256)
    if (broken !== undefined) return bad(broken)
  }
  rebuilt.reached.set(operation.shard, operation)
  addPostings(rebuilt.sums, operation.entry.postings)
  return undefined
}

const pageSize = 500

const differing = <Id extends string, A>(
  kind: string,
  expected: ReadonlyMap<Id, A>,
  stored: ReadonlyMap<Id, A>,
  ids: Iterable<Id>
): BadRow | undefined => {
  for (const id of ids) {
    const [ours, theirs] = [expected.get(id), stored.get(id)]
    if (theirs === undefined) return { row: `${kind} ${id}`, why: "it is missing" }
    if (canonicalText(ours) !== canonicalText(theirs))
      return { row: `${kind} ${id}`, why: "it is not what the journal makes of it" }
  }
  return undefined
}

/** Compares accounts with their cards and wallets; a wallet to which nothing has happened yet need not be stored. */
const compareSome = Effect.fnUntraced(function* (
  store: Store["Service"],
  { accounts, cards, wallets }: Rebuilt,
  ids: ReadonlyArray<AccountId>
) {
  const view = yield* store.read({ cards: [], accounts: ids, operations: [], keys: [] })
  const owned = ids.flatMap((id) => accounts.get(id) ?? [])
  const used = owned
    .flatMap((account) => account.wallets.map(({ wallet }) => wallet))
    .filter((wallet) => (wallets.get(wallet)?.version ?? 0) > 0)
  return (
    differing("account", accounts, view.accounts, ids) ??
    differing("wallet", wallets, view.wallets, used) ??
    differing(
      "card",
      cards,
      view.cards,
      owned.flatMap((account) => account.cards)
    )
  )
})

const compareAll = Effect.fnUntraced(function* (store: Store["Service"], rebuilt: Rebuilt) {
  const ids = [...rebuilt.accounts.keys()]
  for (let from = 0; from < ids.length; from += pageSize) {
    const bad = yield* compareSome(store, rebuilt, ids.slice(from, from + pageSize))
    if (bad !== undefined) return bad
  }
  return compareBooks(inOrder(rebuilt.sums), yield* store.books())
})

const compareBooks = (
  expected: ReadonlyArray<AccountSum>,
  stored: ReadonlyArray<AccountSum>
): BadRow | undefined => {
  const byName = (sums: ReadonlyArray<AccountSum>) =>
    new Map(sums.map(({ account, amount, asset }) => [canonicalText([asset, account]), amount]))
  const [ours, theirs] = [byName(expected), byName(stored)]
  const names = new Set([...ours.keys(), ...theirs.keys()])
  const wrong = [...names].find((name) => (ours.get(name) ?? 0n) !== (theirs.get(name) ?? 0n))
  return wrong === undefined
    ? undefined
    : { row: `books ${wrong}`, why: "they are not the sum of the journal's postings" }
}

/**
 * Walks the journal from its beginning: sequence, ledger time, every entry's balance and every wallet's chain; rebuilds
 * accounts, cards and wallets by applying the entries, and compares them and the books with what the store holds. Keeps
 * all wallets in memory. Verify a ledger that nobody writes to meanwhile, or a copy of it: it is read page by page.
 */
export const verify: (store: Store["Service"]) => Effect.Effect<Verification, StoreUnavailable, Digest> =
  Effect.fnUntraced(function* (store) {
    const { sha256 } = yield* Digest
    const rebuilt: Rebuilt = {
      accounts: new Map(),
      cards: new Map(),
      wallets: new Map(),
      sums: new Map(),
      reached: new Map()
    }
    const broken = yield* walkJournal(store, (recorded) => replay(rebuilt, recorded, sha256))
    const bad = broken ?? (yield* compareAll(store, rebuilt))
    const operations = [...rebuilt.reached.values()].reduce((sum, { sequence }) => sum + sequence, 0)
    return { operations, wallets: rebuilt.wallets.size, bad }
  })
