/**
 * Clearing an operation: what each owner is due from the issuer for it, or owes it, before agreements are worked out.
 *
 * @module
 */
import { countsFor } from "../books/liabilityColumns.ts"
import { owedBy } from "../books/rollForward.ts"
import {
  acceptorIn,
  advancesOf,
  type Entry,
  type LotMoved,
  type OfSale,
  type Posting
} from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { ClearingTerms, Collection } from "../network/ClearingTerms.ts"
import type { Network } from "../network/Network.ts"
import { drawnOn } from "../policy/quota.ts"
import { type OwnerId, type ProgramId, sourceOf, type WalletId } from "../values/Ids.ts"
import { dateText, localDate } from "../values/Zone.ts"
import type { ClearingTopic } from "./ClearingLine.ts"
import { agreementOf, collectionOf } from "./terms.ts"

/** Takes what an operation comes to, piece by piece. */
export type AddLine = (topic: ClearingTopic, base: bigint, due: bigint) => void

type Of<Kind extends Posting["account"]["kind"]> = Extract<Posting["account"], { readonly kind: Kind }>

/** A tender or an acceptance that is posted, and what it is part of. */
interface Posted<Kind extends Posting["account"]["kind"]> {
  readonly operation: Operation
  readonly account: Of<Kind>
  readonly asset: string
  readonly amount: bigint
  /** The program under which it was. */
  readonly program: ProgramId | undefined
  readonly issuer: OwnerId
}

/** What settles is not cleared itself: it was worked out of what is. */
const settles = new Set(["CutOff", "PayPeriod"])

/** The program of a posting in the same asset: the entry of an operation has one for each. What no value paid says it itself. */
const programIn = (entry: Entry, asset: string): ProgramId | undefined => {
  for (const { account, asset: other } of entry.postings)
    if (other === asset && "program" in account) return account.program
  const owed = entry.postings.find((one) => one.asset === asset && one.account.kind === "receivable")?.account
  return owed?.kind === "receivable"
    ? advancesOf(entry).find(({ wallet }) => wallet === owed.wallet)?.advancedBy
    : undefined
}

const assetsIn = ({ postings }: Entry): ReadonlyMap<WalletId, string> => {
  const assets = new Map<WalletId, string>()
  for (const { account, asset } of postings)
    if (account.kind === "liability") assets.set(account.wallet, asset)
  return assets
}

const undoesLoads = new Set(["Clawback", "Chargeback"])

/**
 * Whether tender was taken for value or a debt, or given back for it: the value is what the operation, or the one it undoes,
 * made.
 */
const isOfLoad = ({ entry, id, original, verb }: Operation): boolean =>
  undoesLoads.has(verb) ||
  advancesOf(entry).length > 0 ||
  entry.movements.some((movement) => {
    const source = movement.kind === "lot" ? sourceOf(movement.lot.id) : undefined
    return source !== undefined && (source === id || source === original)
  })

/** Under which terms operations are worked out, and where the pieces go. */
interface Ground {
  readonly network: Network
  readonly terms: ClearingTerms
  readonly add: AddLine
  /** Whether what the issuer does at its own outlets is worked out as well: it is nobody's debt. */
  readonly withOwn: boolean
}

const issuerOf = (
  { network }: Pick<Ground, "network">,
  program: ProgramId | undefined
): OwnerId | undefined =>
  (program === undefined ? undefined : network.programs.get(program)?.issuer) ?? network.headOffice

const clearCash = ({ add, terms }: Ground, posted: Posted<"cashClearing">, owner: OwnerId): void => {
  const { account, amount, asset, issuer, operation, program } = posted
  const { on }: OfSale = operation.entry.ofSale ?? { on: operation.businessDate }
  const rule = program && collectionOf(terms, { loader: owner, program, on })
  const isDirect = rule?.paidToIssuer?.includes(account.tender) ?? false
  const kind = isOfLoad(operation) ? "load" : "payout"
  const topic = { issuer, owner, asset, program, kind, verb: operation.verb } as const
  add({ ...topic, tender: account.tender, terms: rule?.id }, amount, isDirect ? 0n : -amount)
}

const clearSlice = (
  { add, terms }: Ground,
  { asset, issuer, operation, program }: Posted<"merchantPayable"> & { readonly program: ProgramId },
  acceptor: OwnerId,
  { line, lot, remaining }: LotMoved
): void => {
  const loader = lot.loadedAt.owner
  const { on, owner = acceptor }: OfSale = operation.entry.ofSale ?? { on: operation.businessDate }
  const sale = { acceptor: owner, loader, program, category: line?.category, on }
  const topic = { issuer, owner: acceptor, asset, program, kind: "acceptance", verb: operation.verb } as const
  const agreement = agreementOf(terms, sale)
  add({ ...topic, other: loader, funding: lot.funding, terms: agreement?.id }, -remaining, -remaining)
}

