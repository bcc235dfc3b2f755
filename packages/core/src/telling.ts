/**
 * Telling a notifier, round by round: what waits for another try, then what was recorded since, account by account.
 *
 * @module
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Network } from "./network/Network.ts"
import { accountOfEvent, type Event } from "./notice/Event.ts"
import { eventsOf } from "./notice/eventsOf.ts"
import { type Baton, Deliveries, type Letter, type Progress, type Standing } from "./ports/Deliveries.ts"
import { NotDelivered, type Notifier } from "./ports/Notifier.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { ends, inEachShard, readOn } from "./readOn.ts"
import { nextTry, type Retries, retriesOf } from "./retries.ts"
import type { Instant } from "./values/Instant.ts"

/** How events are delivered. */
export interface TellingOptions {
  /** What a notifier is told that is new: what comes from now on, or all that ever happened. Absent: `now`. */
  readonly from?: "now" | "beginning"
  readonly retries?: Retries
  /** Milliseconds that a delivery may take. Absent: 15,000. */
  readonly timeout?: number
  /** How many accounts are told at once. Absent: 8. */
  readonly concurrency?: number
  /** How many operations of each shard are told between two commits. Absent: 100. */
  readonly page?: number
  /** With so many letters waiting the journal is not read on: the notifier is down, not a holder. Absent: 500. */
  readonly room?: number
  /** Milliseconds after which another process may go on for one that was killed. Absent: 30,000. */
  readonly lapse?: number
  /** Milliseconds between two looks at a journal in which nothing new was. Absent: 1,000. */
  readonly poll?: number
}

/** The options with their defaults. */
export const termsOf = (options: TellingOptions) => ({
  from: "now" as const,
  timeout: 15_000,
  concurrency: 8,
  page: 100,
  room: 500,
  lapse: 30_000,
  poll: 1_000,
  ...options,
  retries: retriesOf(options.retries)
})
type Terms = ReturnType<typeof termsOf>

/** A notifier and who tells it. */
export interface Teller {
  readonly notifier: Notifier
  /** As this process knows it. */
  readonly network: Network
  /** Reads what others have changed of the network. */
  readonly catchUp: Effect.Effect<void, StoreUnavailable>
  readonly terms: Terms
  /** This process: nobody else has the same. */
  readonly carrier: string
  /** Whether to begin no further delivery. */
  readonly isClosing: () => boolean
  /** When the receiver as a whole may be told again; kept by this process alone. */
  readonly rest: { until: Instant }
}

/**
 * How a round went: something was read or tried, there was nothing to do, somebody else has the baton, or had it when it
 * came to the commit, so that what was delivered will be delivered again.
 */
export type Round = "moved" | "idle" | "elsewhere" | "lost"

/** The letters of one account in their order; those without a number are new. */
type Queue = ReadonlyArray<Letter>

const unnumbered = 0

const newLetter = (event: Event, dueAt: Instant): Letter => ({
  number: unnumbered,
  event,
  state: "waiting",
  tries: 0,
  dueAt
})

const attempt = (
  { network, notifier, terms }: Teller,
  event: Event
): Effect.Effect<Option.Option<NotDelivered>> =>
  notifier.deliver(event, network).pipe(
    Effect.timeoutOrElse({
      duration: terms.timeout,
      orElse: () => Effect.fail(new NotDelivered({ reason: `no answer in ${terms.timeout} ms` }))
    }),
    Effect.as(Option.none<NotDelivered>()),
    Effect.catchCause((cause) => Effect.asSome(failureOf(notifier, cause)))
  )

/** What a notifier breaks with may say more than a letter should keep: it goes to the log. */
const failureOf = ({ name }: Notifier, cause: Cause.Cause<NotDelivered>): Effect.Effect<NotDelivered> => {
  const failure = Cause.squash(cause)
  if (failure instanceof NotDelivered) return Effect.succeed(failure)
  const kind = failure instanceof Error ? failure.name : "no error"
  return Effect.as(
    Effect.logError(`${name} broke`, cause),
    new NotDelivered({ reason: `the notifier failed: ${kind}` })
  )
}

const longestReason = 500

/** Any text can be stored like this, and stands in one line. */
const inOneLine = (reason: string): string => reason.slice(0, longestReason).replaceAll(/\p{Cc}/gu, " ")

