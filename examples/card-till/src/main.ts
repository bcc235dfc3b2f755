/**
 * The starter of the till: `npm run example:card-till`, with `-- --demo` for a story that ends by itself.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline/promises"
import { parseArgs } from "node:util"
import { DriverUnavailable } from "@tessera/adapters-hardware"
import { Cards } from "./Cards.ts"
import type { Hands } from "./clock.ts"
import { chapters } from "./demo.ts"
import { handNamed } from "./Hand.ts"
import { OfficeLine } from "./OfficeLine.ts"
import { openTill } from "./openTill.ts"
import { readOrder } from "./Order.ts"
import { printerNamed } from "./Printing.ts"
import { faultSentence } from "./sentences.ts"
import { screen } from "./screen.ts"

const { values } = parseArgs({
  options: {
    data: { type: "string", default: "card-till-data" },
    demo: { type: "boolean", default: false },
    reader: { type: "string", default: "simulated" },
    printer: { type: "string", default: "simulated" },
    language: { type: "string", default: "en" },
    operator: { type: "string", default: "mira" }
  }
})

const languageOf = (word: string): "en" | "zh" | "bg" => {
  if (word === "en" || word === "zh" || word === "bg") return word
  throw new Error(`--language: Expected en, zh or bg, and not ${word}`)
}

const say = (text: string): void => console.log(text)

/** 22 November 2026, ten in the morning in Sofia. */
const start = Date.UTC(2026, 10, 22, 8)

const run = async (): Promise<void> => {
  const folder = values.demo ? mkdtempSync(join(tmpdir(), "card-till-")) : values.data
  const hands: Hands = { at: values.demo ? start : undefined }
  const hand = await handNamed(values.demo ? "simulated" : values.reader, new Cards(join(folder, "cards")))
  const printer = printerNamed(values.demo ? "simulated" : values.printer)
  const language = languageOf(values.language)
  const line = await OfficeLine.open(join(folder, "office"))
  try {
    const till = await openTill({
      folder: join(folder, "till"),
      hand,
      line,
      printer,
      hands,
      operator: values.operator,
      language,
      say: values.demo ? (text) => say(`  ${text}`) : say
    })
    const perform = async (text: string): Promise<boolean> => {
      const order = readOrder(text)
      if (typeof order === "string") say(order)
      else await till.perform(order)
      return typeof order === "string" || order.do !== "quit"
    }
    try {
      if (values.demo) await tell(perform)
      else if (process.stdin.isTTY) await screen(perform, hand.isSimulated)
      else await listen(perform)
    } finally {
      await till.close()
    }
  } finally {
    await line.close()
    if (values.demo) rmSync(folder, { recursive: true, force: true })
  }
}

const tell = async (perform: (text: string) => Promise<boolean>): Promise<void> => {
  for (const [n, { lines, title }] of chapters.entries()) {
    say(`\n${n + 1}. ${title}\n`)
    for (const text of lines) {
      say(`> ${text}`)
      await perform(text)
    }
  }
}

/** One order on each line: for a script, or a till without a screen. */
const listen = async (perform: (text: string) => Promise<boolean>): Promise<void> => {
  for await (const text of createInterface({ input: process.stdin })) {
    if (text.trim() === "") continue
    say(`> ${text}`)
    if (!(await perform(text))) return
  }
}

try {
  await run()
} catch (error) {
  const isDriver = error instanceof DriverUnavailable
  console.error(isDriver ? faultSentence(error) : error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