/** What was accepted, lot by lot; what of it no lot says more of is due as well. */
const clearAcceptance = (
  ground: Ground,
  posted: Posted<"merchantPayable">,
  acceptor: OwnerId,
  assets: ReadonlyMap<WalletId, string>
): void => {
  const { amount, asset, issuer, operation, program } = posted
  let rest = -amount
  if (program !== undefined)
    for (const movement of operation.entry.movements) {
      if (movement.kind !== "lot" || movement.remaining === 0n || movement.why !== undefined) continue
      if (assets.get(movement.wallet) !== asset) continue
      rest += movement.remaining
      clearSlice(ground, { ...posted, program }, acceptor, movement)
    }
  const kind = operation.verb === "CorrectClearing" ? "correction" : "acceptance"
  if (rest !== 0n)
    ground.add({ issuer, owner: acceptor, asset, program, kind, verb: operation.verb }, rest, rest)
}

/** How what was paid for a lot is collected. */
const collectionFor = (
  { network, terms }: Ground,
  program: ProgramId,
  loader: OwnerId,
  { funding, fundedAt }: LotMoved["lot"]
): Collection | undefined =>
  funding === "promotional"
    ? undefined
    : collectionOf(terms, { loader, program, on: dateText(localDate(network.zone, fundedAt)) })

/** By what value ends without having been used, or has not ended after all. */
const ends = new Set(["ExpireLot", "RestoreExpired", "ChangeExpiry", "DormancyFee"])

/**
 * Value whose money its loader keeps: what comes to be is left with the loader, what ends is taken from it. What goes over to
 * another program ends in the one and comes to be in the other.
 */
const clearFunds = (ground: Ground, operation: Operation, moved: LotMoved): void => {
  const { asset, program } = owedBy(operation, moved)
  const issuer = issuerOf(ground, program)
  const loader = moved.lot.loadedAt.owner
  if (loader === undefined || issuer === undefined || loader === issuer) return
  const rule = collectionFor(ground, program, loader, moved.lot)
  if (rule?.by !== "loader") return
  const { owner, verb } = operation
  const other = owner === loader ? undefined : owner
  const { funding } = moved.lot
  const topic = { issuer, owner: loader, asset, program, verb, other, funding, terms: rule.id }
  ground.add({ ...topic, kind: "funds" }, moved.remaining, moved.remaining)
  if (ends.has(countsFor(operation)) && rule.breakage === "loader")
    ground.add({ ...topic, kind: "breakage" }, -moved.remaining, -moved.remaining)
}

/** What gives points, or takes back what it gave. */
const gives = new Set(["Redeem", "Advice", "Capture", "Reinstate", "Refund", "Earn"])

/**
 * Points that whoever gives them bears by its agreement; those out of its stock it has paid for. Those of a sale that comes back
 * go back to whoever bore them, wherever the goods are now.
 */
const clearPoints = (ground: Ground, operation: Operation): void => {
  const { entry, owner: place, verb } = operation
  if (ground.terms.agreements === undefined || !gives.has(countsFor(operation))) return
  const { on, owner = acceptorIn(entry) ?? place }: Partial<OfSale> = entry.ofSale ?? {}
  for (const { account, amount, asset } of entry.postings) {
    const program = account.kind === "promotionExpense" ? account.program : undefined
    const issuer = issuerOf(ground, program)
    if (program === undefined || owner === undefined || issuer === undefined || owner === issuer) continue
    if (asset === ground.network.programs.get(program)?.asset.code) continue
    const given = { acceptor: owner, loader: undefined, program, category: undefined }
    const agreement = agreementOf(ground.terms, { ...given, on: on ?? operation.businessDate })
    if (agreement?.points !== "acceptor") continue
    const topic = { issuer, owner, asset, program, kind: "points", verb, terms: agreement.id } as const
    ground.add(topic, amount, drawnOn(entry).length > 0 ? 0n : -amount)
  }
}

const clearPosting = (
  ground: Ground,
  operation: Operation,
  { account, amount, asset }: Posting,
  assets: ReadonlyMap<WalletId, string>
): void => {
  if (account.kind !== "merchantPayable" && account.kind !== "cashClearing") return
  const program = operation.entry.ofSale?.program ?? programIn(operation.entry, asset)
  const issuer = issuerOf(ground, program)
  if (account.owner === undefined || issuer === undefined) return
  if (account.owner === issuer && !ground.withOwn) return
  const posted = { operation, amount, asset, program, issuer }
  if (account.kind === "cashClearing") clearCash(ground, { ...posted, account }, account.owner)
  else clearAcceptance(ground, { ...posted, account }, account.owner, assets)
}

const clear = (ground: Ground, operation: Operation): void => {
  const { entry } = operation
  const assets = assetsIn(entry)
  for (const posting of entry.postings) clearPosting(ground, operation, posting, assets)
  clearPoints(ground, operation)
  if (ground.terms.collections === undefined) return
  for (const movement of entry.movements) {
    if (movement.kind !== "lot" || movement.remaining === 0n) continue
    if (assets.has(movement.wallet)) clearFunds(ground, operation, movement)
  }
}

/** Works operations out under the terms of one network; with what an issuer's own outlets do, where a statement shows it. */
export const clearingUnder = (
  network: Network,
  { withOwn = false }: { readonly withOwn?: boolean } = {}
): ((operation: Operation, add: AddLine) => void) => {
  const terms = network.configuration.clearing ?? {}
  return (operation, add) => {
    if (!settles.has(operation.verb)) clear({ network, terms, add, withOwn }, operation)
  }
}
