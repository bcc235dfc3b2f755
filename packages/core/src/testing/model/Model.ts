/**
 * The reference model: one card's lots, holds and refunds in plain numbers, written from the rules and not from the code.
 *
 * It knows gift and main value, one category, expiry by days, instalments, holds with tolerance, refunds, reversals and
 * fees of cards that nobody uses.
 * It shares no code with the ledger, so that a misunderstanding would have to be made twice.
 *
 * @module
 */
import { day, dayStart, monthsLater } from "./calendar.ts"
import type { Hold, Lot, Slice, Spend } from "./Holdings.ts"

/** The terms that the model understands. */
export interface ModelTerms {
  readonly giftAt: string | undefined
  readonly giftFor: string | undefined
  readonly giftEach: number | undefined
  readonly giftDays: number | undefined
  readonly mainDays: number | undefined
  readonly holdHours: number
  readonly tolerance: number
  /** After how many days without use a fee is taken, and how much. */
  readonly sleep: { readonly days: number; readonly fee: number } | undefined
  readonly afterExpiry: "grace" | "keepExpired" | "refundSubWallet"
}

/** Where and for what value is used. */
export interface Use {
  readonly outlet: string
  readonly category: string | undefined
}

const owners: Readonly<Record<string, string>> = { KTV1: "hq", KTV2: "hq", FR1: "fr1" }
const rank: Readonly<Record<string, number>> = { gift: 10, refund: 80, main: 90 }
const sumOf = (slices: ReadonlyArray<Slice>): number => slices.reduce((sum, { amount }) => sum + amount, 0)

export class Model {
  readonly lots: Array<Lot> = []
  readonly holds = new Map<string, Hold>()
  readonly spends = new Map<string, Spend>()
  readonly loads = new Map<
    string,
    { readonly lots: ReadonlyArray<{ lot: Lot; funded: number }>; readonly at: number }
  >()
  readonly reversed = new Set<string>()
  readonly terms: ModelTerms
  now = 0
  /** When the card was last used, and when a fee is due. */
  inactivity: { at: number; feeAt: number } | undefined
  /** What was known of its use before the last thing that happened to it. */
  private last: { readonly key: string | undefined; readonly use: Model["inactivity"] } | undefined

  constructor(terms: ModelTerms) {
    this.terms = terms
  }

  /** What falls due up to now, in time order; at one instant holds end first, then value vests, then it lapses. */
  settle(): void {
    for (;;) {
      const dues: Array<readonly [number, number, () => void]> = []
      for (const hold of this.holds.values())
        if (hold.state === "open") dues.push([hold.until, 0, () => this.end(hold, "HoldExpired")])
      for (const lot of this.lots)
        if (lot.promised > 0) dues.push([lot.from, 1, () => ([lot.left, lot.promised] = [lot.promised, 0])])
        else if (lot.left > lot.held) dues.push([lot.until, 2, () => (lot.left = lot.held)])
      if (this.inactivity !== undefined) dues.push([this.inactivity.feeAt, 3, () => this.takeFee()])
      const [first] = dues.filter(([at]) => at <= this.now).sort((a, b) => a[0] - b[0] || a[1] - b[1])
      if (first === undefined) return
      first[2]()
      if (this.inactivity !== undefined) this.known(undefined, { ...this.inactivity }, first[0])
    }
  }

  private takeFee(): void {
    const { feeAt = Infinity } = this.inactivity ?? {}
    let left = this.terms.sleep?.fee ?? 0
    for (const lot of this.inOrder()) {
      const part = lot.isPaid && lot.from <= feeAt ? Math.min(left, lot.left - lot.held) : 0
      lot.left -= part
      left -= part
    }
    if (this.inactivity !== undefined)
      this.inactivity = { at: this.inactivity.at, feeAt: this.feeAfter(this.inactivity.at, feeAt + 1) }
  }

  /** The first day of fees that is not before an instant. */
  private feeAfter(used: number, notBefore: number): number {
    const first = dayStart(used, (this.terms.sleep?.days ?? 0) + 1)
    let months = 0
    while (monthsLater(first, months) < notBefore) months += 1
    return monthsLater(first, months)
  }

  /** Something happened: a fee is due only where one could be taken, and none is caught up. */
  private known(key: string | undefined, use: Model["inactivity"], notBefore: number): void {
    const before = this.inactivity
    if (use !== undefined && !this.lots.some((lot) => lot.isPaid && lot.left > lot.held)) use.feeAt = Infinity
    else if (use?.feeAt === Infinity) use.feeAt = this.feeAfter(use.at, notBefore)
    this.inactivity = use
    this.last = { key, use: before }
  }

