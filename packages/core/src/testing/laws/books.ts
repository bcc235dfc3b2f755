/**
 * Laws of the books: nothing is created or lost, and the journal alone is the truth.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { emptyWallet, type Wallet } from "../../account/Wallet.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Recorded } from "../../batch/decideBatch.ts"
import type { JournalExport } from "../../books/JournalExport.ts"
import type { Report } from "../../books/Report.ts"
import type { TrialBalanceRow } from "../../books/trialBalanceReport.ts"
import { exported } from "../../exportJournal.ts"
import { apply } from "../../journal/apply.ts"
import { firstBreak } from "../../journal/hashChain.ts"
import { accountTitle } from "../../journal/ChartOfAccounts.ts"
import { type AccountSum, balanceTotals, trialBalance } from "../../journal/trialBalance.ts"
import { trialBalanceAsOf } from "../../trialBalanceAsOf.ts"
import type { WalletId } from "../../values/Ids.ts"
import type { Instant } from "../../values/Instant.ts"
import { projection } from "../projection.ts"
import { hashes } from "../secrets.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const cases = fc.record({ configuration: configurations(), steps: histories() })

/** Conservation. */
export const conservation = law(
  "conservation",
  "Every journal entry sums to zero per asset, and all wallets and counter accounts together are zero at all times.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      for (const { operation } of await till.journal()) {
        const sums = new Map<string, bigint>()
        for (const { amount, asset } of operation.entry.postings)
          sums.set(asset, (sums.get(asset) ?? 0n) + amount)
        for (const [asset, sum] of sums) assert.equal(sum, 0n, `${operation.verb} in ${asset}`)
      }
      const books = await till.books()
      for (const [asset, total] of balanceTotals(books)) assert.equal(total, 0n, `the books in ${asset}`)
      const owed = books.reduce(
        (sum, { account, amount }) => (account.kind === "receivable" ? sum + amount : sum),
        0n
      )
      const wallets = await till.wallets()
      assert.equal(
        owed,
        wallets.reduce((sum, { receivable }) => sum + receivable, 0n),
        "receivables"
      )
    })
)

const classOf = (program: unknown, subWallet: unknown, funding: unknown): string =>
  [program, subWallet, funding].join(" ")

/** Liability. */
export const liability = law(
  "liability",
  "Liability equals the sum of what remains of all lots, per program, sub-wallet and funding class.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps, async () => {
        const owed = new Map<string, bigint>()
        for (const { account, amount } of await till.books()) {
          const name = classOf(account.program, account.subWallet, account.funding)
          if (account.kind === "liability" && amount !== 0n) owed.set(name, -amount)
        }
        const held = new Map<string, bigint>()
        for (const { lots } of await till.wallets())
          for (const { funding, remaining, subWallet } of lots) {
            const name = classOf("card", subWallet, funding)
            if (remaining !== 0n) held.set(name, (held.get(name) ?? 0n) + remaining)
          }
        assert.deepEqual(new Map(held), new Map(owed))
      })
    })
)

const rebuilt = (journal: ReadonlyArray<Recorded>, like: Wallet): Wallet => {
  let wallet = emptyWallet(like.id, like.account, like.asset)
  for (const { operation } of journal) {
    const link = operation.links.find((one) => one.wallet === like.id)
    if (link !== undefined)
      wallet = { ...apply(wallet, operation.entry), version: link.version, head: link.hash }
  }
  return wallet
}

/** Point in time. */
export const pointInTime = law(
  "point in time",
  "Rebuilding a wallet from the journal up to any moment gives the wallet as it was then.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      const seen: Array<{ readonly sequence: number; readonly wallets: ReadonlyArray<Wallet> }> = []
      await playAll(till, steps, async () => {
        const sequence = (await till.journal()).at(-1)?.operation.sequence ?? 0
        seen.push({ sequence, wallets: await till.wallets() })
      })
      const journal = await till.journal()
      for (const { sequence, wallets } of seen) {
        const until = journal.filter(({ operation }) => operation.sequence <= sequence)
        for (const wallet of wallets) {
          const again = rebuilt(until, wallet)
          assert.equal(projection(again), projection(wallet))
          assert.equal(`${again.version} ${again.head}`, `${wallet.version} ${wallet.head}`)
        }
      }
    })
)

