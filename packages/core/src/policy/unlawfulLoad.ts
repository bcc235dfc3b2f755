/**
 * Why law does not let so much be loaded.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import { type Law, lawAgainstEnd } from "../program/Law.ts"
import type { LawRules } from "../program/Preset.ts"
import type { PayerKind, TenderKind } from "../program/TenderKind.ts"
import type { LimitId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { expiryOf, type Validity } from "../values/Validity.ts"
import type { Zone } from "../values/Zone.ts"

/** How it is paid: laws look at the whole purchase, of which a load may be a part. */
interface Purchase {
  readonly kind: TenderKind
  readonly total?: bigint
  readonly payer?: PayerKind
  readonly buyer?: string
}

interface LawfulLoad {
  readonly amount: bigint
  readonly tender: Purchase
  /** The holder is, or where cards are their bearer's, the buyer. */
  readonly isKnown: boolean
  readonly isFirst: boolean
}

const noCashFromOf = (from: LawRules["noCashFrom"], payer: PayerKind): bigint | undefined =>
  typeof from === "object" ? from[payer] : from

/** As what it is counted in a wallet that it was loaded, where law lets a card be loaded once. */
export const loadedOnce = "loaded once" as LimitId

/** Whether nothing was ever loaded into a wallet that was not taken back as a whole, and nothing is in it. */
export const isUnloaded = ({ lots, pendingLoads, uses }: Wallet): boolean =>
  lots.length === 0 && pendingLoads === undefined && uses.every(({ limit }) => limit !== loadedOnce)

/** Why law does not let so much be loaded: somebody must be known, or it must not be cash, or not loaded again. */
export const unlawfulLoad = (
  laws: ReadonlyArray<Law>,
  { amount, isFirst, isKnown, tender }: LawfulLoad
): Decline | undefined => {
  const { kind, payer = "person", total = amount } = tender
  for (const { id, rules } of laws) {
    const { identityFrom } = rules
    if (identityFrom !== undefined && total >= identityFrom && !isKnown)
      return { _tag: "IdentityRequired", rule: id, threshold: identityFrom }
    const noCashFrom = noCashFromOf(rules.noCashFrom, payer)
    if (noCashFrom !== undefined && total >= noCashFrom && kind === "cash")
      return violation(id, "So much is not paid in cash.")
    if (rules.notReloadable === true && !isFirst) return loadedAgain(id)
  }
  return undefined
}

const loadedAgain = (law: string): Decline => violation(law, "A card of this kind is not loaded again.")

/** Why law does not let value of another card be moved into a wallet: to its card that is a load. */
export const unlawfulMove = (laws: ReadonlyArray<Law>, to: Wallet): Decline | undefined => {
  const law = isUnloaded(to) ? undefined : laws.find(({ rules }) => rules.notReloadable === true)
  return law && loadedAgain(law.id)
}

/** Why value that is paid for may not end as that of a sub-wallet does which was meant for what is given. */
export const unlawfulEnd = (
  laws: ReadonlyArray<Law>,
  zone: Zone,
  starts: { readonly load: Instant; readonly issue: Instant },
  validity: Validity | undefined
): Decline | undefined => {
  const end = expiryOf(zone, starts, validity)
  const now = starts.load
  const law = end === undefined ? undefined : lawAgainstEnd(laws, zone, { activeFrom: now, now }, end)
  return law && violation(law.id, "Paid value may not end so early.")
}

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})
