/**
 * Answered lines: what became of each line of the file, and its JSON.
 *
 * @module
 */
import {
  type Command,
  codeOf,
  type Decline,
  declines,
  type Fault,
  type HeldLot,
  type Outcome,
  outcomeText,
  type Query,
  type Quoted,
  type StatementLine,
  type WalletBalance
} from "@tessera/core"

import type { Shown } from "./reports.ts"

/** What a question found, under the name that the wire gives it; or why not. */
export type Found =
  | { readonly plan: Quoted }
  | { readonly wallets: ReadonlyArray<WalletBalance> }
  | { readonly lines: ReadonlyArray<StatementLine> }
  | { readonly decline: Decline }

/** One line of the file with its answer. */
export type Answered =
  | { readonly kind: "outcome"; readonly line: number; readonly command: Command; readonly outcome: Outcome }
  | { readonly kind: "answer"; readonly line: number; readonly query: Query; readonly found: Found }
  | {
      readonly kind: "report"
      readonly line: number
      readonly type: string
      readonly key: string | undefined
      readonly at: number | undefined
      readonly shown: Shown
    }
  | Refused

/** A line that could not be read; nothing was done and no key was used up. */
export interface Refused {
  readonly kind: "invalid"
  readonly line: number
  readonly key: string | undefined
  readonly errors: ReadonlyArray<Fault>
}

/** JSON.stringify for values with bigint amounts: their digits, as a number of JSON. */
export const jsonText = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item ?? null)).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${jsonText(field)}`).join(",")}}`
}

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

const lotText = ({ activeFrom, expiresAt, ...lot }: HeldLot) => ({
  ...lot,
  activeFrom: iso(activeFrom),
  expiresAt: iso(expiresAt)
})

const foundText = (found: Exclude<Found, { readonly decline: Decline }>): object => {
  if ("plan" in found) return found.plan
  if ("lines" in found) return { lines: found.lines.map((line) => ({ ...line, at: iso(line.at) })) }
  return { wallets: found.wallets.map((wallet) => ({ ...wallet, lots: wallet.lots?.map(lotText) })) }
}

const questionText = (query: Query, found: Found): string => {
  if (!("decline" in found)) return jsonText({ key: query.key, outcome: "answered", ...foundText(found) })
  const { _tag, ...numbers } = found.decline
  const decline = { code: codeOf(_tag), retry: declines[_tag].retry, ...numbers }
  return jsonText({ key: query.key, outcome: "declined", decline })
}

/** The answer as one line of JSON. */
export const answeredText = (answered: Answered): string => {
  switch (answered.kind) {
    case "outcome":
      return outcomeText(answered.outcome)
    case "answer":
      return questionText(answered.query, answered.found)
    case "report": {
      const { key, shown } = answered
      return jsonText({ key, outcome: "answered", report: shown.json })
    }
    case "invalid": {
      const { errors, key, line } = answered
      return jsonText({ key, outcome: "invalid", line, errors })
    }
  }
}
