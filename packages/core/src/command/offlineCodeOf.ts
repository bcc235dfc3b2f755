/**
 * Offline codes where the keys are: the key of a till, the code that a manager reads out, and what one that was typed is worth.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import type { Network } from "../network/Network.ts"
import {
  type OfflineBinding,
  offlineMark,
  type OfflineSteps,
  stepOfCode,
  type TerminalMac
} from "../network/offlineCode.ts"
import type { PermittedVerb } from "../network/Permission.ts"
import type { Terminal } from "../network/Terminal.ts"
import { termsOf } from "../network/approvalTerms.ts"
import { placedBy, type TerminalId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { everyMac, type Hmac, type Mac, type Macs } from "../values/Mac.ts"
import { amountSaid } from "./amountSaid.ts"
import type { Command } from "./Command.ts"
import type { OfflineCode } from "./Request.ts"

/** What offline codes are made of, where the ledger's keys are. */
export interface Offline extends Macs {
  readonly network: Network
  readonly hmac: Hmac
}

/**
 * The key under which a terminal derives codes, as 64 hexadecimal digits: its own, or that of its outlet. Whoever has it can
 * approve everything at that terminal, so it goes into the terminal's key store and into the manager's device, and nowhere
 * else. Absent: no such terminal, or no offline codes are configured.
 */
export const offlineKey = (
  { mac, network }: Pick<Offline, "mac" | "network">,
  terminal: TerminalId
): string | undefined => {
  const device = network.terminals.get(terminal)
  return device && keyOf(mac, network, device)
}

const keyOf = (mac: Mac, network: Network, { id, outlet }: Terminal): string | undefined => {
  const { offline } = network.authorizationCodes
  const holder = offline?.keyPer === "outlet" ? outlet : id
  return offline && mac("terminalKey", ["offline", network.tenant, offline.keyPer, holder].join("\n"))
}

/** How codes are made, and the keyed hash that makes them at a terminal. */
export interface OfflineAt {
  readonly macAt: TerminalMac
  readonly steps: OfflineSteps
}

/** How codes are made for a terminal; `undefined` where there are none. */
export const offlineAt = (
  { hmac, mac, network }: Offline,
  terminal: TerminalId | undefined
): OfflineAt | undefined => {
  const key = terminal === undefined ? undefined : offlineKey({ mac, network }, terminal)
  const { digits, offline } = network.authorizationCodes
  return offline === undefined || key === undefined
    ? undefined
    : { macAt: (text) => hmac(key, text), steps: { ...offline, digits } }
}

const textIn = (value: unknown): string | undefined =>
  typeof value === "string" ? value : Redacted.isRedacted(value) ? String(Redacted.value(value)) : undefined

/** The card or account whose value it is. */
const whose = (command: Command): Pick<OfflineBinding, "card" | "account"> => {
  const from = "from" in command ? command.from : undefined
  const card = command.card ?? (Redacted.isRedacted(from) ? from : undefined)
  const account = command.account ?? (Redacted.isRedacted(from) ? undefined : from)
  return { card: textIn(card), account: textIn(account) }
}

/** What else of its verb a code is bound to, as the till says it. */
export const offlineTermsOf = (
  verb: PermittedVerb,
  said: object
): Pick<OfflineBinding, "to" | "subWallet" | "offer" | "voucher" | "lot" | "expiresAt"> => {
  const { to, ...terms } = termsOf(verb, said)
  return { ...terms, to: textIn(to) }
}

/** The operation that is meant, as the till names it; of what goes on with a hold, the one that placed it. */
const originalIn = (command: Command): string | undefined => {
  if ("hold" in command && command.hold !== undefined) return placedBy(command.hold)
  if ("holdKey" in command && command.holdKey !== undefined) return command.holdKey
  return (
    ("original" in command ? command.original : undefined) ??
    ("originalKey" in command ? command.originalKey : undefined)
  )
}

const bindingOf = (
  { network }: Pick<Offline, "network">,
  command: Command,
  terminal: Terminal,
  operator: string
): OfflineBinding => ({
  ...offlineTermsOf(command.type, command),
  tenant: network.tenant,
  type: command.type,
  amount: amountSaid(command),
  currency: "currency" in command ? command.currency : undefined,
  ...whose(command),
  outlet: command.outlet ?? terminal.outlet,
  operator,
  terminal: terminal.id,
  original: originalIn(command)
})

/** What a typed code is worth as one that was derived offline, at the time that the till says it was typed. */
export const offlineCodeOf = (
  keys: Pick<Offline, "network" | "mac" | "before"> & { readonly hmac?: Hmac },
  command: Command,
  receivedAt: Instant
): OfflineCode | undefined => {
  const { hmac, network } = keys
  if (hmac === undefined || network.authorizationCodes.offline === undefined) return undefined
  const { authorizationCode: typed, operator } = command
  if (typed === undefined || operator === undefined) return undefined
  const terminal = command.terminal && network.terminals.get(command.terminal)
  if (terminal === undefined) return undefined
  const typedAt = command.at ?? receivedAt
  const binding = bindingOf(keys, command, terminal, operator)
  // A terminal may still have the key of a secret before.
  const marks = everyMac(keys).flatMap((mac) => {
    const made = offlineAt({ network, mac, hmac }, command.terminal)
    if (made === undefined) return []
    const step = stepOfCode(made.macAt, binding, Redacted.value(typed), typedAt, made.steps)
    return step === undefined ? [] : [offlineMark(made.macAt, binding, step)]
  })
  return { mark: marks[0], typedAt }
}