  /** An approved operation; the holder's own is a use. */
  private done(key: string | undefined, isUse: boolean): string {
    const use = isUse ? { at: this.now, feeAt: Infinity } : this.inactivity && { ...this.inactivity }
    if (this.terms.sleep !== undefined) this.known(key, use, this.now + 1)
    return "approved"
  }

  private end(hold: Hold, state: Hold["state"]): void {
    for (const { amount, lot } of hold.pins) lot.held -= amount
    hold.pins = []
    hold.state = state
  }

  private fund(
    subWallet: string,
    amount: number,
    from: number,
    days: number | undefined,
    isPaid: boolean
  ): Lot {
    const lot: Lot = {
      subWallet,
      from,
      until: days === undefined ? Number.POSITIVE_INFINITY : dayStart(from, days + 1),
      fundedAt: this.now,
      isPaid,
      left: from <= this.now ? amount : 0,
      held: 0,
      promised: from <= this.now ? 0 : amount
    }
    this.lots.push(lot)
    return lot
  }

  load(key: string, amount: number, subWallet: string, instalments: ReadonlyArray<number> = []): string {
    const days =
      subWallet === "gift" ? this.terms.giftDays : subWallet === "main" ? this.terms.mainDays : undefined
    const all = [
      { lot: this.fund(subWallet, amount, this.now, days, subWallet !== "refund"), funded: amount }
    ]
    instalments.forEach((part, n) => {
      const from = n === 0 ? this.now : dayStart(this.now, n)
      all.push({ lot: this.fund("gift", part, from, this.terms.giftDays, false), funded: part })
    })
    this.loads.set(key, { lots: all, at: this.now })
    return this.done(key, true)
  }

  /** What the lots give in their order, and whether anything at all could be given somewhere. */
  private draw(amount: number, { category, outlet }: Use, drawnGift = 0): ReadonlyArray<Slice> {
    const { giftAt, giftEach, giftFor } = this.terms
    let [left, gift] = [amount, Math.max(0, (giftEach ?? Infinity) - drawnGift)]
    return this.inOrder().flatMap((lot) => {
      const isGift = lot.subWallet === "gift"
      const isBarred = isGift && ((giftAt ?? outlet) !== outlet || (giftFor ?? category) !== category)
      const part = isBarred ? 0 : Math.min(left, this.free(lot), isGift ? gift : left)
      left -= part
      if (isGift) gift -= part
      return part > 0 ? [{ lot, amount: part }] : []
    })
  }

  private inOrder(): ReadonlyArray<Lot> {
    const orderOf = (lot: Lot): ReadonlyArray<number> => [
      rank[lot.subWallet] ?? 0,
      Math.min(lot.until, Number.MAX_SAFE_INTEGER),
      lot.fundedAt,
      this.lots.indexOf(lot)
    ]
    return [...this.lots].sort((a, b) => {
      const [x, y] = [orderOf(a), orderOf(b)]
      return x.map((one, n) => one - (y[n] ?? 0)).find((difference) => difference !== 0) ?? 0
    })
  }

  free(lot: Lot): number {
    return lot.from <= this.now && this.now < lot.until ? lot.left - lot.held : 0
  }

  available(): number {
    return this.lots.reduce((sum, lot) => sum + this.free(lot), 0)
  }

  private tooLittle(drawn: number): string {
    return drawn === 0 && this.available() > 0 ? "NotAccepted" : "InsufficientFunds"
  }

  private spend(key: string, slices: ReadonlyArray<Slice>): void {
    const copies = slices.map((slice) => ({ ...slice }))
    this.spends.set(key, { slices: copies, at: this.now, isReversed: false, hasRefund: false })
  }

  redeem(key: string, amount: number, use: Use, partial: boolean): string {
    const slices = this.draw(amount, use)
    if (sumOf(slices) < amount && (!partial || slices.length === 0)) return this.tooLittle(sumOf(slices))
    for (const { amount, lot } of slices) lot.left -= amount
    this.spend(key, slices)
    return this.done(key, true)
  }

  hold(key: string, amount: number, use: Use, until: number): string {
    const pins = [...this.draw(amount, use)]
    if (sumOf(pins) < amount) return this.tooLittle(sumOf(pins))
    if (until > this.now + this.terms.holdHours * 3_600_000 || until <= this.now)
      return "ProgramRuleViolation"
    for (const { amount, lot } of pins) lot.held += amount
    this.holds.set(key, {
      owner: owners[use.outlet] ?? "",
      category: use.category,
      until,
      asked: amount,
      captured: 0,
      pins,
      drawnGift: this.gift(pins),
      state: "open",
      isTouched: false
    })
    return this.done(key, true)
  }

  private gift(slices: ReadonlyArray<Slice>): number {
    return sumOf(slices.filter(({ lot }) => lot.subWallet === "gift"))
  }

