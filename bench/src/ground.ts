/**
 * The ground on PostgreSQL: a server with ordinary durability, cards in the ledger, and everybody who competes on it.
 *
 * @module
 */
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { type Release, temporaryPostgres } from "@tessera/adapters-sql/testing"
import * as Redacted from "effect/Redacted"
import type { Contestant } from "./contestants/Contestant.ts"
import { layFunctions } from "./contestants/oneTrip.ts"
import { type Tessera, tessera } from "./contestants/tessera.ts"
import { layYardstick } from "./contestants/yardstick.ts"
import type { Machine } from "./machine.ts"
import { performFor } from "./measure.ts"
import type { Entrant } from "./rounds.ts"
import { configuration } from "./shop.ts"
import { frequentCards, LedgerTime, type Mix, terminalsOf } from "./workload.ts"

/** Only what any installation would set: nothing that makes a commit less durable. */
const settings = { shared_buffers: "512MB", max_wal_size: "4GB", max_connections: "200" }

export interface Ground {
  readonly machine: Machine
  readonly url: string
  readonly time: LedgerTime
  /** A service of its own on the store in a schema; it is closed with the ground. */
  readonly open: (schema?: string) => Promise<Tessera>
  /** Has it closed with the ground. */
  readonly keep: <A extends Contestant>(contestant: A) => A
  readonly close: () => Promise<void>
}

/** Starts the server. */
export const groundOn = async (release: Release): Promise<Ground> => {
  const server = await temporaryPostgres({ release, settings })
  const kept: Array<Contestant> = []
  // Whoever stops the benchmark leaves no server and no gigabytes behind.
  const leave = () => void server.remove().finally(() => process.exit(130))
  const signals = ["SIGINT", "SIGTERM"] as const
  for (const signal of signals) process.once(signal, leave)
  const keep = <A extends Contestant>(contestant: A): A => {
    kept.push(contestant)
    return contestant
  }
  return {
    machine: { server: server.pid },
    url: server.url(),
    time: new LedgerTime(Date.now()),
    open: async (schema = "tessera") =>
      keep(
        await tessera({
          name: "Tessera",
          store: PostgresStore.layer({ url: Redacted.make(server.url()), configuration, schema })
        })
      ),
    keep,
    close: async () => {
      for (const contestant of kept) await contestant.close()
      await server.remove()
      for (const signal of signals) process.off(signal, leave)
    }
  }
}

/** Puts so many cards with value on them into a ledger, the public way. */
export const issueCards = async (service: Tessera, cards: number, time: LedgerTime): Promise<void> => {
  for (let n = 0; n < cards; n += 1000) await service.issue(n, Math.min(cards, n + 1000), time.next())
}

/** The same cards in the tables of those who write by hand. */
export const layByHand = async ({ url }: Ground, schema = "tessera"): Promise<void> => {
  await layYardstick(url, schema)
  await layFunctions(url)
}

/** One contestant with so many callers, each a terminal of its own. */
export const entrant = (
  ground: Pick<Ground, "machine" | "time">,
  contestant: Contestant,
  callers: number,
  workload: { readonly mix: Mix; readonly cards: number; readonly name?: string }
): Entrant => {
  const pickCard = frequentCards(workload.cards)
  return {
    name: workload.name ?? `${callers}\n${contestant.name}`,
    run: (seconds) =>
      performFor(
        ground.machine,
        contestant,
        terminalsOf(callers, { mix: workload.mix, time: ground.time, pickCard }),
        seconds
      )
  }
}
