/**
 * The rows of a redemption as a hand-written client makes them: nothing is checked but the funds.
 *
 * @module
 */
import { hash } from "node:crypto"
import type { Step } from "../workload.ts"
import { dayOf, heardOf } from "./texts.ts"

interface Lot {
  readonly id: string
  readonly subWallet: string
  readonly remaining: number
  readonly held: number
}

/** A wallet as it is read, and as it becomes. */
export interface Wallet {
  readonly id: string
  readonly account: string
  version: number
  head: string
  shard: number
  sequence: number
  ledger: number
  held: number
  recordedAt: number
  lots: Array<Lot>
  readonly holds: unknown
  uses: object
}

type Value = string | number | boolean | null

/** Where in the journal an operation stands. */
interface Position {
  readonly shard: number
  readonly sequence: number
}

/** The rows of one operation, in the order of the columns. */
export interface Rows {
  readonly operation: ReadonlyArray<Value>
  readonly link: ReadonlyArray<Value> | undefined
  readonly postings: ReadonlyArray<ReadonlyArray<Value>>
  readonly outcome: "approved" | "declined"
}

export const operationColumns = [
  ["sequence", "bigint"],
  ["id", "text"],
  ["client", "text"],
  ["key", "text"],
  ["verb", "text"],
  ["approved", "boolean"],
  ["recorded_at", "bigint"],
  ["effective_at", "bigint"],
  ["business_date", "text"],
  ["outlet", "text"],
  ["owner", "text"],
  ["account", "text"],
  ["fingerprint", "text"],
  ["asked", "text"],
  ["outcome", "text"],
  ["entry", "text"]
] as const

export const linkColumns = [
  ["sequence", "bigint"],
  ["place", "integer"],
  ["wallet", "text"],
  ["version", "bigint"],
  ["previous", "text"],
  ["follows_shard", "integer"],
  ["follows", "bigint"],
  ["hash", "text"]
] as const

export const postingColumns = [
  ["sequence", "bigint"],
  ["place", "integer"],
  ["kind", "text"],
  ["wallet", "text"],
  ["program", "text"],
  ["sub_wallet", "text"],
  ["funding", "text"],
  ["owner", "text"],
  ["asset", "text"],
  ["amount", "bigint"]
] as const

export const walletColumns = [
  ["version", "bigint"],
  ["head", "text"],
  ["sequence", "bigint"],
  ["recorded_at", "bigint"],
  ["ledger", "bigint"],
  ["document", "text"],
  ["id", "text"]
] as const

/** The row of a wallet that was changed. */
export const walletRow = (wallet: Wallet): ReadonlyArray<Value> => {
  const { head, holds, id, ledger, lots, recordedAt, sequence, uses, version } = wallet
  return [version, head, sequence, recordedAt, ledger, JSON.stringify({ lots, holds, uses }), id]
}

/** A wallet from the row that was locked. */
export const walletFrom = (row: Record<string, unknown>): Wallet => {
  const { holds, lots, uses } = JSON.parse(String(row["document"]))
  return {
    id: String(row["id"]),
    account: String(row["account"]),
    version: Number(row["version"]),
    head: String(row["head"]),
    shard: Number(row["shard"]),
    sequence: Number(row["sequence"]),
    ledger: Number(row["ledger"]),
    held: Number(row["held"]),
    recordedAt: Number(row["recorded_at"]),
    lots,
    holds,
    uses
  }
}

const drawnFrom = (wallet: Wallet, amount: number) => {
  let [missing, drawn, movements] = [amount, "", ""]
  const draws: Array<{ readonly subWallet: string; readonly amount: number }> = []
  wallet.lots = wallet.lots.flatMap((lot) => {
    const part = Math.min(missing, lot.remaining - lot.held)
    if (part <= 0) return [lot]
    missing -= part
    const { held: _, remaining: __, ...terms } = lot
    movements += `{"kind":"lot","wallet":"${wallet.id}","lot":${JSON.stringify(terms)},"remaining":${-part},"held":0,"promised":0,"line":{"number":0}},`
    drawn += `${drawn === "" ? "" : ","}{"subWallet":"${lot.subWallet}","lot":"${lot.id}","amount":${part},"line":0}`
    draws.push({ subWallet: lot.subWallet, amount: part })
    return lot.remaining === part ? [] : [{ ...lot, remaining: lot.remaining - part }]
  })
  return { drawn, movements, draws }
}

