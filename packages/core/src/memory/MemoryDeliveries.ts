/**
 * Deliveries in memory: the whole contract of the port. What was told is forgotten with the process.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Baton, Deliveries, type Letter, type Progress, type Tally } from "../ports/Deliveries.ts"

/** What is kept of one notifier. */
interface Desk {
  baton: Baton
  reached: ReadonlyArray<number> | undefined
  next: number
  failingSince: number | undefined
  readonly letters: Map<number, Letter>
}

type Desks = Map<string, Desk>

const lettersOf = (desks: Desks, notifier: string, state: Letter["state"]): ReadonlyArray<Letter> =>
  [...(desks.get(notifier)?.letters.values() ?? [])]
    .filter((letter) => letter.state === state)
    .toSorted((a, b) => a.number - b.number)

const take = (desks: Desks, baton: Baton, now: number) => {
  const desk = desks.get(baton.notifier) ?? {
    baton,
    reached: undefined,
    next: 1,
    failingSince: undefined,
    letters: new Map()
  }
  if (desk.baton.carrier !== baton.carrier && desk.baton.until > now) return Option.none()
  desk.baton = baton
  desks.set(baton.notifier, desk)
  return Option.some({
    ...(desk.reached !== undefined && { reached: desk.reached }),
    next: desk.next,
    ...(desk.failingSince !== undefined && { failingSince: desk.failingSince }),
    waiting: lettersOf(desks, baton.notifier, "waiting")
  })
}

const record = (desks: Desks, baton: Baton, progress: Progress | undefined): boolean => {
  const desk = desks.get(baton.notifier)
  if (desk === undefined || desk.baton.carrier !== baton.carrier) return false
  desk.baton = baton
  if (progress === undefined) return true
  desk.reached = progress.reached
  desk.next = progress.next
  desk.failingSince = progress.failingSince
  for (const letter of progress.kept) desk.letters.set(letter.number, letter)
  for (const number of progress.ended) desk.letters.delete(number)
  return true
}

const look = (desks: Desks, notifier: string): Tally => {
  const { failingSince, reached } = desks.get(notifier) ?? {}
  return {
    ...(reached !== undefined && { reached }),
    ...(failingSince !== undefined && { failingSince }),
    waiting: lettersOf(desks, notifier, "waiting").length,
    dead: lettersOf(desks, notifier, "dead").length
  }
}

const make = () => {
  const desks: Desks = new Map()
  return Deliveries.of({
    take: (baton, now) => Effect.sync(() => take(desks, baton, now)),
    record: (baton, progress) => Effect.sync(() => record(desks, baton, progress)),
    letters: ({ after = 0, limit, notifier, state }) =>
      Effect.sync(() =>
        lettersOf(desks, notifier, state)
          .filter(({ number }) => number > after)
          .slice(0, limit)
      ),
    look: (notifier) => Effect.sync(() => look(desks, notifier)),
    redrive: (notifier, numbers, at) =>
      Effect.sync(() => {
        const again = lettersOf(desks, notifier, "dead").filter(
          ({ number }) => numbers === "all" || numbers.includes(number)
        )
        for (const letter of again)
          desks
            .get(notifier)
            ?.letters.set(letter.number, { ...letter, state: "waiting", tries: 0, dueAt: at })
        return again.length
      })
  })
}

/** The deliveries in memory. */
export const MemoryDeliveries = { layer: Layer.sync(Deliveries, make) }