const formats = ["csv", "hledger", "beancount"] as const

const reportCases = fc.record({
  configuration: configurations(),
  steps: histories(),
  format: fc.constantFrom(...formats),
  isSummed: fc.boolean()
})

/** What a trial balance says of each account and asset. */
const said = ({ rows }: Report<TrialBalanceRow>): ReadonlyArray<string> =>
  rows.map(({ account, asset, credit = 0n, debit = 0n }) => `${account} ${debit - credit} ${asset}`)

const sumsSaid = (sums: ReadonlyArray<AccountSum>): ReadonlyArray<string> =>
  sums.map(({ account, amount, asset }) => `${accountTitle(account)} ${amount} ${asset}`)

const textAsOf = (till: Till, asked: JournalExport): Promise<string> =>
  till.report((desk) => Effect.map(Stream.runCollect(exported(desk, asked)), (pieces) => pieces.join("")))

/** Reports as of an instant. */
export const reportsAsOf = law(
  "reports as of an instant",
  "A trial balance or export as of a recorded instant is what it was then, whatever came later; one as of an effective instant counts what was effective by then.",
  reportCases,
  (open, { configuration, format, isSummed, steps }) =>
    onLedger(open, configuration, async (till) => {
      const seen = new Map<Instant, { readonly books: ReadonlyArray<AccountSum>; readonly text: string }>()
      const askedAt = (asOf: Instant): JournalExport => ({
        format,
        asOf,
        ...(isSummed && { summary: "day" })
      })
      // What follows at the same instant takes the place of what was seen.
      await playAll(till, steps, async () => {
        const last = (await till.journal()).at(-1)?.operation.recordedAt
        if (last !== undefined)
          seen.set(last, { books: await till.books(), text: await textAsOf(till, askedAt(last)) })
      })
      for (const [asOf, { books, text }] of seen) {
        const again = await till.report((desk) => trialBalanceAsOf(desk, { asOf }))
        assert.deepEqual(said(again), sumsSaid(books))
        assert.equal(await textAsOf(till, askedAt(asOf)), text)
      }
      const journal = await till.journal()
      const asOf = journal[Math.floor(journal.length / 2)]?.operation.recordedAt
      for (const effectiveUntil of new Set(journal.map(({ operation }) => operation.effectiveAt))) {
        const counted = journal.filter(
          ({ operation }) =>
            operation.effectiveAt <= effectiveUntil && operation.recordedAt <= (asOf ?? effectiveUntil)
        )
        assert.deepEqual(
          said(
            await till.report((desk) =>
              trialBalanceAsOf(desk, { ...(asOf !== undefined && { asOf }), effectiveUntil })
            )
          ),
          sumsSaid(trialBalance(counted.flatMap(({ operation }) => operation.entry.postings)))
        )
      }
    })
)

/** Hash chain. */
export const unbrokenChain = law(
  "unbroken chain",
  "The journal is gapless in commit order, its ledger time never goes back, and every wallet's hash chain holds.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const journal = await till.journal()
      journal.forEach(({ operation }, n) => {
        assert.equal(operation.sequence, n + 1)
        assert.ok(operation.recordedAt >= (journal[n - 1]?.operation.recordedAt ?? 0))
      })
      for (const { head, id } of await till.wallets()) {
        const chained = chainOf(journal, id)
        assert.equal(firstBreak(hashes.sha256, chained), undefined)
        assert.equal(chained.at(-1)?.link.hash ?? "", head)
      }
    })
)

const chainOf = (journal: ReadonlyArray<Recorded>, wallet: WalletId) =>
  journal.flatMap(({ operation, text }) =>
    operation.links.filter((link) => link.wallet === wallet).map((link) => ({ link, operation, text }))
  )
