/** Processes that tell, and what their receiver has heard. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { eventsOf, networkOf, walkJournal } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import { conformanceConfiguration } from "@tessera/core/testing"
import { bundle } from "../../../scripts/bundle.ts"
import { issue, redeem, send, serviceOn } from "./sales.ts"

const program = await bundle(join(import.meta.dirname, "teller.ts"))

/** What a receiver hears, line by line, in a file that goes away with the test. */
export const receiverFile = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "tessera-"))),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
  ),
  (folder) => {
    const file = join(folder, "heard")
    writeFileSync(file, "")
    return file
  }
)

export const heardIn = (file: string): ReadonlyArray<string> => readFileSync(file, "utf8").trim().split("\n")

/** Runs a teller to its end; the signal by which it ended, if one. */
export const teller = (...words: ReadonlyArray<string | number>) =>
  Effect.callback<string | undefined>((resume) => {
    execFile(process.execPath, [program, ...words.map(String)], (error, _, said) => {
      if (error !== null && error.signal === null) resume(Effect.die(new Error(said)))
      else resume(Effect.succeed(error?.signal ?? undefined))
    })
  })

/** Sells on some cards, and answers every event in the order in which its account's wallet changed. */
export const sold = Effect.fnUntraced(function* <E>(
  store: Parameters<typeof serviceOn<E>>[0],
  cards: number,
  sales: number
) {
  const all: Array<{ readonly id: string; readonly account: string }> = []
  yield* Effect.gen(function* () {
    const names = Array.from({ length: cards }, (_, n) => `CARD${n + 10}`)
    yield* Effect.forEach(names, (card) => send(issue(card)), { concurrency: 8 })
    const each = Array.from({ length: sales }, (_, n) => redeem(`s${n}`, 100 + n, names[n % cards]))
    yield* Effect.forEach(each, (sale, n) => send(sale, `till${n % 8}`), { concurrency: 32 })
    yield* walkJournal(yield* Store, (recorded) => {
      for (const event of eventsOf(networkOf(conformanceConfiguration), recorded))
        all.push({ id: event.id, account: "account" in event ? String(event.account) : "" })
      return undefined
    })
  }).pipe(Effect.provide(serviceOn(store)))
  return all
})

/** What is wrong with what a receiver heard: what it never heard, and accounts that it heard of out of order. */
export const faultsOf = (
  all: ReadonlyArray<{ readonly id: string; readonly account: string }>,
  heard: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const first = [...new Set(heard)]
  const missing = all.filter(({ id }) => !first.includes(id)).map(({ id }) => `never: ${id}`)
  const unordered = [...Map.groupBy(all, ({ account }) => account)].flatMap(([account, events]) => {
    const expected = events.map(({ id }) => id)
    const came = first.filter((id) => expected.includes(id))
    return came.join() === expected.join() ? [] : [`out of order: ${account}`]
  })
  return [...missing, ...unordered]
}
