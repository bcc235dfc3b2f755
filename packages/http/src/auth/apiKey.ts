/**
 * API keys: what a web shop, an ERP or another server calls with. 256 random bits, shown once; the ledger knows a hash.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import type { Client, Network } from "@tessera/core"
import { randomText, sha256 } from "./secrets.ts"

export type Mode = "live" | "test"

const shape = /^(live|test)_[A-Za-z0-9_-]{43}$/

/** A new key of a mode. Only who is shown it now will ever know it. */
export const makeApiKey = (mode: Mode): Redacted.Redacted =>
  Redacted.make(`${mode}_${randomText(32)}`, { label: "API key" })

/** What of a key is remembered. */
export const apiKeyHash = (key: Redacted.Redacted): string => sha256(Redacted.value(key))

/** The mode that a bearer's text says, if it looks like a key. */
export const modeOf = (text: string): Mode | undefined => {
  const [, mode] = shape.exec(text) ?? []
  return mode === "live" || mode === "test" ? mode : undefined
}

/** A key that the network knows, and whose it is. */
export interface KnownKey {
  readonly client: Client
  readonly id: string
  readonly expiresAt: number | undefined
}

const known = new WeakMap<Network, ReadonlyMap<string, KnownKey>>()

/** All keys of a network by their hashes: looked for once for each version of it. */
const keysOf = (network: Network): ReadonlyMap<string, KnownKey> => {
  const found = known.get(network)
  if (found !== undefined) return found
  const all = new Map(
    [...network.clients.values()].flatMap((client) =>
      (client.keys ?? []).map(({ expiresAt, id, sha256: hash }) => [hash, { client, id, expiresAt }] as const)
    )
  )
  known.set(network, all)
  return all
}

/** The client that a key belongs to at an instant: in service, and the key neither ended nor taken out. */
export const knownKey = (network: Network, key: Redacted.Redacted, at: number): KnownKey | undefined => {
  const found = keysOf(network).get(apiKeyHash(key))
  if (found === undefined || found.client.active === false) return undefined
  return found.expiresAt !== undefined && found.expiresAt <= at ? undefined : found
}
