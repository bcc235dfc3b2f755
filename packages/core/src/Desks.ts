/**
 * Desks: the notifiers that a process tells at the moment. They come, change and go while it runs.
 *
 * @module
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Notifier } from "./ports/Notifier.ts"
import type { Teller } from "./telling.ts"

/** A notifier that is told, and who tells it. */
export interface Desk {
  readonly teller: Teller
  /** Done when no further delivery is to begin. */
  readonly closing: Deferred.Deferred<void>
}

/** What a desk needs of its process. */
export type DeskTerms = Omit<Teller, "notifier" | "isClosing" | "rest">

interface Kept extends Desk {
  notifier: Notifier
  readonly fiber: Fiber.Fiber<void> | undefined
}

const assertNames = (notifiers: ReadonlyArray<Notifier>): void => {
  const names = notifiers.map(({ name }) => name)
  const wrong = names.find((name, n) => name === "" || names.indexOf(name) < n)
  if (wrong !== undefined)
    throw new TypeError(`notifiers: Expected a name for each that no other has; "${wrong}" is none`)
}

export class Desks {
  private readonly terms: DeskTerms
  /** What is done at a desk until it closes. Absent: nothing, until somebody asks for it. */
  private readonly work: ((desk: Desk) => Effect.Effect<void>) | undefined
  private readonly open = new Map<string, Kept>()
  private readonly leaving = new Map<string, Kept>()

  constructor(terms: DeskTerms, work?: (desk: Desk) => Effect.Effect<void>) {
    this.terms = terms
    this.work = work
  }

  get desks(): ReadonlyArray<Desk> {
    return [...this.open.values()]
  }

  /**
   * From now on these are told and no others. One that has changed is told as it is now from its next delivery on. One that
   * comes back while its last delivery is still under way begins with the next look.
   */
  readonly set = (notifiers: ReadonlyArray<Notifier>): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      assertNames(notifiers)
      const names = new Set(notifiers.map(({ name }) => name))
      for (const [name, desk] of this.open)
        if (!names.has(name)) {
          this.open.delete(name)
          this.leaving.set(name, desk)
          yield* Deferred.done(desk.closing, Exit.void)
        }
      for (const [name, { fiber }] of this.leaving)
        if (fiber === undefined || fiber.pollUnsafe() !== undefined) this.leaving.delete(name)
      for (const notifier of notifiers) {
        const desk = this.open.get(notifier.name)
        if (desk !== undefined) desk.notifier = notifier
        else if (!this.leaving.has(notifier.name)) this.open.set(notifier.name, yield* this.begun(notifier))
      }
    })

  /** Ends when what is being delivered has ended. */
  readonly close: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    const all = [...this.open.values(), ...this.leaving.values()]
    for (const { closing } of all) yield* Deferred.done(closing, Exit.void)
    yield* Fiber.awaitAll(all.flatMap(({ fiber }) => fiber ?? []))
  })

  private readonly begun = Effect.fnUntraced({ self: this }, function* (this: Desks, notifier: Notifier) {
    const closing = Deferred.makeUnsafe<void>()
    const { carrier, catchUp, terms } = this.terms
    const network = () => this.terms.network
    const kept = { notifier }
    const teller: Teller = {
      get notifier() {
        return kept.notifier
      },
      get network() {
        return network()
      },
      carrier,
      catchUp,
      terms,
      isClosing: () => Deferred.isDoneUnsafe(closing),
      rest: { until: 0 }
    }
    const fiber = this.work && (yield* Effect.forkDetach(this.work({ teller, closing })))
    return Object.assign(kept, { teller, closing, fiber })
  })
}
