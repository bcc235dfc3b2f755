/**
 * Reminders: a job that finds what holders are to be told of in time, and what the day gives them.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { type Account, frozenFor } from "./account/Account.ts"
import { free } from "./account/Lot.ts"
import type { Wallet } from "./account/Wallet.ts"
import type { Command } from "./command/Command.ts"
import { dormantNext } from "./decide/inactivity.ts"
import type { View } from "./decide/View.ts"
import { HolderRecords } from "./HolderRecords.ts"
import type { Anniversary } from "./HolderOutcome.ts"
import { systemClient } from "./journal/Operation.ts"
import type { SealBroken } from "./ports/PersonVault.ts"
import { type DueWallet, Store, type StoreUnavailable } from "./ports/Store.ts"
import { isListed } from "./program/SpendRule.ts"
import type { Program } from "./program/Program.ts"
import { StoredValue } from "./StoredValue.ts"
import type { AccountId, Key } from "./values/Ids.ts"
import { type Instant, iso } from "./values/Instant.ts"
import { dateText, localDate, plusDays, type Zone } from "./values/Zone.ts"

/** How many of each were new. */
export interface Reminded {
  /** Value that ends soon, lot by lot. */
  readonly expiries: number
  /** Dormancy fees that come unless the card is used. */
  readonly fees: number
  /** Cards that become dormant unless they are used. */
  readonly dormancies: number
  /** Accounts whose holder was congratulated. */
  readonly anniversaries: number
  /** Vouchers that a program grants on such a day. */
  readonly vouchers: number
}

interface Shape {
  /**
   * Reminds of everything that has come near by an instant (absent: now). Each thing is reminded of once under a key of
   * its own, however often and wherever this runs; a day on which it did not run is made up for on the next two.
   */
  readonly remind: (at?: Instant) => Effect.Effect<Reminded, StoreUnavailable | SealBroken>
}

/** Finds what to remind of, for the life of the scope. */
export class Reminders extends Context.Service<Reminders, Shape>()("@tessera/core/Reminders") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const desk = { store: yield* Store, service: yield* StoredValue, records: yield* HolderRecords }
      return Reminders.of({
        remind: (at) =>
          Effect.flatMap(at === undefined ? Clock.currentTimeMillis : Effect.succeed(at), (now) =>
            remindAll(desk, now)
          )
      })
    })
  )
}

interface Desk {
  readonly store: Store["Service"]
  readonly service: StoredValue["Service"]
  readonly records: HolderRecords["Service"]
}

type Kind = keyof Reminded
/** One reminder that may be new. */
interface Found {
  readonly kind: Kind
  readonly command: Command
}

const page = 256
const day = 86_400_000
const daysMadeUpFor = 2

/** A key that names the thing and its instant: whoever finds it again sends the same. */
const keyOf = (...parts: ReadonlyArray<string>): Key =>
  parts.join(":").replaceAll(/[^A-Za-z0-9._:-]/g, ".") as Key

const isWithin = (instant: Instant | undefined, now: Instant, days: number | undefined): instant is Instant =>
  instant !== undefined && days !== undefined && instant > now && instant <= now + days * day

const batch = { channel: "batch" } as const

/** Once for each time that a card falls asleep, not for every fee. */
const ofSleep = (wallet: Wallet, program: Program, zone: Zone, now: Instant): ReadonlyArray<Found> => {
  const { account, inactivity } = wallet
  const { dormantDays, feeDays } = program.reminders ?? {}
  const keyFor = (about: string) => keyOf("remind", about, wallet.id, iso(inactivity?.activeAt ?? 0))
  const isFeeNear = program.dormancy?.fee !== undefined && isWithin(inactivity?.feeAt, now, feeDays)
  return [
    ...(isFeeNear
      ? [
          {
            kind: "fees" as const,
            command: { type: "Remind" as const, key: keyFor("fee"), account, about: "fee" as const, ...batch }
          }
        ]
      : []),
    ...(isWithin(dormantNext(wallet, program, zone), now, dormantDays)
      ? [
          {
            kind: "dormancies" as const,
            command: {
              type: "Remind" as const,
              key: keyFor("dormant"),
              account,
              about: "dormant" as const,
              ...batch
            }
          }
        ]
      : [])
  ]
}

const ofWallet = (wallet: Wallet, program: Program, zone: Zone, now: Instant): ReadonlyArray<Found> => {
  const { account } = wallet
  const { reminders } = program
  const expiries = wallet.lots.flatMap((lot): ReadonlyArray<Found> => {
    if (lot.promised > 0n || free(lot) === 0n || !isWithin(lot.expiresAt, now, reminders?.expiryDays))
      return []
    const key = keyOf("remind", "expiry", lot.id, iso(lot.expiresAt))
    return [
      { kind: "expiries", command: { type: "Remind", key, account, about: "expiry", lot: lot.id, ...batch } }
    ]
  })
  return [...expiries, ...ofSleep(wallet, program, zone, now)]
}