const balanceOf = ({ held, ledger }: Wallet): string =>
  `[{"subWallet":"topup","ledger":0,"held":0,"available":0},{"subWallet":"main","ledger":${ledger},"held":${held},"available":${ledger - held}}]`

/** Takes the amount from the wallet, which it changes, and gives the rows that tell of it. */
export const redeemed = (wallet: Wallet, step: Step, { sequence, shard }: Position, tail: string): Rows => {
  const { amount, at, client, key, outlet } = step
  const { asked, fingerprint } = heardOf(step)
  const [day, id] = [dayOf(at), `op_${tail}`]
  const head = [sequence, id, client, key, "Redeem"]
  const free = wallet.ledger - wallet.held
  if (free < amount) {
    const outcome = `{"key":"${key}","outcome":"declined","operation":"${id}","decline":{"code":"insufficient_funds","retry":"newKey","approvable":${free},"held":${wallet.held}}}`
    const operation = [...head, false, at, at, day, outlet, "hq", null, fingerprint, asked, outcome, ""]
    return { operation, link: undefined, postings: [], outcome: "declined" }
  }
  const before = balanceOf(wallet)
  const { drawn, draws, movements } = drawnFrom(wallet, amount)
  wallet.ledger -= amount
  const entry = `{"movements":[${movements}{"kind":"use","wallet":"${wallet.id}","limit":"daily","window":"${day}","consumed":${amount},"reserved":0}],"postings":[{"account":{"kind":"liability","wallet":"${wallet.id}","program":"member","subWallet":"main","funding":"paid"},"asset":"CNY","amount":${amount}},{"account":{"kind":"merchantPayable","owner":"hq"},"asset":"CNY","amount":${-amount}}]}`
  const previous = { head: wallet.head, shard: wallet.shard, sequence: wallet.sequence }
  wallet.version += 1
  wallet.head = hash(
    "sha256",
    `tessera entry 1\n${wallet.id}\n${wallet.version}\n${previous.head}\n${id}\n${client}\n${key}\nRedeem\n${at}\n${at}\n\n${day}\n${outlet}\nhq\n\n\n${wallet.account}\n\n${fingerprint}\n${asked}\n${entry}`,
    "hex"
  )
  wallet.shard = shard
  wallet.sequence = sequence
  wallet.recordedAt = Math.max(wallet.recordedAt, at)
  wallet.uses = [{ limit: "daily", window: day, consumed: amount, reserved: 0 }]
  const outcome = `{"key":"${key}","outcome":"approved","operation":"${id}","approvalCode":"${tail.slice(-6)}","shard":${shard},"sequence":${sequence},"card":"********0000","approved":${amount},"drawn":[${drawn}],"currency":"CNY","balances":${balanceOf(wallet)},"before":${before},"expiring":[],"businessDate":"${day}","recordedAt":"${new Date(at).toISOString()}","hash":"${wallet.head}"}`
  return {
    operation: [...head, true, at, at, day, outlet, "hq", wallet.account, fingerprint, asked, outcome, entry],
    link: [
      sequence,
      0,
      wallet.id,
      wallet.version,
      previous.head,
      previous.shard,
      previous.sequence,
      wallet.head
    ],
    postings: [
      ...draws.map(({ amount, subWallet }, place) => [
        sequence,
        place,
        "liability",
        wallet.id,
        "member",
        subWallet,
        "paid",
        null,
        "CNY",
        amount
      ]),
      [sequence, draws.length, "merchantPayable", null, null, null, null, "hq", "CNY", -amount]
    ],
    outcome: "approved"
  }
}
