/**
 * Shops whose redemptions are limited or earn points, beside one where they are not.
 *
 * @module
 */
import * as Result from "effect/Result"
import { decideBatch, type Task } from "../src/batch/decideBatch.ts"
import { readCommand } from "../src/command/Command.ts"
import { prepare } from "../src/command/prepare.ts"
import { emptyView } from "../src/decide/View.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { networkOf } from "../src/network/Network.ts"
import { client, document, facts, mac, opensAt } from "./shop.ts"

const limits = [{ id: "day", scope: "account", verb: "Redeem", amount: 1_000_000_000_000, per: "day" }]
const operators = [
  {
    id: "ana",
    role: "cashier",
    limits: [{ id: "total", verb: "Redeem", amount: 1_000_000_000_000, currency: "CNY", per: "day" }]
  }
]
const points = {
  asset: { code: "PTS", exponent: 0 },
  subWallet: { id: "stars", funding: "promotional" },
  earn: [{ points: 1, per: 100 }]
}

const cards = 1_000

/** A shop with terms of its own: so many cards, loaded once and for all, and redemptions of them. */
const shopWith = (name: string, terms: object, more: object = {}, every: object = {}) => {
  const [program] = document.programs
  const configuration = { ...document, operators, ...more, programs: [{ ...program, ...terms }] }
  const network = networkOf(Result.getOrThrow(readConfiguration(configuration)))
  const view = emptyView()
  let [keys, now] = [0, opensAt]
  const taskOf = (sent: object): Task => {
    const command = Result.getOrThrow(
      readCommand({
        key: `T1-${String((keys += 1)).padStart(9, "0")}`,
        outlet: "S1",
        operator: "ana",
        ...every,
        ...sent
      })
    )
    return { request: prepare({ network, mac }, client, command, (now += 1)) }
  }
  const perform = (tasks: ReadonlyArray<Task>): void => {
    const { answers } = decideBatch({ ...facts, network }, view, tasks)
    const refused = answers.find(({ outcome }) => outcome?.outcome !== "approved")
    if (refused !== undefined) throw new Error(JSON.stringify(refused.outcome))
    // A ledger keeps no more of them in memory than a store does.
    view.operations.clear()
    view.keys.clear()
    view.linked.clear()
  }
  if ("shift" in every) perform([taskOf({ type: "OpenShift", float: { amount: 0, currency: "CNY" } })])
  const money = { currency: "CNY", amount: 1_000_000_000, tender: { kind: "cash" } }
  for (let n = 0; n < cards; n++)
    perform([taskOf({ type: "Issue", program: "member", card: `CARD${n}`, ...money })])
  let turn = 0
  const redeemMany = (count: number): void =>
    perform(
      Array.from({ length: count }, () =>
        taskOf({ type: "Redeem", card: `CARD${(turn += 7) % cards}`, amount: 1_00, currency: "CNY" })
      )
    )
  return { name, redeemMany }
}

/** The first is plain; the others have what is named. */
export const ruledShops = () => [
  shopWith("plain", {}, { operators: [{ id: "ana", role: "cashier" }] }),
  shopWith("with a day limit of the account and one of the operator", { limits }),
  shopWith("with points in a second wallet", { points }, { operators: [{ id: "ana", role: "cashier" }] }),
  shopWith("with limits and points", { limits, points }),
  shopWith(
    "in a shift",
    {},
    {
      operators: [{ id: "ana", role: "cashier" }],
      outlets: [{ id: "S1", owner: "hq", shifts: "required" }]
    },
    { shift: "S1-1" }
  )
]
