/**
 * Whether everybody writes the same: as many rows for a redemption, of the same size, in the store's tables and by hand.
 *
 * @module
 */
import { Client } from "pg"
import { frequentCards, LedgerTime, terminalsOf } from "../workload.ts"
import type { Contestant } from "./Contestant.ts"
import { schema as yardstick } from "./yardstick.ts"

const redemptions = 200
const tables = ["operation", "link", "posting"] as const

/** Rows and bytes for one redemption. */
interface Written {
  readonly rows: number
  readonly bytes: number
}

const writtenBy = async (
  database: Client,
  schema: string,
  client: string
): Promise<ReadonlyArray<Written>> => {
  const found: Array<Written> = []
  for (const table of tables) {
    const { rows } = await database.query<{ rows: number; bytes: number }>(
      `select count(*)::float8 / ${redemptions} as rows, sum(pg_column_size(${table}.*))::float8 / ${redemptions} as bytes
       from ${schema}.${table} where (tenant, shard, sequence) in (
         select tenant, shard, sequence from ${schema}.operation where client = $1
       )`,
      [client]
    )
    const [row] = rows
    if (row !== undefined) found.push(row)
  }
  return found
}

const tolerance = 0.1

const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= other * tolerance

/** Lets one terminal redeem with each of them and fails when what they have written differs by more than a tenth. */
export const insistOnSameRows = async (
  url: string,
  us: Contestant,
  others: ReadonlyArray<Contestant>,
  cards: number
): Promise<void> => {
  const database = new Client({ connectionString: url })
  await database.connect()
  try {
    const measured: Array<ReadonlyArray<Written>> = []
    for (const contestant of [us, ...others]) {
      const options = {
        mix: "redeem",
        time: new LedgerTime(Date.now()),
        pickCard: frequentCards(cards)
      } as const
      const [terminal] = terminalsOf(1, options)
      if (terminal === undefined) throw new Error("nobody redeems")
      for (let n = 0; n < redemptions; n++) await contestant.perform(terminal.next())
      measured.push(await writtenBy(database, contestant === us ? "tessera" : yardstick, terminal.client))
    }
    const [ours = [], ...theirs] = measured
    theirs.forEach((written, n) =>
      written.forEach(({ bytes, rows }, m) => {
        const own = ours[m]
        if (own === undefined || !isNear(rows, own.rows) || !isNear(bytes, own.bytes))
          throw new Error(
            `${others[n]?.name}: ${rows} rows of ${tables[m]} with ${bytes} bytes for a redemption; the store writes ${own?.rows} with ${own?.bytes}`
          )
      })
    )
  } finally {
    await database.end()
  }
}
