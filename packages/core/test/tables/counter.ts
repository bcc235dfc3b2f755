/**
 * A till for tables: a ledger in memory with fixed ids and a clock that is set, told its story in the notation.
 *
 * @module
 */
import { createHash, createHmac } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { expect } from "vitest"
import { outstanding } from "../../src/account/Hold.ts"
import type { Movement } from "../../src/journal/Entry.ts"
import { firstBreak } from "../../src/journal/hashChain.ts"
import { emptyView, held, type Operation, type Wallet } from "@tessera/core/ports"
import { readCommand } from "../../src/command/Command.ts"
import { type Outcome, outcomeText as wireText } from "../../src/command/Outcome.ts"
import { type Preparation, prepare, present } from "../../src/command/prepare.ts"
import type { Request } from "../../src/command/Request.ts"
import { workedOut } from "../../src/workedOut.ts"
import { storeOf } from "../../src/testing/inProcessTill.ts"
import { decideBatch, type Facts } from "../../src/batch/decideBatch.ts"
import { balanceTotals, trialBalance } from "../../src/journal/trialBalance.ts"
import { networkOf } from "../../src/network/Network.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import type { ClientId, OperationId, WalletId } from "../../src/values/Ids.ts"
import { balanceText, commandOf, outcomeText, postingsText, type Sent } from "./notation.ts"
import { iso } from "../../src/values/Instant.ts"
import { shop } from "./shop.ts"

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

export const hmac = (key: string, text: string): string =>
  createHmac("sha256", Buffer.from(key, "hex")).update(text).digest("hex")

export const mac: Preparation["mac"] = (purpose, text) => sha256(`${purpose} ${text}`)

const networkFrom = (document: unknown) => {
  const read = readConfiguration(document)
  if (Result.isFailure(read)) throw new Error(JSON.stringify(read.failure))
  return networkOf(read.success)
}

/** 21 November 2026, a Saturday, ten in the morning in Shanghai. */
const morning = "2026-11-21T10:00:00+08:00"

/** A movement of value, or of what is owed, that moves nothing; what is taken back of a voucher may be nothing, and says so. */
const isOfNothing = (movement: Movement): boolean =>
  movement.kind === "lot"
    ? movement.remaining === 0n &&
      movement.held === 0n &&
      movement.promised === 0n &&
      movement.why !== "takenBack"
    : movement.kind === "receivable" && movement.amount === 0n

