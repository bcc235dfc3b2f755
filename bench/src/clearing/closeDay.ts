/**
 * A process of its own that closes one day of a ledger in a SQLite file: the most memory that it had is what that takes.
 *
 *   node --conditions=@tessera/source bench/src/clearing/closeDay.ts FILE DATE
 *
 * @module
 */
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { configuration } from "./chain.ts"
import { ledgerOn } from "./ledger.ts"

const [file = "", date = ""] = process.argv.slice(2)
const ledger = await ledgerOn(SqliteStore.layer({ file, configuration }))
process.stdout.write(JSON.stringify(await ledger.close(date)))
await ledger.end()
