/** The CLI without a process of its own: what it prints, and what it ends with. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { run } from "../src/cli/tessera.ts"
import type { Ran } from "./tessera.ts"

export const saying = async (words: ReadonlyArray<string>): Promise<Ran> => {
  let [printed, errors] = ["", ""]
  const said = {
    ...globalThis.console,
    log: (text: string) => void (printed += `${text}\n`),
    error: (text: string) => void (errors += `${text}\n`)
  }
  const running = Effect.provideService(run(words, "1.2.3"), Console.Console, said)
  return { code: await Effect.runPromise(running), printed, errors }
}
