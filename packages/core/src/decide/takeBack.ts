/**
 * Taking an operation back exactly: its mirrored entry, provided that what it left behind is still as it left it.
 *
 * @module
 */
import { isSameHold } from "../account/Hold.ts"
import { isSameUse, type Wallet } from "../account/Wallet.ts"
import { apply, isSound } from "../journal/apply.ts"
import type { Entry, HoldMoved, LotMoved, Movement, Posting, WalletMovement } from "../journal/Entry.ts"
import { mirror } from "../journal/mirror.ts"
import { against, liabilityPostings } from "../journal/post.ts"
import { isCounter } from "../network/Counter.ts"
import { most } from "../values/Amount.ts"
import type { ProgramId, WalletId } from "../values/Ids.ts"
import type { Situation } from "./Situation.ts"
import type { View } from "./View.ts"

/** What stands in the way of a reversal. */
type Obstacle = "spent" | "held" | "captured" | "expiry changed" | "changed since" | "used since"

/** The entry that takes an operation back, or what stands in its way. */
export type TakenBack = { readonly entry: Entry } | { readonly obstacle: Obstacle }

const standsAt = ({ wallets }: View, { before, wallet, after }: HoldMoved): boolean => {
  const id = before?.id ?? after?.id
  const now = wallets.get(wallet)?.holds.find((hold) => hold.id === id)
  if (now === undefined || before === undefined) return now === before
  return isSameHold(now, before)
}

const movementObstacle = (view: View, movement: WalletMovement): Obstacle | undefined => {
  if (movement.kind === "hold") return standsAt(view, movement) ? undefined : "captured"
  if (movement.kind !== "expiry") return undefined
  const lot = view.wallets.get(movement.wallet)?.lots.find(({ id }) => id === movement.lot)
  return lot === undefined || lot.expiresAt === movement.from ? undefined : "expiry changed"
}

/** An instalment that has vested since is taken back as value, not as a promise. */
const asItStands = (view: View, movement: LotMoved): LotMoved => {
  const lot = view.wallets.get(movement.wallet)?.lots.find(({ id }) => id === movement.lot.id)
  return lot?.promised === 0n
    ? { ...movement, remaining: movement.remaining + movement.promised, promised: 0n }
    : movement
}

/** What a period no longer counts cannot be given back to it. */
const asCounted = (view: View, movement: WalletMovement): WalletMovement => {
  if (movement.kind !== "use") return movement
  const use = view.wallets.get(movement.wallet)?.uses.find((one) => isSameUse(one, movement))
  return {
    ...movement,
    consumed: most(movement.consumed, -(use?.consumed ?? 0n)),
    reserved: most(movement.reserved, -(use?.reserved ?? 0n))
  }
}

type Fields = Readonly<Record<string, unknown>>

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The thing as it is now with what an operation changed put back; `undefined` when that was changed again since. */
const putBack = <A extends Fields>(now: A | undefined, before: A, after: A): A | undefined => {
  if (now === undefined) return undefined
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => !isSame(before[name], after[name]))
  return changed.every((name) => isSame(now[name], after[name]))
    ? { ...now, ...Object.fromEntries(changed.map((name) => [name, before[name]])) }
    : undefined
}

const stateBack = ({ at, view }: Situation, movement: Movement): ReadonlyArray<Movement> | undefined => {
  if (movement.kind === "account") {
    if (isCounter(movement.after)) return []
    const now = view.accounts.get(movement.after.id)
    const before = movement.before ?? { ...movement.after, status: "closed" as const }
    const back = putBack(now, before, movement.after)
    return back && now && [{ kind: "account", before: now, after: back }]
  }
  if (movement.kind !== "card") return []
  const now = view.cards.get(movement.after.index)
  const before = movement.before ?? { ...movement.after, status: "destroyed" as const, since: at }
  const back = putBack(now, before, movement.after)
  return back && now && [{ kind: "card", before: now, after: back }]
}

/** The states of accounts and cards that an operation changed, put back newest first. */
const statesBack = (situation: Situation, entry: Entry): ReadonlyArray<Movement> | undefined => {
  const back = entry.movements.toReversed().map((movement) => stateBack(situation, movement))
  return back.every((one) => one !== undefined) ? back.flat() : undefined
}

/** The program that a wallet is under now: its account may have been converted since. */
const programNow = ({ accounts, wallets }: View, wallet: WalletId, otherwise: ProgramId): ProgramId => {
  const account = wallets.get(wallet)?.account
  return (account && accounts.get(account)?.program) ?? otherwise
}

/** Value is taken back from the program that owes it now, and the promotion takes back what it cost, vested or not. */
const postingsBack = (
  view: View,
  mirrored: Entry,
  movements: ReadonlyArray<WalletMovement>,
  asset: string,
  program: ProgramId
): ReadonlyArray<Posting> => {
  if (!movements.some((one) => one.kind === "lot" && one.why !== "converted")) return mirrored.postings
  const cost = mirrored.postings.find(({ account }) => account.kind === "promotionExpense")
  const others = mirrored.postings.filter(
    ({ account }) => account.kind !== "liability" && account.kind !== "promotionExpense"
  )
  return against(
    [...others, ...liabilityPostings(movements, asset, (wallet) => programNow(view, wallet, program))],
    cost?.account ?? { kind: "promotionExpense", program },
    asset
  )
}

const whyUnsound = (wallet: Wallet): Obstacle =>
  wallet.lots.some(({ held, remaining }) => remaining >= 0n && held > remaining) ? "held" : "spent"

/** When a card was last used is no matter of a mirror: others may have used it since. */
const withoutUse = (entry: Entry): Entry => ({
  ...entry,
  movements: entry.movements.filter(({ kind }) => kind !== "inactivity")
})

/** Mirrors what was done onto what is true now. */
export const takeBack = (
  situation: Situation,
  done: Entry,
  wallet: Wallet,
  program: ProgramId
): TakenBack => {
  const { view } = situation
  const mirrored = mirror(withoutUse(done))
  const obstacle = mirrored.movements
    .map((movement) => movementObstacle(view, movement))
    .find((one) => one !== undefined)
  if (obstacle !== undefined) return { obstacle }
  const states = statesBack(situation, done)
  if (states === undefined) return { obstacle: "changed since" }
  const movements = mirrored.movements.map((movement) =>
    movement.kind === "lot" ? asItStands(view, movement) : movement
  )
  const postings = postingsBack(view, mirrored, movements, wallet.asset, program)
  const entry = {
    movements: [...states, ...movements.map((movement) => asCounted(view, movement))],
    postings
  }
  const touched = new Set(movements.map((movement) => movement.wallet))
  const unsound = [...touched]
    .flatMap((id) => view.wallets.get(id) ?? [])
    .map((one) => apply(one, entry))
    .find((one) => !isSound(one))
  return unsound === undefined ? { entry } : { obstacle: whyUnsound(unsound) }
}
