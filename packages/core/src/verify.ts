/**
 * Verifying a ledger: everything is worked out again from the journal, and every row that disagrees is named.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import {
  Beside,
  type Checkpoint,
  contradiction,
  foundingFault,
  hashesOf,
  hashWidth,
  type TrailPart,
  tailMissing
} from "./checkpoint.ts"
import { type Besides, compareAll } from "./comparing.ts"
import { type BadRow, Findings } from "./findings.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import { rowHash } from "./journal/leafText.ts"
import type { Link } from "./journal/Operation.ts"
import { Edge } from "./journal/merkle.ts"
import { Digest } from "./ports/Digest.ts"
import { newerThan } from "./meanwhile.ts"
import type { JournalQuery, Store, StoreUnavailable } from "./ports/Store.ts"
import type { AuditPage } from "./ports/StoredRow.ts"
import { PostedRows } from "./postedRows.ts"
import { type Detailed, missingRows, nothingRebuilt, type Rebuilt, replay } from "./replaying.ts"
import { shardsOf } from "./shardsOf.ts"
import { type Walk, walkPages } from "./walkJournal.ts"

/** What a ledger is verified against, beside itself. */
export interface VerifyOptions extends Besides {
  /** A checkpoint that was kept outside. Absent: a journal that was rewritten as a whole is not noticed. */
  readonly checkpoint?: Checkpoint
  /** The hashes that were kept with the checkpoint, from the first operation on. Absent: sequences are named, not rows. */
  readonly trail?: ReadonlyArray<TrailPart>
  /** How many bad rows are named at most. Absent: 1,000. */
  readonly limit?: number
  /** Why the checkpoint that was given is not relied on: the first thing that is named. */
  readonly refused?: string
}

/** How much was verified, and what was found bad. */
export interface Verification {
  readonly operations: number
  readonly wallets: number
  /** The first of the bad rows. */
  readonly bad: BadRow | undefined
  /** Of each wallet that fails the first bad row, and every other row that is bad. */
  readonly failing: ReadonlyArray<BadRow>
  /** How many more there are than are named. */
  readonly unnamed: number
  /** How many rows were not judged: something was recorded of them while the ledger was verified. Verify it again. */
  readonly newer: number
}

/** What the checkpoint has to say of each operation that is read. */
interface Witness {
  readonly give: (read: Detailed) => void
  readonly end: (rebuilt: Rebuilt) => void
}

/** The hashes of a trail by sequence, when they are whole and those of the checkpoint. */
const trailOf = (
  sha256: Sha256,
  { root, sequence, shard }: Checkpoint["shards"][number],
  trail: ReadonlyArray<TrailPart>
): ((sequence: number) => string | undefined) | undefined => {
  const parts = trail.filter((part) => part.shard === shard).toSorted((a, b) => a.after - b.after)
  const grown = new Edge(sha256)
  for (const { leaf, hash } of hashesOf(parts, shard)) if (leaf < sequence) grown.add(hash)
  if (grown.root !== root) return undefined
  let at = 0
  return (wanted) => {
    if (wanted > sequence) return undefined
    while (at > 0 && (parts[at]?.after ?? 0) >= wanted) at -= 1
    for (; at < parts.length; at++) {
      const { after = 0, hashes = "" } = parts[at] ?? {}
      if (wanted > after && (wanted - after) * hashWidth <= hashes.length)
        return hashes.slice((wanted - after - 1) * hashWidth, (wanted - after) * hashWidth)
    }
    at = 0
    return undefined
  }
}

/** A shard beside its checkpoint: with a trail each operation is judged by itself, without only together with others. */
const witnessOf = (
  sha256: Sha256,
  expected: Checkpoint["shards"][number],
  trail: ReadonlyArray<TrailPart> | undefined,
  findings: Findings
): Witness => {
  const { sequence, shard } = expected
  const beside = new Beside(sha256, expected)
  const hashAt = trail && trailOf(sha256, expected, trail)
  if (trail !== undefined && hashAt === undefined)
    findings.add({ row: `trail of shard ${shard}`, why: "its hashes are not those of the checkpoint" })
  const judge = ({ links, row }: Detailed): void => {
    if (row.sequence > sequence) return
    const hash = rowHash(sha256, row.leaf ?? "", links, row.text)
    if (hashAt === undefined) beside.give(row.sequence, hash)
    else if (hashAt(row.sequence) !== hash)
      findings.addFor(
        links.map(({ wallet }) => wallet),
        {
          row: `operation ${row.id}`,
          operation: row.id,
          why: "it is not as it was when the checkpoint was taken"
        }
      )
  }
  return {
    give: judge,
    end: ({ reached }) => {
      const ends = reached.get(shard)?.sequence ?? 0
      if (ends < sequence)
        findings.add({
          row: missingRows(shard, ends + 1, sequence),
          why: tailMissing(ends, sequence)
        })
      for (const { from, to } of beside.departing)
        findings.add({
          row: missingRows(shard, from, to),
          why: "they are not as they were when the checkpoint was taken"
        })
    }
  }
}

