/**
 * Gauges: which limits apply to what is asked here and by this operator, and the wallets that count them.
 *
 * @module
 */
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import { withWallet } from "../account/counting.ts"
import { type Counter, counterAccount, counterWallet } from "../network/Counter.ts"
import { drawsQuota } from "../network/counting.ts"
import { isRestricted } from "../network/Restriction.ts"
import type { Allowance, Gauge } from "../policy/limits.ts"
import { quotaGauge } from "../policy/quota.ts"
import { loadedOnce } from "../policy/unlawfulLoad.ts"
import { isListed } from "../program/SpendRule.ts"
import { isOfHolder, type LimitedVerb, type MovementLimit, type OwnLimit } from "../program/Limit.ts"
import { type Law, presetsOf } from "../program/Law.ts"
import type { Program } from "../program/Program.ts"
import { largest } from "../values/Amount.ts"
import type { LimitId } from "../values/Ids.ts"
import { type AnySituation, lawsOf } from "./Situation.ts"

/** A counter's wallet as it is, or as it will be opened. */
export const countedBy = (
  { at, view }: AnySituation,
  counter: Counter,
  asset: string
): Pick<Gauge, "wallet" | "counter" | "opens"> => {
  const id = counterWallet(counter, asset)
  const known = view.wallets.get(id)
  if (known !== undefined) return { wallet: known, counter: id }
  const before = view.accounts.get(counterAccount(counter))
  const after = withWallet(before, counter, asset, at)
  return { wallet: emptyWallet(id, after.id, asset), counter: id, opens: { before, after } }
}

/** The account of a counter as it is, or as it is opened with the next thing that changes it. */
export const accountOfCounter = (
  situation: AnySituation,
  counter: Counter
): { readonly account: Account; readonly isNew: boolean } => {
  const known = situation.view.accounts.get(counterAccount(counter))
  if (known !== undefined) return { account: known, isNew: false }
  const [program] = situation.network.programs.values()
  const { opens } = countedBy(situation, counter, program?.asset.code ?? "")
  if (opens === undefined) throw new Error(`the counter ${counterAccount(counter)} has no account`)
  return { account: opens.after, isNew: true }
}

/** What is limited: whose value, by which card, in which wallet. */
export interface Limited {
  readonly program: Program
  readonly card: Credential | undefined
  readonly wallet: Wallet
}

/** Who or what of the kind is acting. */
const idOf = (
  { place, request }: AnySituation,
  scope: Counter["scope"],
  program: Program
): string | undefined => {
  switch (scope) {
    case "operator":
      return request.command.operator
    case "terminal":
      return place.terminal?.id
    case "outlet":
      return place.outlet?.id
    case "owner":
      return place.owner
    case "program":
      return program.id
  }
}

/** One card of an account counts for itself in the wallet of the account. */
const ofCard = (id: LimitId, { index }: Credential): LimitId => `${id} ${index.slice(0, 16)}` as LimitId

const ofProgram = (
  situation: AnySituation,
  { card, program, wallet }: Limited,
  limit: MovementLimit
): ReadonlyArray<Gauge> => {
  const { amount, id, per, scope } = limit
  const gauge = { kind: "limit" as const, limit: id, countedAs: id, amount, per }
  if (scope === "account") return [{ ...gauge, wallet }]
  if (isOfHolder(scope)) return card === undefined ? [] : [{ ...gauge, countedAs: ofCard(id, card), wallet }]
  const who = idOf(situation, scope, program)
  if (who === undefined) return []
  const counter = { scope, id: who, ...(scope !== "program" && { program: program.id }) }
  return [{ ...gauge, ...countedBy(situation, counter, wallet.asset) }]
}

const isCounted = ({ program, wallet }: Limited, { currency }: MovementLimit): boolean =>
  wallet.asset === (currency ?? program.asset.code)

const ofProgramLimits = (
  situation: AnySituation,
  limited: Limited,
  verb: LimitedVerb
): ReadonlyArray<Gauge> =>
  limited.program.limits === undefined
    ? none
    : limited.program.limits.flatMap((limit) =>
        "verb" in limit && limit.verb === verb && isCounted(limited, limit)
          ? ofProgram(situation, limited, limit)
          : none
      )

type Cap = NonNullable<Law["rules"]["caps"]>[number]

/** Counted under the name of its preset; where a preset bounds several things per period, each further one for itself. */
export interface CountedCap extends Cap {
  readonly id: LimitId
  readonly countedAs: LimitId
}

/** The caps of laws, each under the name that it is counted under. */
export const capsOf = (laws: ReadonlyArray<Law>): ReadonlyArray<CountedCap> =>
  laws.flatMap(({ id, rules: { caps = [] } }) => {
    const first = caps.find(({ per }) => per !== "operation")
    return caps.map((cap, n) => ({
      ...cap,
      id: id as LimitId,
      countedAs: (cap === first ? id : `${id} ${n + 1}`) as LimitId
    }))
  })