/** How long a receiver is left alone that says it has too much to do, and not for how long. */
const shortRest = 10_000
const longestRest = 86_400_000

const failed = Effect.fnUntraced(function* ({ rest, terms }: Teller, letter: Letter, failure: NotDelivered) {
  const tries = letter.tries + 1
  if (failure.pausesAll === true) {
    const pause = Math.min(longestRest, failure.retryAfter ?? shortRest)
    rest.until = Math.max(rest.until, (yield* Clock.currentTimeMillis) + pause)
  }
  const isDead = failure.permanent === true || tries >= terms.retries.tries
  return {
    ...letter,
    tries,
    state: isDead ? ("dead" as const) : ("waiting" as const),
    dueAt: isDead ? letter.dueAt : yield* nextTry(terms.retries, tries, failure.retryAfter),
    reason: inOneLine(failure.reason)
  }
})

interface Told {
  /** Letters that are new or have changed. */
  readonly kept: ReadonlyArray<Letter>
  /** Letters that were delivered. */
  readonly ended: ReadonlyArray<Letter>
  /** Whether a try failed. */
  readonly hasFailed: boolean
}

const isNew = ({ number }: Letter): boolean => number === unnumbered

const isResting = ({ rest }: Teller): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (now) => now < rest.until)

/** Delivers the letters of an account one after the other. The first that has to wait holds back those behind it. */
const tell = Effect.fnUntraced(function* (teller: Teller, queue: Queue): Effect.fn.Return<Told> {
  const kept: Array<Letter> = []
  const ended: Array<Letter> = []
  let hasFailed = false
  for (const [n, letter] of queue.entries()) {
    if (teller.isClosing() || (yield* isResting(teller)))
      return { kept: [...kept, ...queue.slice(n).filter(isNew)], ended, hasFailed }
    const failure = Option.getOrUndefined(yield* attempt(teller, letter.event))
    if (failure === undefined) ended.push(letter)
    else {
      hasFailed = true
      const after = yield* failed(teller, letter, failure)
      kept.push(after)
      if (after.state === "waiting")
        return { kept: [...kept, ...queue.slice(n + 1).filter(isNew)], ended, hasFailed }
    }
  }
  return { kept, ended, hasFailed }
})

/** Whose turn it is in which order: an event that is nobody's waits for no other. */
const queueOf = ({ event }: Letter): string => accountOfEvent(event) ?? event.id

const byAccount = (letters: ReadonlyArray<Letter>): ReadonlyArray<Queue> => [
  ...Map.groupBy(letters, queueOf).values()
]

/** Which queues are tried in this round, and which letters are new but have to wait behind others. */
const planned = (
  { concurrency }: Terms,
  waiting: ReadonlyArray<Letter>,
  fresh: ReadonlyArray<Letter>,
  now: Instant
): { readonly queues: ReadonlyArray<Queue>; readonly behind: ReadonlyArray<Letter> } => {
  const held = new Set(waiting.map(queueOf))
  const due = byAccount([...waiting, ...fresh.filter((letter) => held.has(queueOf(letter)))])
    .filter(([head]) => head !== undefined && head.dueAt <= now)
    .toSorted(([a], [b]) => (a?.dueAt ?? 0) - (b?.dueAt ?? 0))
    .slice(0, concurrency)
  const tried = new Set(due.flatMap(([head]) => (head === undefined ? [] : [queueOf(head)])))
  return {
    queues: [...due, ...byAccount(fresh.filter((letter) => !held.has(queueOf(letter))))],
    behind: fresh.filter((letter) => held.has(queueOf(letter)) && !tried.has(queueOf(letter)))
  }
}

/** Since when nothing arrives, after a round. What was not tried says nothing. */
const failingSince = (told: ReadonlyArray<Told>, before: Instant | undefined, now: Instant) => {
  if (told.some(({ ended }) => ended.length > 0)) return undefined
  return before ?? (told.some(({ hasFailed }) => hasFailed) ? now : undefined)
}

