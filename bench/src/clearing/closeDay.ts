/**
 * A process of its own that closes days: the most memory that it had is what that takes.
 *
 *   node --conditions=@tessera/source bench/src/clearing/closeDay.ts FILE DATE      a day of a ledger in a SQLite file
 *   node --conditions=@tessera/source bench/src/clearing/closeDay.ts OPERATIONS     two days that it tells itself, in memory
 *
 * @module
 */
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { MemoryStore } from "@tessera/core/memory"
import { configuration, daysOf } from "./chain.ts"
import { type Closed, ledgerOn } from "./ledger.ts"

const [what = "", date] = process.argv.slice(2)
const ledger = await ledgerOn(
  date === undefined ? MemoryStore.layer : SqliteStore.layer({ file: what, configuration })
)
const closed: Array<Closed & { readonly entries?: number }> = []
if (date === undefined)
  for (const day of daysOf(Number(what))) {
    await ledger.tell(day)
    closed.push({ ...(await ledger.close(day.date)), entries: await ledger.entries(day.date) })
  }
else closed.push(await ledger.close(date))
process.stdout.write(JSON.stringify(closed))
await ledger.end()
