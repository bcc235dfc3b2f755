/**
 * Terms of holder records: which fields of its own a tenant keeps of its members, and how it writes phone numbers.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Text } from "../values/Text.ts"

/** A field that a tenant keeps of its holders besides the usual ones. */
export const HolderField = Schema.Struct({
  /** Under which name it is sent and kept. */
  id: Schema.String.check(
    Schema.isPattern(/^[a-z][A-Za-z0-9]{0,39}$/, {
      expected: "1–40 letters and digits, beginning with a small letter"
    })
  ),
  /** What a form calls it. */
  label: Text(80).check(Schema.isMinLength(1)),
  kind: Schema.Literals(["text", "integer", "date", "choice", "boolean"]),
  /** Whether a record without it is refused. Absent: false. */
  required: Schema.optionalKey(Schema.Boolean),
  /** Of a choice: what can be chosen, 1–100 texts. */
  choices: Schema.optionalKey(
    Schema.Array(Text(80).check(Schema.isMinLength(1))).check(Schema.isMinLength(1), Schema.isMaxLength(100))
  ),
  /** Of a text: how many characters it has at most. Absent: 500. */
  maxLength: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4000 }))),
  /** Of a date: whether the day comes again every year, so that holders are found by it. Absent: false. */
  anniversary: Schema.optionalKey(Schema.Boolean)
})
export type HolderField = typeof HolderField.Type

export const HolderTerms = Schema.Struct({
  /** The country calling code of numbers that are written without one: `359`. Absent: all begin with + or 00. */
  callingCode: Schema.optionalKey(
    Schema.String.check(
      Schema.isPattern(/^[1-9]\d{0,2}$/, { expected: "a country calling code such as 359" })
    )
  ),
  /** What national numbers begin with and international ones leave out; empty where nothing is. Absent: `0`. */
  trunkPrefix: Schema.optionalKey(
    Schema.String.check(Schema.isPattern(/^\d{0,2}$/, { expected: "at most 2 digits" }))
  ),
  /** At most 200. Absent: none. */
  fields: Schema.optionalKey(Schema.Array(HolderField).check(Schema.isMaxLength(200)))
})
export type HolderTerms = typeof HolderTerms.Type

interface TermsFault {
  readonly path: ReadonlyArray<string | number>
  readonly message: string
}

const misplaced = (
  field: HolderField,
  at: TermsFault["path"],
  name: "choices" | "maxLength" | "anniversary",
  kind: HolderField["kind"]
): ReadonlyArray<TermsFault> =>
  field[name] !== undefined && field.kind !== kind
    ? [{ path: [...at, name], message: `Expected no ${name}: the field is no ${kind}` }]
    : []

const fieldFaults = (
  field: HolderField,
  n: number,
  all: ReadonlyArray<HolderField>
): ReadonlyArray<TermsFault> => {
  const at = ["fields", n] as const
  const { choices = [], id, kind } = field
  return [
    ...(all.findIndex((other) => other.id === id) < n
      ? [{ path: [...at, "id"], message: `Expected an id used once; ${id} is there twice` }]
      : []),
    ...misplaced(field, at, "choices", "choice"),
    ...misplaced(field, at, "maxLength", "text"),
    ...misplaced(field, at, "anniversary", "date"),
    ...(kind === "choice" && field.choices === undefined
      ? [{ path: [...at, "choices"], message: "Expected what can be chosen" }]
      : []),
    ...choices.flatMap((choice, place) =>
      choices.indexOf(choice) < place
        ? [{ path: [...at, "choices", place], message: "Expected a choice that is there once" }]
        : []
    )
  ]
}

/** What is wrong with terms that their schema alone does not see. */
export const holderTermsFaults = (terms: HolderTerms | undefined): ReadonlyArray<TermsFault> =>
  (terms?.fields ?? []).flatMap(fieldFaults)
