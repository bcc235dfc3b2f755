/**
 * One round trip per command through `pg`: a hand-written function in the database does all of it, commit included.
 *
 * @module
 */
import { Pool } from "pg"
import { configuration } from "../shop.ts"
import type { Step } from "../workload.ts"
import type { Contestant } from "./Contestant.ts"
import { functions } from "./oneTripFunction.ts"
import { dayOf, heardOf, tails } from "./texts.ts"
import { schema } from "./yardstick.ts"

const perform = {
  name: "perform",
  text: `select ${schema}.perform($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as outcome`
}
const redeem = {
  name: "redeem",
  text: `select ${schema}.redeem($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as outcome`
}
const balance = {
  name: "balance",
  text: `select ledger, held, document from ${schema}.card join ${schema}.wallet using (tenant, account)
    where card.tenant = $1 and card_index = $2`
}

/** Makes the functions in the yardstick's schema. */
export const layFunctions = async (url: string): Promise<void> => {
  const pool = new Pool({ connectionString: url, max: 1 })
  for (const text of functions) await pool.query(text)
  await pool.end()
}

/** The functions behind a pool of so many connections. */
export const oneTrip = (url: string, connections: number): Contestant => {
  const pool = new Pool({ connectionString: url, max: connections })
  const nextTail = tails()
  const asked = (step: Step) => {
    const { amount, at, client, expiresAt = null, key, original = null, outlet, verb } = step
    const { asked, fingerprint, index = null } = heardOf(step)
    const said = [nextTail(at), asked, fingerprint]
    const head = [client, key, index, amount, at, dayOf(at), outlet]
    return verb === "Redeem"
      ? { ...redeem, values: [...head, ...said] }
      : { ...perform, values: [verb, ...head, original, expiresAt, ...said] }
  }
  return {
    name: `one round trip a command, ${connections} connections`,
    perform: async (step) => {
      if (step.verb === "Balance") {
        const { rows } = await pool.query({ ...balance, values: [configuration.tenant, heardOf(step).index] })
        if (rows.length !== 1) throw new Error("no balance")
        return "answered"
      }
      const { rows } = await pool.query<{ outcome: string }>(asked(step))
      const outcome: unknown = JSON.parse(rows[0]?.outcome ?? "")
      const isApproved =
        typeof outcome === "object" &&
        outcome !== null &&
        "outcome" in outcome &&
        outcome.outcome === "approved"
      return isApproved ? "approved" : "declined"
    },
    close: () => pool.end()
  }
}
