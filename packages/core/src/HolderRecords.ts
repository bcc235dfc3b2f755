/**
 * Holder records: keep what is known of a member apart from the ledger, find it by phone, and forget it for good.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Reason } from "./command/Header.ts"
import { exportAccounts, exportedRuling } from "./exportHolder.ts"
import { findAnniversaries, type Window } from "./findAnniversaries.ts"
import { type Desk, deskFor, openRecord, searchFor, withAccounts, writeRecord } from "./HolderDesk.ts"
import type {
  AnniversariesFound,
  HolderErased,
  HolderErasure,
  HolderExported,
  HolderGot,
  HolderInvalid,
  HolderNotFound,
  HolderPut,
  HolderRuled,
  HoldersFound
} from "./HolderOutcome.ts"
import { emailOf } from "./holder/blindIndex.ts"
import type { HolderInput } from "./holder/Holder.ts"
import { phoneOf } from "./holder/Phone.ts"
import { type Configuration, faultsOf } from "./network/Configuration.ts"
import { type ErasedHolder, isErased, type SealedHolder, type StoredHolder } from "./ports/HolderStore.ts"
import type { SealBroken } from "./ports/PersonVault.ts"
import type { StoreUnavailable } from "./ports/Store.ts"
import { HolderId, holderOf } from "./values/Ids.ts"
import { iso } from "./values/Instant.ts"

/** Who decides it, and why: 1–128 characters each. They stay readable, so no personal data. */
export interface RuledBy {
  readonly by: string
  readonly reason: string
}

type Asked<A> = Effect.Effect<A, StoreUnavailable | SealBroken>

interface Shape {
  /**
   * Keeps a holder: a new one, or in the place of a version that was read, which then is replaced as a whole. `version`
   * is the one that was read; absent: the record is new.
   */
  readonly put: (holder: HolderInput, version?: number) => Effect.Effect<HolderPut, StoreUnavailable>
  readonly get: (id: string) => Asked<HolderGot>
  /** Those who have the number, however it is written: at most 20, each with the accounts in the ledger. */
  readonly byPhone: (phone: string) => Asked<HoldersFound>
  /** Those who have the address, whatever the case of its letters: at most 20. */
  readonly byEmail: (email: string) => Asked<HoldersFound>
  /** Destroys the key, the record and every token of it. Erasing again answers what was answered first. */
  readonly erase: (id: string, ruled: RuledBy) => Effect.Effect<HolderErasure, StoreUnavailable>
  /** Lays a record under legal hold, so that it cannot be erased, or lifts the hold (`undefined`). */
  readonly setLegalHold: (id: string, ruled: RuledBy | undefined) => Asked<HolderRuled>
  /** Everything that is known of a person, the ledger's entries included, as plain JSON. */
  readonly exportOf: (id: string) => Asked<HolderExported>
  /** Who is to be congratulated from one date to another, in the order of the days. */
  readonly anniversaries: (window: Window) => Asked<AnniversariesFound>
}

/** How often what somebody else has changed meanwhile is looked at again. */
const attempts = 5

const notFound: HolderNotFound = { outcome: "notFound" }
const invalid = (errors: HolderInvalid["errors"]): HolderInvalid => ({ outcome: "invalid", errors })
const erasedAs = ({ erased, id }: ErasedHolder): HolderErased => ({ outcome: "erased", id, erased })

const idOf = Schema.decodeUnknownResult(HolderId)
const readRuledBy = Schema.decodeUnknownResult(Schema.Struct({ by: Reason, reason: Reason }), {
  onExcessProperty: "error",
  errors: "all"
})

/** What is stored under an id; an id that cannot be one finds nothing. */
const findIn = (desk: Desk, id: string): Effect.Effect<StoredHolder | undefined, StoreUnavailable> => {
  const read = idOf(id)
  return Result.isSuccess(read) ? desk.records.find(read.success) : Effect.succeed(undefined)
}

/** Why a record of this version could not be written. */
const overtaken = Effect.fnUntraced(function* (desk: Desk, id: HolderId) {
  const found = yield* desk.records.find(id)
  if (found !== undefined && isErased(found)) return erasedAs(found)
  return { outcome: "conflict" as const, id, version: found?.version ?? 0 }
})

const put = Effect.fnUntraced(function* (
  desk: Desk,
  sent: HolderInput,
  version: number
): Effect.fn.Return<HolderPut, StoreUnavailable> {
  const read = desk.read(sent)
  if (Result.isFailure(read)) return invalid(read.failure)
  if (!Number.isSafeInteger(version) || version < 0)
    return invalid([{ path: ["version"], message: "Expected the version that was read, or none" }])
  if (version > 0 && read.success.id === undefined)
    return invalid([{ path: ["id"], message: "Expected the id of the record that is changed" }])
  const at = yield* Clock.currentTimeMillis
  const holder = { ...read.success, id: read.success.id ?? holderOf(desk.nextId(at)) }
  const before = version === 0 ? undefined : yield* desk.records.find(holder.id)
  if (before !== undefined && isErased(before)) return erasedAs(before)
  if (version > 0 && before?.version !== version)
    return { outcome: "conflict", id: holder.id, version: before?.version ?? 0 }
  const { legalHold } = before ?? {}
  const next = { holder, version: version + 1, changedAt: at, ...(legalHold && { legalHold }) }
  const end = yield* writeRecord(desk, next)
  if (end === "overtaken") return yield* overtaken(desk, holder.id)
  return end === "kept"
    ? { outcome: end, id: holder.id, version: next.version }
    : { outcome: end, id: holder.id }
})

