/**
 * Tampering as a long campaign: `npm run tamper -- --runs=10000 --seed=1`. Each run alters a ledger behind its back, in SQLite
 * or PostgreSQL, after a signed checkpoint of it was kept outside; an audit has to find it and to name the row.
 */
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { temporaryPostgres } from "../src/testing/index.ts"
import { newFile, storeOn } from "./files.ts"
import { storeAt } from "./stores.ts"
import { type Campaign, campaign, missedText } from "./tampering/campaign.ts"
import { rawPostgres, rawSqlite } from "./tampering/raw.ts"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    /** sqlite or postgres; absent: half of the runs on each. */
    store: { type: "string" }
  }
})
const runs = Number(values.runs)
const seed = Number(values.seed)

const onSqlite = (count: number) =>
  Effect.scoped(
    Effect.flatMap(newFile, (file) =>
      campaign(storeOn(file), async () => rawSqlite(file), { runs: count, seed })
    )
  )

const onPostgres = (count: number) =>
  Effect.acquireUseRelease(
    Effect.promise(() => temporaryPostgres()),
    (server) =>
      campaign(
        storeAt(server.url(), "tampered", { shards: 1 }),
        () => rawPostgres(server.url(), "tampered"),
        {
          runs: count,
          seed
        }
      ),
    (server) => Effect.promise(() => server.remove())
  )

const told = async (name: string, played: Promise<Campaign>): Promise<number> => {
  const start = performance.now()
  const { missed, refused, tallies } = await played
  const seconds = Math.round((performance.now() - start) / 1000)
  console.log(`\n${name}, ${seconds} s; ${refused} more were refused by the database`)
  for (const [kind, { found, named, tried }] of [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  ${kind.padEnd(28)} ${String(tried).padStart(6)} tried ${found} found ${named} named`)
  for (const one of missed.slice(0, 20)) console.log(missedText(one))
  return missed.length
}

const share = values.store === undefined ? Math.ceil(runs / 2) : runs
let missed = 0
if (values.store !== "postgres") missed += await told("SQLite", Effect.runPromise(onSqlite(share)))
if (values.store !== "sqlite") missed += await told("PostgreSQL 18", Effect.runPromise(onPostgres(share)))
console.log(`\n${missed} of ${values.store === undefined ? share * 2 : share} were missed`)
process.exitCode = missed === 0 ? 0 : 1
