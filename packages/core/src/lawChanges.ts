/**
 * What changes by law on which day: of the presets that programs name, rule by rule, before it is in force.
 *
 * @module
 */
import type { Json } from "effect/Schema"
import { type FieldChange, fieldsBetween } from "./changes.ts"
import { canonicalText } from "./values/canonical.ts"
import type { ProgramId } from "./values/Ids.ts"
import { dateOf, dateText, plusDays } from "./values/Zone.ts"
import { presetsOf } from "./program/Law.ts"
import type { Preset } from "./program/Preset.ts"
import type { Program } from "./program/Program.ts"

/** A day from which on a preset asks something else of a program. */
export interface LawChange {
  readonly program: ProgramId
  readonly preset: string
  /** `YYYY-MM-DD`, in the zone of each outlet. */
  readonly on: string
  /** Rules that are others from then on; absent before: the rule is new, absent after: it is asked no more. */
  readonly fields: ReadonlyArray<FieldChange>
  /** Where the version that begins comes from; nothing where none does. */
  readonly sources: ReadonlyArray<string>
}

/** Both days count, `YYYY-MM-DD`. */
export interface LawChangesBetween {
  readonly from: string
  /** Absent: as far as is known. */
  readonly to?: string
}

const next = (date: string, days: number): string => {
  const day = dateOf(date)
  return day === undefined ? date : dateText(plusDays(day, days))
}

/** What a version asks, as plain JSON; nothing where none is in force. */
const rulesIn = (version: Preset | undefined): Json =>
  version === undefined ? {} : JSON.parse(canonicalText(version.rules))

const rulesOn = (versions: ReadonlyArray<Preset>, date: string): Preset | undefined =>
  versions.find(
    ({ effectiveFrom, effectiveTo }) =>
      effectiveFrom <= date && (effectiveTo === undefined || date <= effectiveTo)
  )

const ofPreset = (program: Program, preset: string, versions: ReadonlyArray<Preset>) => {
  const days = versions.flatMap(({ effectiveFrom, effectiveTo }) => [
    effectiveFrom,
    ...(effectiveTo === undefined ? [] : [next(effectiveTo, 1)])
  ])
  return [...new Set(days)].map((on): LawChange => {
    const [before, after] = [next(on, -1), on].map((date) => rulesOn(versions, date))
    return {
      program: program.id,
      preset,
      on,
      fields: fieldsBetween(rulesIn(before), rulesIn(after), []),
      sources: after?.sources ?? []
    }
  })
}

/** What laws will ask otherwise of programs, day by day; what they have asked otherwise, where the days are past. */
export const lawChanges = (
  programs: ReadonlyArray<Program>,
  { from, to }: LawChangesBetween
): ReadonlyArray<LawChange> =>
  programs
    .flatMap((program) =>
      [...Map.groupBy(presetsOf(program), ({ id }) => id)].flatMap(([preset, versions]) =>
        ofPreset(program, preset, versions)
      )
    )
    .filter(({ fields, on }) => fields.length > 0 && from <= on && (to === undefined || on <= to))
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
