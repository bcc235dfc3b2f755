/**
 * Limits of callers: which buckets a call takes from, and what it is told when one of them is empty.
 *
 * @module
 */
import { isIPv6 } from "node:net"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Mac } from "@tessera/core/ports"
import type { Call } from "../Access.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { AccessRecords, Looked, RecordsUnavailable } from "../auth/AccessRecords.ts"
import type { CallerKind } from "../Caller.ts"
import { textOf } from "../readJson.ts"
import { type Judged, rateFields } from "./rateFields.ts"
import { type RateLimit, rateLimit, take } from "./RateLimit.ts"

/** A limit, and whose calls it counts together. */
export interface LimitRule extends RateLimit {
  readonly by: "client" | "source" | "card" | "everyone"
  /** The routes that it counts, by their names. Absent: all. */
  readonly routes?: ReadonlyArray<string>
  /** The callers that it counts. Absent: all. */
  readonly kinds?: ReadonlyArray<CallerKind>
  /** Whether it is counted over all processes, in the access records. Absent: each process counts for itself. */
  readonly shared?: boolean
}

const minute = 60_000
const hour = 60 * minute

/** Routes by which somebody who has a number finds out whether it is a card, and what is on it. */
export const lookUps = [
  "balance",
  "quote",
  "statement",
  "accountBalance",
  "accountStatement",
  "IdentifyHolder",
  "RequestOneTimeCode"
] as const

/** Ways in that are open to anybody: where codes, PINs and passwords can be tried, and work be made for nothing. */
export const doors = [
  "pair",
  "setFirstPin",
  "exchangePin",
  "setPassword",
  "signInByPassword",
  "passkeyOptions",
  "addPasskey",
  "signInOptions",
  "signInByPasskey"
] as const

const strangers: ReadonlyArray<CallerKind> = ["server", "terminal", "holder"]

/**
 * What counts where a host says nothing else. Look-ups by those who serve nobody in person are few by card and by source, and in all
 * fewer than would find a card by guessing. Cashiers and staff are known by name, and looked at afterwards. They are counted in this
 * order: who is refused by source takes nothing of what a card has left for its holder. PINs and passwords are hashed slowly, one after
 * the other, those of sales too: so few are let in from all addresses together, and from one till, that sales do not wait for them.
 */
export const usualLimits: ReadonlyArray<LimitRule> = [
  {
    name: "source",
    by: "source",
    quota: 20,
    window: hour,
    burst: 10,
    routes: lookUps,
    kinds: ["holder"],
    shared: true
  },
  {
    name: "card",
    by: "card",
    quota: 5,
    window: 15 * minute,
    burst: 3,
    routes: lookUps,
    kinds: strangers,
    shared: true
  },
  {
    name: "look-ups",
    by: "everyone",
    quota: 10_000,
    window: hour,
    burst: 1_000,
    routes: lookUps,
    kinds: strangers,
    shared: true
  },
  { name: "doors", by: "source", quota: 60, window: hour, burst: 20, routes: doors, shared: true },
  {
    name: "secrets",
    by: "everyone",
    quota: 300,
    window: minute,
    burst: 30,
    routes: ["signInByPassword", "exchangePin"],
    shared: true
  },
  { name: "sign-ins", by: "client", quota: 30, window: minute, burst: 10, routes: ["signInAtTill"] },
  { name: "calls", by: "client", quota: 6_000, window: minute }
]

/** Who asks for what, as far as limits go by it. */
export interface Counted {
  readonly route: string
  /** Absent: nobody has shown yet who they are. */
  readonly kind: CallerKind | undefined
  readonly client: string | undefined
  readonly source: string | undefined
  /** The card or account that is looked up. */
  readonly card: string | undefined
}

