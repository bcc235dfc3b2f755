/**
 * The desk at which holder records are opened, sealed and searched: what every question about holders needs.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { HolderRecord, HolderWithAccounts } from "./HolderOutcome.ts"
import { occasionsOf, tokenOf, tokensOf, type Trait } from "./holder/blindIndex.ts"
import { Holder, holderReader } from "./holder/Holder.ts"
import type { Configuration } from "./network/Configuration.ts"
import { HolderStore, type SealedHolder, type StoredHolder } from "./ports/HolderStore.ts"
import { KeyVault } from "./ports/KeyVault.ts"
import { OperationIds } from "./ports/OperationIds.ts"
import { PersonVault } from "./ports/PersonVault.ts"
import { Store } from "./ports/Store.ts"
import { everyMac } from "./values/Mac.ts"

/** How many holders of one number or address are shown. */
const mostFound = 20

/** Everything that is worked with at the desk. */
export const deskFor = Effect.fnUntraced(function* ({ holders: terms = {}, tenant }: Configuration) {
  const records = yield* HolderStore
  const macs = yield* KeyVault
  const { next } = yield* OperationIds
  const occasions = occasionsOf(terms)
  return {
    tenant,
    terms,
    occasions,
    records,
    ledger: yield* Store,
    vault: yield* PersonVault,
    read: holderReader(terms),
    nextId: next,
    /** By what holders with a trait are found, whichever secret counted when their records were written. */
    tokensFor: (trait: Trait, value: string) =>
      everyMac(macs).map((mac) => tokenOf(mac, tenant, trait, value)),
    tokens: (holder: Holder) => tokensOf(macs.mac, tenant, holder, occasions),
    /** Writes, and says how that ended. */
    write: (stored: StoredHolder, tokens: ReadonlyArray<string>) =>
      records.write(stored, tokens).pipe(
        Effect.map((isWritten) => (isWritten ? ("kept" as const) : ("overtaken" as const))),
        Effect.catchTag("CommitUnknown", () => Effect.succeed("inDoubt" as const))
      )
  }
})
export type Desk = Effect.Success<ReturnType<typeof deskFor>>

/** What a seal is bound to: a record put in another's place, or in that of a later version, does not open. */
const boundTo = ({ tenant }: Desk, { id, version }: Pick<SealedHolder, "id" | "version">): string =>
  JSON.stringify(["holder", tenant, id, version])

const decodeHolder = Schema.decodeUnknownSync(Schema.fromJsonString(Holder))

/** Opens a record. */
export const openRecord = (desk: Desk, { sealed, ...rest }: SealedHolder) =>
  Effect.map(desk.vault.open(sealed, boundTo(desk, rest)), (text): HolderRecord => {
    const { changedAt, legalHold, version } = rest
    return { holder: decodeHolder(text), version, changedAt, ...(legalHold && { legalHold }) }
  })

/** Seals a record under a new data key and writes it with its tokens. */
export const writeRecord = Effect.fnUntraced(function* (desk: Desk, record: HolderRecord) {
  const { holder, ...rest } = record
  const head = { id: holder.id, ...rest }
  const sealed = yield* desk.vault.seal(JSON.stringify(holder), boundTo(desk, head))
  return yield* desk.write({ ...head, sealed }, desk.tokens(holder))
})

/** A record with the holder's accounts. */
export const withAccounts = (desk: Desk, record: HolderRecord) =>
  Effect.map(desk.ledger.accountsOf(record.holder.id), (accounts): HolderWithAccounts => ({
    ...record,
    accounts
  }))

/**
 * The holders with a trait. `has` looks at the record itself: tokens are not sealed, and whoever can write to the
 * database could lead a number to somebody else.
 */
export const searchFor = Effect.fnUntraced(function* (
  desk: Desk,
  trait: Trait,
  value: string,
  has: (holder: Holder) => boolean
) {
  const found = yield* desk.records.search({ tokens: desk.tokensFor(trait, value), limit: mostFound })
  const records = yield* Effect.forEach(found, ({ stored }) => openRecord(desk, stored))
  const holders = yield* Effect.forEach(
    records.filter(({ holder }) => has(holder)),
    (record) => withAccounts(desk, record)
  )
  return { outcome: "found" as const, holders }
})
