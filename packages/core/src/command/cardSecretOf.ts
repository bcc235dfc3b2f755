/**
 * Card secrets where the keys are: the digits for the card supplier's file, and for comparing with what was typed or read.
 *
 * @module
 */
import type { Network } from "../network/Network.ts"
import type { SecretPlace } from "../program/CardSecrets.ts"
import { decimals } from "../values/decimals.ts"
import type { Mac } from "../values/Mac.ts"
import { spelled } from "./spelled.ts"

/** Which digits: of which card, in which place on it, and of which issue of its number. */
export interface SecretOf {
  /** The number; spelling does not matter. */
  readonly card: string
  readonly place: SecretPlace
  /** Absent: 1. */
  readonly issueNumber?: number
  readonly digits: number
}

/**
 * The secret digits of a card, derived from its number: nobody stores them. Whoever makes cards is told them once, and
 * nobody else.
 */
export const cardSecret = (
  { mac, network }: { readonly mac: Mac; readonly network: Pick<Network, "tenant" | "programs"> },
  { card, digits, issueNumber = 1, place }: SecretOf
): string =>
  decimals(
    mac(
      "cardSecret",
      ["tessera card secret 1", network.tenant, place, spelled(network, card), issueNumber].join("\n")
    ),
    digits
  )