/** The terms of an account that is open. One in quarantine waits: what is declined now would be declined for ever. */
const programOf = ({ service }: Desk, account: Account | undefined): Program | undefined =>
  account?.status === "open" && account.quarantined === undefined
    ? service.network.programs.get(account.program)
    : undefined

const read = ({ store }: Desk, accounts: ReadonlyArray<AccountId>): Effect.Effect<View, StoreUnavailable> =>
  store.read({ cards: [], accounts, operations: [], keys: [] })

/** Performs what was found and counts what is new; what is over by now, or was said before, is not. */
const perform = Effect.fnUntraced(function* (
  { service }: Desk,
  found: ReadonlyArray<Found>,
  now: Instant,
  counts: Record<Kind, number>
) {
  const ends = yield* service.submitMany(
    found.map(({ command }) => ({ client: systemClient, command, receivedAt: now }))
  )
  for (const [n, end] of ends.entries()) {
    const kind = found[n]?.kind
    if (Result.isFailure(end)) {
      if (end.failure._tag === "StoreUnavailable") return yield* end.failure
    } else if (kind !== undefined && end.success.outcome === "approved" && !end.success.replayed)
      counts[kind] += 1
  }
})

/** What falls due by itself comes soonest first, so nobody is looked at who has nothing before the horizon. */
const remindOfWallets = Effect.fnUntraced(function* (desk: Desk, now: Instant, counts: Record<Kind, number>) {
  const days = [...desk.service.network.programs.values()].flatMap(({ reminders }) => [
    reminders?.expiryDays ?? 0,
    reminders?.feeDays ?? 0,
    reminders?.dormantDays ?? 0
  ])
  const horizon = Math.max(0, ...days)
  let after: DueWallet | undefined
  for (let isMore = horizon > 0; isMore;) {
    const due: ReadonlyArray<DueWallet> = yield* desk.store.due(now + horizon * day, page, after)
    const view = yield* read(desk, [...new Set(due.map(({ account }) => account))])
    const found = due.flatMap(({ account, wallet: id }) => {
      const program = programOf(desk, view.accounts.get(account))
      const wallet = view.wallets.get(id)
      return program === undefined || wallet === undefined
        ? []
        : ofWallet(wallet, program, desk.service.network.zone, now)
    })
    yield* perform(desk, found, now, counts)
    after = due.at(-1)
    isMore = due.length === page
  }
})

/** The words to the holder of an account, and the vouchers of the day, which wait where nothing may be given. */
const ofDay = (account: Account, program: Program, { occasion, on }: Anniversary): ReadonlyArray<Found> => {
  const about = { account: account.id, ...batch }
  const greeted = program.reminders?.anniversaries?.includes(occasion) === true
  const granted = (program.vouchers ?? []).filter(
    ({ cardTypes, when }) =>
      frozenFor(account, "credit") === undefined &&
      when !== undefined &&
      "anniversary" in when &&
      when.anniversary === occasion &&
      isListed(cardTypes, account.cardType)
  )
  const key = keyOf("remind", occasion, account.id, on)
  return [
    ...granted.map(({ id }): Found => {
      const key = keyOf("anniversary", account.id, id, on)
      return {
        kind: "vouchers",
        command: { type: "GrantVoucher", key, voucher: id, reason: occasion, ...about }
      }
    }),
    ...(greeted
      ? [
          {
            kind: "anniversaries" as const,
            command: { type: "Remind" as const, key, about: "anniversary" as const, occasion, on, ...about }
          }
        ]
      : [])
  ]
}

const isOnDays = ({ reminders, vouchers }: Program): boolean =>
  (reminders?.anniversaries ?? []).length > 0 ||
  (vouchers ?? []).some(({ when }) => when !== undefined && "anniversary" in when)

const remindOfDays = Effect.fnUntraced(function* (desk: Desk, now: Instant, counts: Record<Kind, number>) {
  const { programs, zone } = desk.service.network
  const today = localDate(zone, now)
  const window = { from: dateText(plusDays(today, -daysMadeUpFor)), to: dateText(today), limit: page }
  let after: string | undefined
  for (let isMore = [...programs.values()].some(isOnDays); isMore;) {
    const some = yield* desk.records.anniversaries({ ...window, ...(after !== undefined && { after }) })
    if (some.outcome !== "found") return
    for (const anniversary of some.anniversaries) {
      const accounts = yield* desk.store.accountsOf(anniversary.holder.id)
      const view = yield* read(desk, accounts)
      const found = accounts.flatMap((id) => {
        const account = view.accounts.get(id)
        const program = programOf(desk, account)
        return account === undefined || program === undefined ? [] : ofDay(account, program, anniversary)
      })
      if (found.length > 0) yield* perform(desk, found, now, counts)
    }
    after = some.next
    isMore = after !== undefined
  }
})

const remindAll = Effect.fnUntraced(function* (desk: Desk, now: Instant) {
  const counts = { expiries: 0, fees: 0, dormancies: 0, anniversaries: 0, vouchers: 0 }
  yield* remindOfWallets(desk, now, counts)
  yield* remindOfDays(desk, now, counts)
  return counts satisfies Reminded
})