const witnessesOf = (
  sha256: Sha256,
  { checkpoint, trail }: VerifyOptions,
  findings: Findings
): ReadonlyMap<number, Witness> => {
  if (checkpoint === undefined) return new Map()
  const wrong = contradiction(sha256, checkpoint)
  if (wrong !== undefined) findings.add({ row: "checkpoint", why: wrong.why })
  return new Map(
    checkpoint.shards.map((expected) => [expected.shard, witnessOf(sha256, expected, trail, findings)])
  )
}

/** Gives each operation the rows that belong to it, and finds those that belong to none. */
const detailed = (
  shard: number,
  { links, operations, postings }: AuditPage,
  findings: Findings
): ReadonlyArray<Detailed> => {
  const posted = new PostedRows(postings)
  let link = 0
  const strayLinks = (until: number): void => {
    for (let row = links[link]; row !== undefined && row.sequence < until; row = links[(link += 1)])
      findings.add({
        row: `link ${row.place} of sequence ${row.sequence} of shard ${shard}`,
        why: "its operation is missing",
        wallet: row.link.wallet
      })
  }
  const all = operations.map((row, n) => {
    const { sequence } = row
    strayLinks(sequence)
    const own: Array<Link> = []
    let isLinked = true
    for (let next = links[link]; next?.sequence === sequence; next = links[(link += 1)]) {
      isLinked &&= next.place === own.length
      own.push(next.link)
    }
    return { row, sequence, links: own, isLinked, posted, isLast: n === operations.length - 1 }
  })
  strayLinks(Number.POSITIVE_INFINITY)
  if (operations.length === 0) posted.end(shard, findings)
  return all
}

const pageOf =
  (store: Store["Service"], leaves: boolean, findings: Findings) =>
  ({ after, limit, shard }: JournalQuery) =>
    Effect.map(store.audit.page({ shard, after, limit, leaves }), (page) => detailed(shard, page, findings))

/** What is found names the account too, where the journal knows it. */
const withAccounts = ({ wallets }: Rebuilt, named: ReadonlyArray<BadRow>): ReadonlyArray<BadRow> =>
  named.map((bad) => {
    const account = bad.wallet && wallets.get(bad.wallet)?.account
    return account === undefined ? bad : { ...bad, account }
  })

/** Compares the tables with the journal, and names what is bad of them; answers how many rows are newer than what was read. */
const compared = Effect.fnUntraced(function* (
  store: Store["Service"],
  rebuilt: Rebuilt,
  findings: Findings,
  besides: Besides
) {
  const found = new Findings(Number.POSITIVE_INFINITY, findings.wallets)
  yield* compareAll(store, rebuilt, found, besides)
  // Of several shards an operation may follow one that came when its own shard had been read.
  const isInDoubt = findings.named.length > 0 && (yield* shardsOf(store)) > 1
  if (found.named.length === 0 && !isInDoubt) return 0
  const isNewer = yield* newerThan(store, rebuilt)
  const newer = found.without(isNewer) + (isInDoubt ? findings.without(isNewer) : 0)
  for (const bad of found.named) findings.add(bad)
  return newer
})

/**
 * Walks the journal from its beginning: sequence, ledger time, every entry's balance, every wallet's chain and every row of
 * links and postings; rebuilds accounts, cards, wallets and buried keys by applying the entries, and compares them with every
 * row that the store holds. A wallet that fails is named, and the rest is verified. Keeps all wallets in memory. The ledger is
 * read page by page: what is recorded meanwhile is not judged, and neither are the rows that it changes.
 */
export const verify: (
  store: Store["Service"],
  options?: VerifyOptions
) => Effect.Effect<Verification, StoreUnavailable, Digest> = Effect.fnUntraced(function* (
  store,
  options = {}
) {
  const { sha256 } = yield* Digest
  const rebuilt = nothingRebuilt()
  const findings = new Findings(options.limit ?? 1_000)
  if (options.refused !== undefined) findings.add({ row: "checkpoint", why: options.refused })
  const witnesses = witnessesOf(sha256, options, findings)
  const walk: Walk<Detailed> = {
    shards: yield* shardsOf(store),
    page: pageOf(store, options.checkpoint !== undefined, findings),
    placed: (read) => read,
    broken: findings.wallets
  }
  yield* walkPages(walk, (read: Detailed) => {
    replay(rebuilt, read, sha256, findings)
    witnesses.get(read.row.shard)?.give(read)
  })
  for (const witness of witnesses.values()) witness.end(rebuilt)
  const unfounded = options.checkpoint && (yield* foundingFault(store, options.checkpoint))
  if (unfounded !== undefined) findings.add({ row: "founding", why: unfounded })
  const newer = yield* compared(store, rebuilt, findings, options)
  const failing = withAccounts(rebuilt, findings.named)
  const { operations, wallets } = rebuilt
  return { operations, wallets: wallets.size, bad: failing[0], failing, unnamed: findings.unnamed, newer }
})