/** What has come of a round, new letters numbered. */
const progressOf = (
  told: ReadonlyArray<Told>,
  reached: Progress["reached"],
  { failingSince: before, next }: Standing,
  now: Instant
): Progress => {
  let number = next
  const since = failingSince(told, before, now)
  return {
    reached,
    ...(since !== undefined && { failingSince: since }),
    kept: told
      .flatMap(({ kept }) => kept)
      .map((letter) => (isNew(letter) ? { ...letter, number: number++ } : letter)),
    ended: told.flatMap(({ ended }) => ended.filter((letter) => !isNew(letter)).map(({ number }) => number)),
    next: number
  }
}

const batonOf = ({ carrier, notifier, terms }: Teller): Effect.Effect<Baton> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    notifier: notifier.name,
    carrier,
    until: now + terms.lapse
  }))

/** Lets the baton go, so that another process need not wait until it lapses. */
export const letGo = Effect.fnUntraced(function* ({ carrier, notifier }: Teller) {
  const deliveries = yield* Deliveries
  yield* Effect.ignore(deliveries.record({ notifier: notifier.name, carrier, until: 0 }))
})

/** Keeps the baton while something takes long; ends only when somebody else has it. */
const keeping = (teller: Teller, deliveries: Deliveries["Service"]): Effect.Effect<undefined> =>
  Effect.gen(function* () {
    for (let isOurs = true; isOurs;) {
      yield* Effect.sleep(Math.ceil(teller.terms.lapse / 3))
      const kept = Effect.flatMap(batonOf(teller), (baton) => deliveries.record(baton))
      isOurs = yield* Effect.catch(kept, () => Effect.succeed(true))
    }
    return undefined
  })

const wanted = ({ notifier: { kinds } }: Teller, { kind }: Event): boolean =>
  kinds === undefined || kinds.includes(kind)

/** Where a notifier stands that has told nothing yet: this is recorded before anything is told. */
const beginning = ({ terms }: Teller, store: Store["Service"]) =>
  terms.from === "now" ? ends(store) : Effect.succeed([])

const nothing = (reached: ReadonlyArray<number>) => ({ recorded: [], reached })

/**
 * One round: takes the baton, delivers, and records how far it has come. Killed in between, it is delivered again. What
 * the journal holds is told account by account in the order of the wallets' chains, whichever shards it stands in.
 */
export const round = Effect.fnUntraced(function* (
  teller: Teller
): Effect.fn.Return<Round, StoreUnavailable, Store | Deliveries> {
  const [store, deliveries] = [yield* Store, yield* Deliveries]
  const { terms } = teller
  const baton = yield* batonOf(teller)
  const now = yield* Clock.currentTimeMillis
  const taken = yield* deliveries.take(baton, now)
  if (Option.isNone(taken)) return "elsewhere"
  const standing = taken.value
  const { waiting } = standing
  if (yield* isResting(teller)) return "idle"
  if (standing.reached === undefined) {
    const reached = yield* beginning(teller, store)
    const began = { reached, next: standing.next, kept: [], ended: [] }
    return (yield* deliveries.record(baton, began)) ? "moved" : "lost"
  }

  const { reached } = standing
  const { recorded, reached: read } =
    waiting.length < terms.room
      ? yield* readOn(store, yield* inEachShard(store, reached), terms.page)
      : nothing(reached)
  // After what is told was read, so that no operation is told under a network older than its own.
  yield* teller.catchUp
  const fresh = recorded
    .flatMap((one) => eventsOf(teller.network, one))
    .filter((event) => wanted(teller, event))
    .map((event) => newLetter(event, now))
  const { behind, queues } = planned(terms, waiting, fresh, now)
  if (queues.length === 0 && recorded.length === 0) return "idle"

  const told = yield* Effect.raceFirst(
    Effect.forEach(queues, (queue) => tell(teller, queue), { concurrency: terms.concurrency }),
    keeping(teller, deliveries)
  )
  if (told === undefined) return "lost"
  const all = [...told, { kept: behind, ended: [], hasFailed: false }]
  const progress = progressOf(all, read, standing, now)
  if (!(yield* deliveries.record(yield* batonOf(teller), progress))) return "lost"
  if (progress.failingSince !== undefined && all.some(({ hasFailed }) => hasFailed))
    yield* teller.notifier.whenFailing?.(progress.failingSince) ?? Effect.void
  return "moved"
})
