/**
 * A ledger that begins anew while its server listens on: what is under way comes to its end, what comes then waits.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { problem } from "../api/Problem.ts"
import type { Answer } from "../Exchange.ts"
import type { Http } from "../Http.ts"
import { breakable } from "../mount/breakable.ts"
import type { Running } from "../mount/node.ts"

/** After a reset that could not be done there is no ledger any more, until the server is started again. */
const shut = problem("unavailable", { headers: { "retry-after": "60" } })

/** A service that was opened. */
export interface Begun {
  readonly http: Http["Service"]
  readonly run: Running
  readonly end: () => Promise<void>
}

export interface Resettable extends Begun {
  /** Ends it, does something while nothing is open, and begins another. To be asked for by a request of its own. */
  readonly reset: (between: () => void | Promise<void>) => Promise<void>
}

export const resettable = async (begin: () => Promise<Begun>): Promise<Resettable> => {
  let current = await begin()
  let open: Promise<void> = Promise.resolve()
  let resetting: Promise<void> | undefined
  let [underWay, asking] = [0, 0]
  /** Breaks off what tells of a ledger that is no more. */
  const breaks = new Set<() => void>()
  const breaking = (answer: Answer): Answer =>
    typeof answer.body === "string" || answer.isEndless !== true
      ? answer
      : { ...answer, body: breakable(answer.body, breaks) }
  let quiet: () => void = () => undefined
  const ended = () => {
    underWay -= 1
    if (underWay <= asking) quiet()
  }
  const again = async (between: () => void | Promise<void>) => {
    await new Promise<void>((resolve) => {
      quiet = resolve
      if (underWay <= asking) resolve()
    })
    for (const breakOff of breaks) breakOff()
    await current.end()
    await between()
    current = await begin()
    resetting = undefined
  }
  const isOpen = () =>
    open.then(
      () => true,
      () => false
    )
  return {
    http: {
      longestBody: current.http.longestBody,
      streams: (asked) => current.http.streams(asked),
      refuse: (found, headers) => current.http.refuse(found, headers),
      handle: (asked) =>
        Effect.flatMap(Effect.promise(isOpen), (opened) => {
          if (!opened) return Effect.succeed(current.http.refuse(shut, asked.headers))
          underWay += 1
          return Effect.ensuring(Effect.map(current.http.handle(asked), breaking), Effect.sync(ended))
        })
    },
    run: (effect) => current.run(effect),
    end: () => isOpen().then(() => current.end()),
    reset: async (between) => {
      asking += 1
      try {
        resetting ??= open = again(between)
        await resetting
      } finally {
        asking -= 1
      }
    }
  }
}
