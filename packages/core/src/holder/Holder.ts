/**
 * Holders: what a shop keeps of a member, apart from the ledger, which knows the holder's id alone.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { type Fault, faultsOf } from "../network/Configuration.ts"
import type { HolderField, HolderTerms } from "../network/HolderTerms.ts"
import { HolderId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { Text } from "../values/Text.ts"
import { dateOf, DateText } from "../values/Zone.ts"
import { phoneOf } from "./Phone.ts"

/** A day of birth; its year may be left out: `1990-02-28` or `--02-28`. */
const Birthday = Schema.String.check(
  Schema.makeFilter((text: string) => dateOf(text.replace(/^-(?=-)/, "2000")) !== undefined, {
    expected: "a calendar date such as 1990-12-31, or --12-31 without the year"
  })
)

/** Looks like an address; whether somebody reads it, only a message can tell. */
const Email = Text(254).check(
  Schema.isPattern(/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/, {
    expected: "an e-mail address such as ana@example.com"
  })
)

/** Where the photo is: never the photo itself. */
const Photo = Schema.String.check(
  Schema.isPattern(/^(https:\/\/[^\s"<>]{1,490}|[A-Za-z0-9][A-Za-z0-9._/-]{0,199})$/, {
    expected: "an https URL, or a key of at most 200 letters, digits and . _ / -"
  })
)

const common = {
  name: Schema.optionalKey(Text(200).check(Schema.isMinLength(1))),
  /** A day of birth, `1990-02-28`, or `--02-28` where the year is not told. */
  birthday: Schema.optionalKey(Birthday),
  email: Schema.optionalKey(Email),
  /** The language in which the holder is written to. Absent: the shop's. */
  language: Schema.optionalKey(Schema.Literals(["en", "zh", "bg"])),
  /** Where a photo of the holder is: an https URL, or a key that only the shop's picture store understands. */
  photo: Schema.optionalKey(Photo),
  /** When the holder agreed to notices, in RFC 3339. Absent: there is no consent, and none may be sent. */
  noticesSince: Schema.optionalKey(Schema.toEncoded(InstantText))
}

/** How many phone numbers a holder has at most. */
const mostPhones = 5

/** A holder as kept: everything but the id is personal data. */
export const Holder = Schema.Struct({
  id: HolderId,
  ...common,
  /** In E.164: `+359888123456`. */
  phones: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The tenant's own fields, by id. */
  fields: Schema.optionalKey(
    Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Int, Schema.Boolean]))
  )
})
export type Holder = typeof Holder.Type

/** A holder as sent. Phone numbers may be written as people write them. */
export interface HolderInput extends Omit<typeof Holder.Encoded, "id"> {
  /** Absent: one is made. */
  readonly id?: string
}

const fieldShape = (field: HolderField): Schema.Codec<string | number | boolean> => {
  switch (field.kind) {
    case "text":
      return Text(field.maxLength ?? 500)
    case "integer":
      return Schema.Int
    case "date":
      return DateText
    case "choice":
      return Schema.Literals(field.choices ?? [])
    case "boolean":
      return Schema.Boolean
  }
}

const noFields = Schema.Record(Schema.String, Schema.String).check(
  Schema.makeFilter((sent: object) => Object.keys(sent).length === 0, {
    expected: "no fields: the configuration has none"
  })
)

/** The tenant's own fields. An empty structure would take anything. */
const fieldsShape = (
  fields: ReadonlyArray<HolderField>
): Schema.Decoder<Readonly<Record<string, string | number | boolean>>> =>
  fields.length === 0
    ? noFields
    : Schema.Struct(
        Object.fromEntries(
          fields.map((field) => [
            field.id,
            field.required === true ? fieldShape(field) : Schema.optionalKey(fieldShape(field))
          ])
        )
      )

const phoneShape = (terms: HolderTerms) =>
  Schema.String.check(
    Schema.makeFilter((text: string) => phoneOf(text, terms) !== undefined, {
      expected:
        terms.callingCode === undefined
          ? "a phone number in international form, such as +359 888 123 456"
          : `a phone number of +${terms.callingCode}, or one in international form`
    })
  ).pipe(
    Schema.decodeTo(
      Schema.String,
      SchemaTransformation.transform({
        decode: (text) => phoneOf(text, terms) ?? text,
        encode: (text) => text
      })
    )
  )

/** What a tenant keeps of a holder, with an id or without. */
const shapeUnder = (terms: HolderTerms) => {
  const own = fieldsShape(terms.fields ?? [])
  const isRequired = terms.fields?.some(({ required }) => required === true) ?? false
  return Schema.Struct({
    id: Schema.optionalKey(HolderId),
    ...common,
    phones: Schema.optionalKey(Schema.Array(phoneShape(terms)).check(Schema.isMaxLength(mostPhones))),
    fields: isRequired ? own : Schema.optionalKey(own)
  })
}

/** A holder that was read, whose id may still have to be made. */
export type Told = Omit<Holder, "id"> & { readonly id?: HolderId }

/**
 * Reads holders under a tenant's terms: every fault with its path, and nothing of what was sent repeated. A number that
 * is there twice is kept once.
 */
export const holderReader = (
  terms: HolderTerms = {}
): ((sent: unknown) => Result.Result<Told, ReadonlyArray<Fault>>) => {
  const decode = Schema.decodeUnknownResult(shapeUnder(terms), {
    onExcessProperty: "error",
    errors: "all"
  })
  return (sent) => {
    const read = decode(sent)
    if (Result.isFailure(read)) return Result.fail(faultsOf(read.failure.issue))
    const { phones, ...told } = read.success
    return Result.succeed({ ...told, ...(phones !== undefined && { phones: [...new Set(phones)] }) })
  }
}