/** A card number as it is counted: however it is spelled. */
export const asCounted = (card: string): string =>
  card
    .toUpperCase()
    .replaceAll(/[^0-9A-Z_]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1")

/** Groups of an IPv6 address; one that ends as IPv4 is written has two less. */
const groups = 8

/**
 * An address as it is counted: of IPv6 its network of 64 bits, for whoever has one of its addresses has them all; IPv4 as it is, also
 * where it is written as IPv6.
 */
export const sourceCounted = (source: string): string => {
  if (!isIPv6(source)) return source
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(source) ?? []
  if (mapped !== undefined) return mapped
  const [before = [], after = []] = source
    .split("::")
    .map((half) => half.split(":").filter((one) => one !== ""))
  const given = before.length + after.length + (source.includes(".") ? 1 : 0)
  const all = [...before, ...Array.from({ length: groups - given }, () => "0"), ...after]
  const network = all.slice(0, groups / 2).map((one) => Number.parseInt(one, 16).toString(16))
  return `${network.join(":")}::/64`
}

const inPath = /^\/v1\/accounts\/([^/?]{1,200})/

/** The text that a part of an address says, however it is written. */
const said = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The card or account that is named in what was sent. */
export const cardNamed = (sent: object): string | undefined => {
  const named: unknown = Reflect.get(sent, "card") ?? Reflect.get(sent, "account")
  return typeof named === "string" ? named : undefined
}

/** The card or account that a call asks about, read as whoever answers it reads it: however long it is, and after a byte order mark. */
export const cardIn = ({ body, path }: Pick<Call, "body" | "path">): string | undefined => {
  const [, account] = inPath.exec(path) ?? []
  if (account !== undefined) return asCounted(said(account))
  const text = body.length === 0 ? undefined : Result.getOrUndefined(textOf(body))
  if (text === undefined) return undefined
  try {
    const sent: unknown = JSON.parse(text)
    if (typeof sent !== "object" || sent === null) return undefined
    const named = cardNamed(sent)
    return named && asCounted(named)
  } catch {
    return undefined
  }
}

/** What a rule counts together; nothing where the call has none of it. */
const subjectOf = ({ by }: LimitRule, counted: Counted): string | undefined =>
  by === "everyone" ? "all" : by === "source" ? counted.source && sourceCounted(counted.source) : counted[by]

/** The routes at which these rules count cards: at others nobody looks for one, whose body may be long. */
export const cardsCountedAt = (rules: ReadonlyArray<LimitRule>): ((route: string) => boolean) => {
  const byCard = rules.filter(({ by }) => by === "card")
  return (route) => byCard.some(({ routes }) => routes === undefined || routes.includes(route))
}

const isCounted = ({ kinds, routes }: LimitRule, { kind, route }: Counted): boolean =>
  (routes === undefined || routes.includes(route)) &&
  (kinds === undefined || (kind !== undefined && kinds.includes(kind)))

/** Where limits are counted. */
export interface LimitGround {
  readonly mac: Mac
  readonly shared: AccessRecords["Service"]
  readonly own: AccessRecords["Service"]
}

/** How many clients are remembered by what their records are called. */
const mostClients = 10_000

/** What the records of a rule are called. Of clients it is worked out once; cards and addresses are not kept for that. */
const namesOf = (mac: Mac, { by, name }: LimitRule): ((subject: string) => string) => {
  const nameOf = (subject: string): string =>
    `rate:${name}:${mac("accessCode", `rate\n${by}\n${subject}`).slice(0, 32)}`
  if (by === "card" || by === "source") return nameOf
  const known = new Map<string, string>()
  return (subject) => {
    const before = known.get(subject)
    if (before !== undefined) return before
    if (known.size >= mostClients) known.clear()
    const found = nameOf(subject)
    known.set(subject, found)
    return found
  }
}

/** What callers are counted by: names of records say nobody's card or address. */
export const limiter = ({ mac, own, shared }: LimitGround, rules: ReadonlyArray<LimitRule>) => {
  const all = rules.map((rule) => ({ rule, limit: rateLimit(rule), nameOf: namesOf(mac, rule) }))

  const judged = ({ limit, nameOf, rule }: (typeof all)[number], subject: string, at: number) =>
    (rule.shared === true ? shared : own).change(nameOf(subject), at, (text): Looked<Judged> => {
      const passed = take(limit, text === undefined ? undefined : BigInt(text), at)
      const answer = { limit, passed }
      return passed.passes
        ? { answer, keep: { text: passed.state.toString(), until: passed.fullAt } }
        : { answer }
    })

  /** The headers of a call that passes all limits; a problem for one that does not, from the first that is exceeded. */
  return Effect.fnUntraced(function* (
    counted: Counted,
    at: number
  ): Effect.fn.Return<Readonly<Record<string, string>>, Problem | RecordsUnavailable> {
    const found: Array<Judged> = []
    for (const one of all) {
      const subject = isCounted(one.rule, counted) ? subjectOf(one.rule, counted) : undefined
      if (subject === undefined) continue
      const said = yield* judged(one, subject, at)
      if (!said.passed.passes)
        return yield* Effect.fail(
          problem("rate_limited", { headers: rateFields([said]), members: { limit: one.rule.name } })
        )
      found.push(said)
    }
    return rateFields(found)
  })
}
