/**
 * Laws of what a holder owes: a load pays it before anything becomes value, and whoever has paid it loses nothing by it.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { type Entry, lotsMoved } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { OperationId, WalletId } from "../../values/Ids.ts"
import { least } from "../../values/Amount.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { begin, currency, type Play, say } from "../arbitraries/soFar.ts"
import type { Sent } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const outlet = fc.constantFrom("KTV1", "KTV2", "FR1")
const amount = fc.integer({ min: 1, max: 120 })
/** What is taken back of what: a part, or all that is left. */
const backOf = (
  verb: "Refund" | "Reverse" | "Chargeback" | "Clawback",
  ...kinds: ReadonlyArray<"sale" | "load" | "return">
) =>
  fc.record({
    do: fc.constant(verb),
    of: fc.constantFrom(...kinds),
    pick: fc.nat(2),
    amount: verb === "Clawback" ? fc.constant(undefined) : fc.option(amount, { nil: undefined })
  })
const card = fc.constantFrom(0, 0, 0, 1)

/** What is done to two cards on which sales are reported that nothing has paid. */
const acts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("sale" as const),
      card,
      outlet,
      amount,
      isSplit: fc.boolean()
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("load" as const),
      card,
      outlet,
      amount,
      tender: fc.constantFrom("cash", "bankCard", "other"),
      isPending: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("spend" as const), card, outlet, amount }) },
  { weight: 4, arbitrary: backOf("Refund", "sale") },
  { weight: 2, arbitrary: backOf("Reverse", "sale", "load", "return") },
  { weight: 1, arbitrary: backOf("Chargeback", "load") },
  { weight: 1, arbitrary: backOf("Clawback", "load") }
)
type Act = typeof acts extends fc.Arbitrary<infer A> ? A : never

/** The keys of what was approved so far, by what it is. */
interface Keys {
  readonly sale: Array<string>
  readonly load: Array<string>
  readonly return: Array<string>
}

const commandOf = ({ cards }: Play, keys: Keys, act: Act): Sent | undefined => {
  if ("of" in act) {
    const named = keys[act.of]
    const originalKey = named[act.pick % named.length]
    const part = act.amount === undefined ? {} : { amount: act.amount, currency }
    const why = { outlet: "KTV1", ...(act.do !== "Refund" && { reason: "malfunction" }) }
    const reference = act.do === "Chargeback" ? { reference: "law" } : {}
    return originalKey === undefined
      ? undefined
      : { type: act.do, originalKey, ...part, ...why, ...reference }
  }
  const said = { card: cards[act.card], outlet: act.outlet, amount: act.amount, currency }
  if (act.do === "spend") return { type: "Redeem", ...said }
  if (act.do === "load") {
    const pending = act.isPending ? { pending: true } : {}
    return { type: "Load", ...said, tender: { kind: act.tender }, ...pending }
  }
  const half = Math.floor(act.amount / 2)
  const lines = [
    { category: "room", amount: half },
    { category: "food", amount: act.amount - half }
  ]
  return { type: "Advice", ...said, ...(act.isSplit && half > 0 && { lines }) }
}

const take = async (play: Play, keys: Keys, act: Act, key: string): Promise<void> => {
  const sent = commandOf(play, keys, act)
  if (sent === undefined) return
  const { outcome } = await say(play, { key, ...sent })
  if (outcome.outcome !== "approved") return
  if (act.do === "sale" || act.do === "load") keys[act.do].push(key)
  if (act.do === "Refund") keys.return.push(key)
  if (act.do !== "load" || !act.isPending) return
  await say(play, { type: "ConfirmLoad", key: `${key}.paid`, originalKey: key, outlet: act.outlet })
}

/** What an entry moves in the ledger accounts of a kind, in money. */
const posted = ({ postings }: Entry, kind: string): bigint =>
  postings.reduce(
    (sum, { account, amount: moved, asset }) =>
      account.kind === kind && asset === currency ? sum + moved : sum,
    0n
  )

const loads: ReadonlySet<string> = new Set(["Load", "ConfirmLoad"])

/** Tells again what is owed in each wallet, and what of each sale has not come back. */
const retell = (operations: ReadonlyArray<Operation>): ReadonlyMap<WalletId, bigint> => {
  const debts = new Map<WalletId, bigint>()
  const sales = new Map<OperationId, { left: bigint }>()
  for (const { approved, entry, id, original, verb } of operations) {
    if (!approved) continue
    const before = new Map(debts)
    for (const moved of entry.movements)
      if (moved.kind === "receivable") debts.set(moved.wallet, (debts.get(moved.wallet) ?? 0n) + moved.amount)
    const what = `${verb} ${id}`
    const paid = posted(entry, "cashClearing")
    if (loads.has(verb) && paid > 0n) {
      const about = entry.movements.find(({ kind }) => kind === "receivable" || kind === "lot")
      const owed = about !== undefined && "wallet" in about ? (before.get(about.wallet) ?? 0n) : 0n
      const value = lotsMoved(entry)
        .filter(({ lot }) => lot.funding !== "promotional")
        .reduce((sum, { remaining }) => sum + remaining, 0n)
      const off = -posted(entry, "receivable")
      assert.equal(off + value, paid, `${what}: what it pays off and what it brings are what was paid`)
      assert.equal(off, least(paid, owed), `${what}: it pays what is owed first`)
    }
    if (verb === "Advice") sales.set(id, { left: -posted(entry, "merchantPayable") })
    const sale = original === undefined ? undefined : sales.get(original)
    if (sale === undefined) continue
    sales.set(id, sale)
    sale.left -= posted(entry, "merchantPayable")
    assert.ok(sale.left >= 0n, `${what}: no more comes back than was sold`)
    const came = lotsMoved(entry).filter(({ remaining, why }) => why === "repaid" && remaining > 0n)
    for (const { wallet } of came)
      assert.equal(debts.get(wallet) ?? 0n, 0n, `${what}: nothing comes back while it is owed`)
  }
  return debts
}

export const debtsArePaidByLoads = law(
  "debts are paid by loads",
  "What is paid into a wallet pays what its holder owes before anything of it becomes value; what of a sale is returned after it was paid comes back as value, once, and no debt is ever below nothing.",
  fc.record({
    configuration: configurations(),
    acts: fc.array(acts, { minLength: 6, maxLength: 16 })
  }),
  (open, { acts: all, configuration }) =>
    onLedger(open, configuration, async (till) => {
      const play = await begin(till)
      const keys: Keys = { sale: [], load: [], return: [] }
      for (const [n, act] of all.entries()) await take(play, keys, act, `debt.${n}`)
      const debts = retell((await till.journal()).map(({ operation }) => operation))
      for (const { id, receivable } of await till.wallets()) {
        assert.ok(receivable >= 0n)
        assert.equal(receivable, debts.get(id) ?? 0n)
      }
    }),
  2
)
