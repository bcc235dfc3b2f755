/**
 * Gathering clearing lines: one sum for each topic, and then the parts of agreements, each worked out once from its sum.
 *
 * @module
 */
import type { ClearingTerms } from "../network/ClearingTerms.ts"
import { shareOf } from "../values/split.ts"
import type { ClearingLine, ClearingTopic } from "./ClearingLine.ts"

/** Sums that grow, by what tells them apart. */
export type Gathered = Map<string, { topic: ClearingTopic; base: bigint; due: bigint; count: number }>

const nameOf = ({
  asset,
  funding,
  issuer,
  kind,
  other,
  owner,
  program,
  tender,
  terms,
  verb
}: ClearingTopic): string =>
  `${issuer}\n${owner}\n${asset}\n${program ?? ""}\n${kind}\n${verb}\n${other ?? ""}\n${funding ?? ""}\n${tender ?? ""}\n${terms ?? ""}`

/** Adds a piece to the sum of its topic. */
export const gather = (into: Gathered, topic: ClearingTopic, base: bigint, due: bigint): void => {
  const name = nameOf(topic)
  const sum = into.get(name)
  if (sum === undefined) into.set(name, { topic, base, due, count: 1 })
  else {
    sum.base += base
    sum.due += due
    sum.count += 1
  }
}

/** What an agreement or a collection gives or takes, of the sums of one owner with one other under the same terms. */
interface Part {
  readonly topic: ClearingTopic
  base: bigint
  count: number
  /** How much of the base is due, in hundredths of a percent; negative: owed. */
  readonly rate: number
}

const wholePercent = 100

/** The parts that a line of loads or acceptances has a share in. */
const partsOf = (
  { agreements = [], collections = [] }: ClearingTerms,
  { base: _, count: __, due: ___, verb: ____, ...topic }: ClearingLine
): ReadonlyArray<{ readonly topic: ClearingTopic; readonly rate: number }> => {
  const part = (
    kind: "commission" | "promotion",
    rate: number | undefined,
    change: Partial<ClearingTopic> = {}
  ) => (rate === undefined || rate === 0 ? [] : [{ topic: { ...topic, verb: kind, kind, ...change }, rate }])
  if (topic.kind === "load")
    return part("commission", collections.find(({ id }) => id === topic.terms)?.commission, {
      tender: undefined
    })
  if (topic.kind !== "acceptance") return []
  const agreement = agreements.find(({ id }) => id === topic.terms)
  if (topic.funding !== "promotional")
    return part("commission", agreement?.commission && -agreement.commission, { funding: undefined })
  const { acceptor = 0, loader = 0 } = agreement?.promotional ?? {}
  const bearer = topic.other
  return [
    ...part("promotion", -acceptor * wholePercent),
    ...(bearer === undefined || bearer === topic.issuer
      ? []
      : part("promotion", -loader * wholePercent, { owner: bearer, other: topic.owner }))
  ]
}

/** A part with how much of its base it is, in hundredths of a percent; negative: owed. */
export interface PartLine extends ClearingLine {
  readonly rate: number
}

const derived = (terms: ClearingTerms, lines: ReadonlyArray<ClearingLine>): ReadonlyArray<PartLine> => {
  const parts = new Map<string, Part>()
  for (const line of lines)
    for (const { rate, topic } of partsOf(terms, line)) {
      const name = `${nameOf(topic)}\n${rate}`
      const part = parts.get(name)
      if (part === undefined) parts.set(name, { topic, rate, base: line.base, count: line.count })
      else {
        part.base += line.base
        part.count += line.count
      }
    }
  return [...parts.values()].map(({ base, count, rate, topic }) => ({
    ...topic,
    base,
    count,
    due: shareOf(base, rate),
    rate
  }))
}

/** In the order of their topics. */
export const inOrder = <One>(
  all: ReadonlyArray<One>,
  topicOf: (one: One) => ClearingTopic
): ReadonlyArray<One> =>
  all
    .map((one) => ({ one, name: nameOf(topicOf(one)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ one }) => one)

const sumsIn = (gathered: Gathered): ReadonlyArray<ClearingLine> =>
  [...gathered.values()].map(({ base, count, due, topic }) => ({ ...topic, base, due, count }))

/** What agreements make of the sums alone. */
export const partsIn = (gathered: Gathered, terms: ClearingTerms = {}): ReadonlyArray<PartLine> =>
  derived(terms, sumsIn(gathered))

/** Every sum as a line, with what agreements make of them, in the order of their topics. */
export const linesOf = (gathered: Gathered, terms: ClearingTerms = {}): ReadonlyArray<ClearingLine> => {
  const lines = sumsIn(gathered)
  return inOrder([...lines, ...derived(terms, lines).map(({ rate: _, ...line }) => line)], (line) => line)
}