  private openHold(key: string, outlet: string): Hold | string {
    const hold = this.holds.get(key)
    if (hold === undefined || hold.owner !== owners[outlet]) return "HoldNotFound"
    return hold.state === "open" ? hold : hold.state
  }

  increment(key: string, amount: number, outlet: string): string {
    const hold = this.openHold(key, outlet)
    if (typeof hold === "string") return hold
    const more = this.draw(amount, { outlet, category: hold.category }, hold.drawnGift)
    if (sumOf(more) < amount) return this.tooLittle(sumOf(more))
    const pinned = new Map(hold.pins.map(({ amount, lot }) => [lot, amount]))
    for (const { amount, lot } of more) {
      pinned.set(lot, (pinned.get(lot) ?? 0) + amount)
      lot.held += amount
    }
    hold.pins = this.inOrder().flatMap((lot) =>
      pinned.has(lot) ? [{ lot, amount: pinned.get(lot) ?? 0 }] : []
    )
    hold.asked += amount
    hold.drawnGift += this.gift(more)
    hold.isTouched = true
    return this.done(undefined, true)
  }

  capture(key: string, hold_: string, amount: number, outlet: string, final: boolean): string {
    const hold = this.openHold(hold_, outlet)
    if (typeof hold === "string") return hold
    let extra = amount
    const taken: Array<Slice> = []
    for (const { amount, lot } of hold.pins) {
      if (extra > 0) taken.push({ lot, amount: Math.min(extra, amount) })
      extra -= Math.min(extra, amount)
    }
    const most = hold.asked + Math.floor((hold.asked * this.terms.tolerance) / 100)
    if (extra > 0 && hold.captured + amount > most) return "ExceedsHold"
    const above = this.draw(extra, { outlet, category: hold.category }, hold.drawnGift)
    if (sumOf(above) < extra) return "ExceedsHold"
    for (const { amount, lot } of taken) {
      lot.held -= amount
      lot.left -= amount
      const pin = hold.pins.find((one) => one.lot === lot)
      if (pin !== undefined) pin.amount -= amount
    }
    for (const { amount, lot } of above) lot.left -= amount
    hold.pins = hold.pins.filter(({ amount }) => amount > 0)
    hold.captured += amount
    hold.isTouched = true
    if (final || hold.pins.length === 0) this.end(hold, "AlreadyCaptured")
    this.spend(key, [...taken, ...above])
    return this.done(key, true)
  }

  release(key: string, outlet: string): string {
    const hold = this.openHold(key, outlet)
    if (typeof hold === "string") return hold
    this.end(hold, "AlreadyReleased")
    return this.done(undefined, false)
  }

  left(key: string): number {
    return sumOf(this.spends.get(key)?.slices ?? [])
  }

  refund(key: string, amount: number): string {
    const spend = this.spends.get(key)
    if (spend === undefined) return "OriginalNotFound"
    if (spend.isReversed) return "OriginalReversed"
    if (this.left(key) === 0 || amount > this.left(key)) return "ExceedsRefundable"
    let back = amount
    for (const slice of spend.slices.toReversed()) {
      const part = Math.min(back, slice.amount)
      slice.amount -= part
      back -= part
      if (part > 0) this.restore(slice.lot, part)
    }
    spend.hasRefund = true
    return this.done(undefined, false)
  }

  private restore(lot: Lot, amount: number): void {
    const { afterExpiry } = this.terms
    if (this.now < lot.until || afterExpiry === "keepExpired") lot.left += amount
    else if (afterExpiry === "grace") this.fund(lot.subWallet, amount, this.now, 2, lot.isPaid)
    else this.fund("refund", amount, this.now, undefined, lot.isPaid)
  }

  reverse(key: string): string {
    const spend = this.spends.get(key)
    if (this.reversed.has(key)) return "PreviouslyReversed"
    if (spend?.hasRefund === true) return "FurtherActivityPreventsReversal"
    const at = spend?.at ?? this.loads.get(key)?.at
    if (at !== undefined && this.now >= at + 3 * day) return "ReversalWindowClosed"
    if (spend === undefined) return this.reverseLoad(key)
    for (const { amount, lot } of spend.slices) lot.left += amount
    spend.isReversed = true
    return this.undone(key)
  }

  private reverseLoad(key: string): string {
    const funded = this.loads.get(key)?.lots ?? []
    if (funded.some(({ funded, lot }) => lot.left + lot.promised < funded || lot.held > 0))
      return "FurtherActivityPreventsReversal"
    for (const { lot } of funded) [lot.left, lot.promised] = [0, 0]
    return this.undone(key)
  }

  /** What is taken back before anything else happened was no use. */
  private undone(key: string): string {
    this.reversed.add(key)
    if (this.last?.key === key) this.inactivity = this.last.use
    return this.done(undefined, false)
  }
}