const get = Effect.fnUntraced(function* (
  desk: Desk,
  id: string
): Effect.fn.Return<HolderGot, StoreUnavailable | SealBroken> {
  const found = yield* findIn(desk, id)
  if (found === undefined) return notFound
  if (isErased(found)) return erasedAs(found)
  return { outcome: "found", ...(yield* withAccounts(desk, yield* openRecord(desk, found))) }
})

/** What a ruling changes about a record that is there: the end of it, or that somebody else was quicker. */
type Ruled<A, E> = Effect.Effect<A | "overtaken", E>

/** Rules about a record as it is now; again, when it was changed meanwhile. */
const rule = Effect.fnUntraced(function* <A, E>(
  desk: Desk,
  id: string,
  change: (found: SealedHolder) => Ruled<A, E>
) {
  for (let attempt = 1; ; attempt += 1) {
    const found = yield* findIn(desk, id)
    if (found === undefined) return notFound
    if (isErased(found)) return erasedAs(found)
    const end = yield* change(found)
    if (end !== "overtaken") return end
    if (attempt === attempts) return { outcome: "conflict" as const, id: found.id, version: found.version }
  }
})

const erase = (desk: Desk, id: string, ruled: RuledBy): Effect.Effect<HolderErasure, StoreUnavailable> => {
  const read = readRuledBy(ruled)
  if (Result.isFailure(read)) return Effect.succeed(invalid(faultsOf(read.failure.issue)))
  return rule(
    desk,
    id,
    Effect.fnUntraced(function* ({ id, legalHold, version }: SealedHolder) {
      if (legalHold !== undefined) return { outcome: "onLegalHold" as const, id, legalHold }
      const at = yield* Clock.currentTimeMillis
      const left: ErasedHolder = { id, version: version + 1, erased: { at, ...read.success } }
      const end = yield* desk.write(left, [])
      if (end === "overtaken") return end
      return end === "kept" ? erasedAs(left) : { outcome: end, id }
    })
  )
}

const setLegalHold = (desk: Desk, id: string, ruled: RuledBy | undefined): Asked<HolderRuled> => {
  const read = ruled === undefined ? Result.succeed(undefined) : readRuledBy(ruled)
  if (Result.isFailure(read)) return Effect.succeed(invalid(faultsOf(read.failure.issue)))
  return rule(
    desk,
    id,
    Effect.fnUntraced(function* (found: SealedHolder) {
      const { holder } = yield* openRecord(desk, found)
      const at = yield* Clock.currentTimeMillis
      const version = found.version + 1
      const legalHold = read.success && { at, ...read.success }
      const end = yield* writeRecord(desk, {
        holder,
        version,
        changedAt: at,
        ...(legalHold && { legalHold })
      })
      if (end === "overtaken") return end
      return end === "kept" ? { outcome: end, id: found.id, version } : { outcome: end, id: found.id }
    })
  )
}

const exportOf = Effect.fnUntraced(function* (
  desk: Desk,
  id: string
): Effect.fn.Return<HolderExported, StoreUnavailable | SealBroken> {
  const got = yield* get(desk, id)
  if (got.outcome !== "found") return got
  const { accounts, changedAt, holder, legalHold, version } = got
  return {
    outcome: "exported",
    holder,
    version,
    changedAt: iso(changedAt),
    ...(legalHold && { legalHold: exportedRuling(legalHold) }),
    accounts: yield* exportAccounts(desk.ledger, accounts)
  }
})

const byPhone = (desk: Desk, sent: string): Asked<HoldersFound> => {
  const phone = phoneOf(sent, desk.terms)
  return phone === undefined
    ? Effect.succeed(invalid([{ path: ["phone"], message: "Expected a phone number" }]))
    : searchFor(desk, "phone", phone, ({ phones }) => phones?.includes(phone) ?? false)
}

const byEmail = (desk: Desk, sent: string): Asked<HoldersFound> => {
  const address = emailOf(sent)
  return searchFor(desk, "email", address, ({ email }) => email !== undefined && emailOf(email) === address)
}

export class HolderRecords extends Context.Service<HolderRecords, Shape>()("@tessera/core/HolderRecords") {
  /** The records of one tenant's holders. */
  static readonly layer = (configuration: Configuration) =>
    Layer.effect(
      this,
      Effect.map(deskFor(configuration), (desk) =>
        HolderRecords.of({
          put: (holder, version = 0) => put(desk, holder, version),
          get: (id) => get(desk, id),
          byPhone: (phone) => byPhone(desk, phone),
          byEmail: (email) => byEmail(desk, email),
          erase: (id, ruled) => erase(desk, id, ruled),
          setLegalHold: (id, ruled) => setLegalHold(desk, id, ruled),
          exportOf: (id) => exportOf(desk, id),
          anniversaries: (window) => findAnniversaries(desk, window)
        })
      )
    )
}
