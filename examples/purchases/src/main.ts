/**
 * Turns a list of purchases into a configuration and a file of operations for the runner.
 *
 *   node src/main.ts PURCHASES.txt [FOLDER]
 *
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { operationsOf } from "./operationsOf.ts"
import { programs } from "./programs.ts"
import { columns, type Purchase, readPurchase } from "./readPurchase.ts"

const stop = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

/** The purchases of a file, oldest day first; purchases of one day stay in the order of the list. */
const purchasesIn = (file: string): ReadonlyArray<Purchase> => {
  const lines = readFileSync(file, "utf8").split("\n")
  const purchases = lines.flatMap((line, n) => {
    if (line.trim() === "") return []
    const purchase = readPurchase(line)
    return typeof purchase === "string" ? stop(`${file}, line ${n + 1}: ${purchase}`) : [purchase]
  })
  return purchases.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

const [list, folder = "."] = process.argv.slice(2)
if (list === undefined || folder.startsWith("-"))
  stop(`Usage: node src/main.ts PURCHASES.txt [FOLDER]\n\nColumns of the list: ${columns}`)
else {
  const operations = [...operationsOf(purchasesIn(list))]
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "PROGRAMS.json"), `${JSON.stringify(programs, undefined, 2)}\n`)
  writeFileSync(
    join(folder, "operations.ndjson"),
    operations.map((operation) => `${JSON.stringify(operation)}\n`).join("")
  )
  console.log(`${operations.length} operations in ${join(folder, "operations.ndjson")}`)
}
