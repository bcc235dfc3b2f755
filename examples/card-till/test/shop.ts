/** A till with its office in this process, on a folder that outlasts both. */
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CardGone } from "@tessera/adapters-hardware"
import { VirtualPrinter } from "@tessera/adapters-hardware/simulator"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { Cards } from "../src/Cards.ts"
import { simulatedHand } from "../src/Hand.ts"
import { answerTo, openOffice } from "../src/office/openOffice.ts"
import { openTill } from "../src/openTill.ts"
import { readOrder } from "../src/Order.ts"
import type { Answer, Question } from "../src/wire.ts"

/** A folder of its own, with what another one had. */
export const folderLike = (other?: string) => {
  const path = mkdtempSync(join(tmpdir(), "card-till-test-"))
  if (other !== undefined) cpSync(other, path, { recursive: true })
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** No card lies anywhere. */
const nothing = {
  card: { slot: "none", generation: 0, atr: new Uint8Array(0) },
  transmit: () => Effect.fail(new CardGone({ slot: "none" }))
}

/** Says these lines to a till that is opened for them; what it said. `answered`: what becomes of the office's answers on the way. */
export const told = async (
  folder: string,
  lines: ReadonlyArray<string>,
  answered: (answer: Answer, question: Question) => Answer = (answer) => answer
): Promise<string> => {
  const { ground, layer } = openOffice(join(folder, "office"))
  const office = ManagedRuntime.make(layer)
  const said: Array<string> = []
  const till = await openTill({
    folder: join(folder, "till"),
    hand: simulatedHand(new Cards(join(folder, "cards"))),
    line: {
      isUp: true,
      ask: (question, _, session = nothing) =>
        Effect.promise(() => office.runPromise(Effect.orDie(answerTo(ground, question, session)))).pipe(
          Effect.map((answer) => answered(answer, question))
        )
    },
    printer: new VirtualPrinter(),
    hands: { at: undefined },
    operator: "mira",
    language: "en",
    say: (text) => said.push(text)
  })
  for (const line of lines) {
    const order = readOrder(line)
    if (typeof order === "string") throw new Error(order)
    await till.perform(order)
  }
  await till.close()
  await office.dispose()
  ground.books.close()
  return said.join("\n")
}
