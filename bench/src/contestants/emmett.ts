/**
 * The same redemption on emmett-postgresql: a stream of events for each card, folded and appended to.
 *
 * @module
 */
import { CommandHandler } from "@event-driven-io/emmett"
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql"
import { Pool } from "pg"
import { firstLoad } from "../shop.ts"
import type { Contestant, Ended } from "./Contestant.ts"

type Redeemed = {
  readonly type: "Redeemed"
  readonly data: {
    readonly key: string
    readonly outlet: string
    readonly amount: number
    readonly at: number
    readonly left: number
  }
}

interface Card {
  readonly balance: number
  readonly keys: Set<string>
}

const evolve = ({ balance, keys }: Card, { data }: Redeemed): Card => {
  keys.add(data.key)
  return { balance: balance - data.amount, keys }
}

/** Redemptions as events, on a pool of so many connections. */
export const emmett = async (url: string, connections: number): Promise<Contestant> => {
  const pool = new Pool({ connectionString: url, max: connections })
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } })
  // Left to itself it makes its tables at the first append, for which many at once then wait for ever.
  await store.schema.migrate()
  const handle = CommandHandler<Card, Redeemed>({
    evolve,
    initialState: () => ({ balance: firstLoad, keys: new Set() }),
    retry: { onVersionConflict: { retries: 100, minTimeout: 1, factor: 1 } }
  })
  return {
    name: "emmett-postgresql",
    perform: async ({ amount, at, card, client, key, outlet }) => {
      let ended: Ended = "approved"
      await handle(store, `card-${card}`, ({ balance, keys }) => {
        const name = `${client}:${key}`
        if (keys.has(name)) return []
        ended = balance < amount ? "declined" : "approved"
        return ended === "declined"
          ? []
          : [{ type: "Redeemed", data: { key: name, outlet, amount, at, left: balance - amount } }]
      })
      return ended
    },
    close: async () => {
      await store.close()
      await pool.end()
    }
  }
}
