/**
 * Law: what the presets of a program ask on a given day; where several do, each of them counts.
 *
 * @module
 */
import type { Instant } from "../values/Instant.ts"
import { percentOf } from "../values/split.ts"
import { type EscheatTerms, escheatAt } from "./Escheat.ts"
import { expiryAfter } from "../values/Validity.ts"
import type { Zone } from "../values/Zone.ts"
import { isInForce, type LawRules, type Preset } from "./Preset.ts"
import { presets } from "./presets.ts"
import type { Program } from "./Program.ts"

/** A preset that is about a program and in force. */
export interface Law {
  readonly id: string
  readonly rules: LawRules
}

const none: ReadonlyArray<Preset> = []

/** Every version of a preset that a program names; of an unknown one there is none. */
export const presetsNamed = (one: string | Preset): ReadonlyArray<Preset> =>
  typeof one === "string" ? presets.filter(({ id }) => id === one) : [one]

/** Whether a preset says anything of the cards of such a program. */
export const isAbout = (
  { currency, kinds }: Preset,
  { asset, kind }: Pick<Program, "asset" | "kind">
): boolean => currency === asset.code && kinds.includes(kind)

/** Every version of the presets that a program names, as far as they are about it. */
export const presetsOf = (program: Program): ReadonlyArray<Preset> =>
  program.presets?.flatMap(presetsNamed).filter((preset) => isAbout(preset, program)) ?? none

/** What is in force for a program on the day of an instant. */
export const lawAt = (program: Program, zone: Zone, at: Instant): ReadonlyArray<Law> =>
  presetsOf(program).filter((preset) => isInForce(preset, zone, at))

/**
 * The first law under which paid value may not end at an instant, if there is one. When the last load was is not looked
 * for: it was at the latest now.
 */
export const lawAgainstEnd = (
  laws: ReadonlyArray<Law>,
  zone: Zone,
  { activeFrom, now }: { readonly activeFrom: Instant; readonly now: Instant },
  end: Instant
): Law | undefined =>
  laws.find(({ rules: { validity } }) => {
    if (validity === undefined) return false
    if (validity === "noExpiry") return true
    return end < expiryAfter(zone, validity.from === "lastLoad" ? now : activeFrom, validity)
  })

/** The end before which a load lets no paid value of the account end, by laws whose years begin anew with it. */
export const endFromLoad = (laws: ReadonlyArray<Law>, zone: Zone, at: Instant): Instant | undefined =>
  laws.reduce<Instant | undefined>((end, { rules: { validity } }) => {
    if (validity === undefined || validity === "noExpiry" || validity.from !== "lastLoad") return end
    return Math.max(end ?? 0, expiryAfter(zone, at, validity))
  }, undefined)

/** Whether law gives the holder the rest of a balance in money, whatever the program says. */
export const mustPayOut = (laws: ReadonlyArray<Law>, balance: bigint): boolean =>
  laws.some(({ rules: { cashOut } }) => {
    if (cashOut === undefined) return false
    return "below" in cashOut ? balance < cashOut.below : balance <= cashOut.atMost
  })

/** The terms under which a program's value is owed to the state: those, of its own and of law, that are due first. */
export const escheatTermsOf = (program: Program, zone: Zone, at: Instant): EscheatTerms | undefined => {
  const all = [program, ...lawAt(program, zone, at).map(({ rules }) => rules)]
  return all
    .flatMap(({ escheat }) => escheat ?? [])
    .toSorted((a, b) => escheatAt(a, zone, at) - escheatAt(b, zone, at))[0]
}

/** What is to be deposited of the unused value of all cards at a base date, rounded down once; 0 where nothing is. */
export const depositDue = ({ rules: { deposit } }: Pick<Law, "rules">, unused: bigint): bigint =>
  deposit === undefined || unused <= deposit.above ? 0n : percentOf(unused, deposit.percent)