/** Opens a counter where ANNA and BELA hold empty member cards. */
export const counter = (document: unknown = shop(), ledger = emptyView()) => {
  let network = networkFrom(document)
  let [now, keys, ids] = [Date.parse(morning), 0, 0]
  const nextOperation = (): OperationId => `op_${String((ids += 1)).padStart(6, "0")}` as OperationId
  const recorded: Array<{ readonly operation: Operation; readonly text: string }> = []

  /** What a command needs of the journal is read from what is recorded. */
  const ready = (request: Request): Request => {
    const cutting = { store: storeOf({ journal: recorded, view: ledger }), network, sha256 }
    return Effect.runSync(Effect.orDie(workedOut(cutting, request)))
  }

  const send = (sent: Sent, client = "till"): Outcome => {
    const command = readCommand(sent)
    if (Result.isFailure(command)) throw new Error(JSON.stringify([sent, command.failure]))
    const prepared = prepare({ network, mac, hmac }, client as ClientId, command.success, now)
    const request = ready(prepared)
    const facts: Facts = { network, sha256, nextOperation, shard: 0 }
    const batch = decideBatch(facts, ledger, [{ request }])
    recorded.push(...batch.recorded)
    network = batch.changed ?? network
    const outcome = batch.answers[0]?.outcome
    if (outcome === undefined) throw new Error("no outcome")
    return outcome
  }
  /** What is answered when another command was faster, after what the first needs of the journal had been read. */
  const stale = (text: string, faster: string): string => {
    const command = readCommand(commandOf(text, `k${(keys += 1)}`))
    if (Result.isFailure(command)) throw new Error(JSON.stringify(command.failure))
    const request = ready(prepare({ network, mac, hmac }, "till" as ClientId, command.success, now))
    tell(faster)
    const batch = decideBatch({ network, sha256, nextOperation, shard: 0 }, ledger, [{ request }])
    recorded.push(...batch.recorded)
    const outcome = batch.answers[0]?.outcome
    return outcome === undefined ? "none" : outcomeText(outcome)
  }
  const ask = (text: string, client?: string): Outcome => send(commandOf(text, `k${(keys += 1)}`), client)
  const set = (clock: string): number =>
    (now = /^\d{4}-/.test(clock) ? Date.parse(clock) : now + Number(clock))

  /** Tells a story, step by step; every step must be approved unless it begins with a question mark. */
  const tell = (story: string): void => {
    for (const step of story.split(";").map((one) => one.trim())) {
      if (step === "") continue
      if (step.startsWith("clock ")) set(step.slice(6))
      else {
        const outcome = ask(step.replace(/^\?/, ""))
        if (outcome.outcome !== "approved" && !step.startsWith("?"))
          throw new Error(`${step}: ${outcomeText(outcome)}`)
      }
    }
  }
  const indexOf = (card: string) => present({ network, mac }, Redacted.make(card)).index
  const walletOf = (card = "ANNA"): Wallet => {
    const index = indexOf(card)
    const account = ledger.accounts.get(ledger.cards.get(index)?.account ?? ("" as never))
    const wallet = ledger.wallets.get(account?.wallets[0]?.wallet ?? ("" as WalletId))
    if (wallet === undefined) throw new Error(`${card} has no wallet`)
    return wallet
  }
  tell("Issue card=ANNA; Issue card=BELA")

  return {
    tell,
    send,
    stale,
    ask,
    set,
    /** What the clock shows. */
    now: (): number => now,
    ledger,
    recorded,
    walletOf,
    settle: (card = "ANNA"): number => {
      const facts: Facts = { network, sha256, nextOperation, shard: 0 }
      const batch = decideBatch(facts, ledger, [{ settle: walletOf(card).id, until: now, receivedAt: now }])
      recorded.push(...batch.recorded)
      return batch.recorded.length
    },
    say: (text: string): string => outcomeText(ask(text)),
    wire: (text: string): string => wireText(ask(text)),
    terms: (changed: unknown) => void (network = networkFrom(changed)),
    balances: (card?: string) => balanceText(walletOf(card)),
    /** What counts of ANNA's wallet: `spent visits`, the day of the last visit, the day after which it is reviewed. */
    progress: () => {
      const { progress } = walletOf()
      if (progress === undefined) return "none"
      const { reviewedAt, spent, visitedOn, visits } = progress
      const review = reviewedAt === undefined ? "" : ` review ${iso(reviewedAt).slice(0, 10)}`
      return `${spent} ${visits}${visitedOn === undefined ? "" : ` on ${visitedOn}`}${review}`
    },
    /** What the account behind a card has of another asset. */
    balancesOf: (asset: string, card = "ANNA") => {
      const account = ledger.accounts.get(walletOf(card).account)
      const listed = account?.wallets.find((one) => one.asset === asset)
      const wallet = listed && ledger.wallets.get(listed.wallet)
      return wallet === undefined ? "none" : balanceText(wallet)
    },
    /** Every chain holds, the books balance and no movement is of nothing, whatever the story. */
    audit: (): void => {
      const chains = Map.groupBy(
        recorded.flatMap(({ operation, text }) => operation.links.map((link) => ({ link, operation, text }))),
        ({ link }) => link.wallet
      )
      for (const [wallet, entries] of chains) {
        expect(firstBreak(sha256, entries)?.why).toBe(undefined)
        expect(ledger.wallets.get(wallet)?.version).toBe(entries.length)
      }
      for (const total of balanceTotals(
        trialBalance(recorded.flatMap(({ operation }) => operation.entry.postings))
      ).values())
        expect(total).toBe(0n)
      const empty = recorded.flatMap(({ operation }) => operation.entry.movements.filter(isOfNothing))
      expect(empty).toEqual([])
      for (const wallet of ledger.wallets.values())
        expect(held(wallet)).toBe(wallet.holds.reduce((sum, hold) => sum + outstanding(hold), 0n))
    },
    card: (card: string) => ledger.cards.get(indexOf(card)),
    /** What the last operation posted. */
    posted: () => postingsText(recorded.at(-1)?.operation.entry.postings ?? []),
    /** What all operations but those before the story posted, added up. */
    books: () =>
      postingsText(
        trialBalance(recorded.flatMap(({ operation }) => operation.entry.postings)).flatMap(
          ({ account, amount, asset }) =>
            amount === 0n ? [] : [{ account: { ...account, wallet: "wal_0" } as never, asset, amount }]
        )
      )
  }
}
export type Counter = ReturnType<typeof counter>