/** What law bounds, counted like a limit of the program under the name of the preset. */
const ofCaps = (situation: AnySituation, { program, wallet }: Limited, verb: LimitedVerb) => {
  const { channel } = situation.place
  return capsOf(lawsOf(situation, program))
    .filter((cap) => cap.verb === verb && isListed(cap.channels, channel))
    .map(({ amount, countedAs, id, per }) => ({
      kind: "limit" as const,
      limit: id,
      countedAs,
      amount,
      per,
      wallet
    }))
}

/** Where a card is loaded once, it is counted that it was: what has been spent since does not make it a new one. */
const ofLoadedOnce = ({ wallet }: Limited): Gauge => ({
  kind: "limit",
  limit: loadedOnce,
  countedAs: loadedOnce,
  amount: largest,
  per: "lifetime",
  wallet
})

/** Whether a wallet holds the money of its program, and not its points. */
export const isOfItsMoney = ({ program, wallet }: Limited): boolean => wallet.asset === program.asset.code

const isLoadedOnce = (program: Program): boolean =>
  presetsOf(program).some(({ rules }) => rules.notReloadable === true)

/** What is moved into a wallet was loaded into it, where law lets a card be loaded once. */
export const movedInto = (situation: AnySituation, limited: Limited): Allowance => ({
  gauges: isOfItsMoney(limited) && isLoadedOnce(limited.program) ? [ofLoadedOnce(limited)] : none,
  zone: situation.place.zone,
  at: situation.at,
  sameOperation: 0n
})

const ofLaw = (situation: AnySituation, limited: Limited, verb: LimitedVerb): ReadonlyArray<Gauge> => {
  const { program } = limited
  if (program.presets === undefined || !isOfItsMoney(limited)) return none
  const caps = ofCaps(situation, limited, verb)
  return verb === "Load" && isLoadedOnce(program) ? [...caps, ofLoadedOnce(limited)] : caps
}

interface Holder {
  readonly limits?: ReadonlyArray<OwnLimit>
}

/** What an operator may do at a time is no room to be used up: above it an authorization code is needed. */
const ofOwn = (
  situation: AnySituation,
  { wallet }: Limited,
  verb: LimitedVerb,
  counter: Counter,
  { limits }: Holder
): ReadonlyArray<Gauge> =>
  limits === undefined
    ? none
    : limits
        .filter((limit) => limit.verb === verb && limit.currency === wallet.asset)
        .filter(({ per }) => !(counter.scope === "operator" && per === "operation"))
        .map(({ amount, id, per }) => ({
          kind: counter.scope === "operator" ? "operator" : "limit",
          limit: id,
          countedAs: id,
          amount,
          per,
          ...countedBy(situation, counter, wallet.asset)
        }))

const none: ReadonlyArray<never> = []

/** The limits that were set for the operator, terminal, outlet and owner themselves. */
const ofPlaces = (situation: AnySituation, limited: Limited, verb: LimitedVerb): ReadonlyArray<Gauge> => {
  const { network, place, request } = situation
  const { operator: id } = request.command
  const operator = id === undefined ? undefined : network.operators.get(id)
  const owner = place.owner === undefined ? undefined : network.owners.get(place.owner)
  const all = [
    ["operator", operator],
    ["terminal", place.terminal],
    ["outlet", place.outlet],
    ["owner", owner]
  ] as const
  return all.flatMap(([scope, one]) =>
    one?.limits === undefined ? none : ofOwn(situation, limited, verb, { scope, id: one.id }, one)
  )
}

/** The quotas that value which is brought in, or points that are given, draw on: of the outlet and of the terminal, where they are restricted. */
export const quotasOf = (
  situation: AnySituation,
  asset: string,
  what: "loads" | "points"
): ReadonlyArray<Gauge> => {
  const { outlet, terminal } = situation.place
  const quota = (scope: "outlet" | "terminal", id: string): Gauge =>
    quotaGauge(countedBy(situation, { scope, id }, asset))
  return [
    ...(outlet !== undefined && isRestricted(outlet, what) ? [quota("outlet", outlet.id)] : none),
    ...(terminal !== undefined && isRestricted(terminal, what) ? [quota("terminal", terminal.id)] : none)
  ]
}

const gaugesFor = (situation: AnySituation, limited: Limited, verb: LimitedVerb): ReadonlyArray<Gauge> => {
  const ofTerms =
    limited.program.presets === undefined
      ? ofProgramLimits(situation, limited, verb)
      : [...ofProgramLimits(situation, limited, verb), ...ofLaw(situation, limited, verb)]
  if (!situation.network.counting.limitsPlaces) return ofTerms
  const gauges = [...ofTerms, ...ofPlaces(situation, limited, verb)]
  const { asset } = limited.wallet
  const what = asset === limited.program.asset.code ? "loads" : "points"
  return drawsQuota.has(verb) ? [...gauges, ...quotasOf(situation, asset, what)] : gauges
}

/** Every limit that applies to a movement of value here and now. */
export const allowanceFor = (
  situation: AnySituation,
  limited: Limited,
  verb: LimitedVerb,
  sameOperation = 0n
): Allowance => ({
  gauges: gaugesFor(situation, limited, verb),
  zone: situation.place.zone,
  at: situation.at,
  sameOperation
})
