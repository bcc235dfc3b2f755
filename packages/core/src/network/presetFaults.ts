/**
 * What is wrong with the laws that a program names: none of that name, none about such a program, or paid value that would
 * end too soon under it.
 *
 * @module
 */
import { isAbout, presetsNamed, presetsOf } from "../program/Law.ts"
import type { Preset } from "../program/Preset.ts"
import { presetIds } from "../program/presets.ts"
import { allows, type Program } from "../program/Program.ts"
import { wasPaidFor } from "../program/SubWalletRule.ts"
import type { Validity } from "../values/Validity.ts"
import { type Fault, faultText, unknown } from "./Fault.ts"

/** Paid value that would end before law lets it. Where years begin with each load, none counts from the issue. */
const isTooShort = (
  program: Program,
  validity: Validity | undefined,
  least: NonNullable<Preset["rules"]["validity"]>
): boolean => {
  if (validity === undefined) return false
  if (least === "noExpiry" || "until" in validity) return true
  if (least.from === "lastLoad" && validity.from === "issue" && allows(program, "load")) return true
  if ("years" in validity) return validity.years < least.years
  return "months" in validity ? validity.months < least.years * 12 : validity.days < least.years * 366
}

/** A law that is named and says nothing of such cards would be no law, and nobody would notice. */
const aboutOthers = (program: Program, at: Fault["path"]): ReadonlyArray<Fault> =>
  (program.presets ?? []).flatMap((one, n) => {
    const versions = presetsNamed(one)
    const [first] = versions
    if (first === undefined || versions.some((version) => isAbout(version, program))) return []
    const { currency, id, kinds } = first
    return [
      {
        path: [...at, "presets", n],
        message: `Expected a preset about ${program.kind} cards in ${program.asset.code}: ${id} is about ${kinds.join(", ")} in ${currency}`
      }
    ]
  })

const tooShort = (program: Program, at: Fault["path"]): ReadonlyArray<Fault> =>
  presetsOf(program).flatMap(({ id, rules: { validity: least } }) =>
    program.subWallets.flatMap(({ funding, validity }, n) =>
      wasPaidFor(funding) && least !== undefined && isTooShort(program, validity, least)
        ? [
            {
              path: [...at, "subWallets", n, "validity"],
              message: `Expected ${least === "noExpiry" ? "no validity: paid value must not end" : `a validity of at least ${least.years} years${least.from === undefined ? "" : " from each load"}`} (${id})`
            }
          ]
        : []
    )
  )

/** Versions of a law mostly ask the same: it is said once. */
const once = (faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> => [
  ...new Map(faults.map((fault) => [faultText(fault), fault])).values()
]

/** Every fault in the laws that a program names, each with the path of the wrong field. */
export const presetFaults = (program: Program, at: Fault["path"]): ReadonlyArray<Fault> => [
  ...(program.presets ?? []).flatMap((one, n) =>
    typeof one === "string" ? unknown([...at, "presets", n], "a preset", one, presetIds) : []
  ),

  ...aboutOthers(program, at),
  ...once(tooShort(program, at))
]
