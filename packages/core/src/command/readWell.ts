/**
 * Reading a command that is well formed, at a third of the cost: what it does not take, the schema reads or describes.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { CardNumber, readCardNumber } from "../values/CardNumber.ts"

/** The shape of one verb: its fields, and what must hold between them. */
export type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

type Sent = Readonly<Record<string, unknown>>

/** How one field is read: what it is, or `undefined` where that is doubtful. */
interface Field {
  readonly isRequired: boolean
  readonly read: (sent: unknown) => unknown
}

/** Card numbers are in nearly every command, and wrapping one by its schema costs as much as reading all other fields. */
const isCardNumber = (field: Schema.Top): boolean =>
  field === CardNumber || ("schema" in field && field.schema === CardNumber)

const readerOf = (field: Schema.Decoder<unknown>): Field["read"] => {
  if (isCardNumber(field)) return readCardNumber
  const encoded = Schema.toEncoded(field)
  const isSound = Schema.is(encoded)
  const decode = Schema.decodeUnknownResult(field, { onExcessProperty: "error" })
  const converted = (sent: unknown) => Result.getOrUndefined(decode(sent))
  // A text, number or truth value that nothing converts stays what it is.
  return encoded.ast === field.ast
    ? (sent) => (typeof sent === "object" ? converted(sent) : isSound(sent) ? sent : undefined)
    : converted
}

const fieldsOf = ({ fields }: Shape): ReadonlyMap<string, Field> =>
  new Map(
    Object.entries(fields).map(([name, field]) => [
      name,
      { isRequired: Schema.toEncoded(field).ast.context?.isOptional !== true, read: readerOf(field) }
    ])
  )

/** Whether all that an object has is its own, as with everything that comes from JSON. */
const isPlain = (sent: object): boolean => Object.getPrototypeOf(sent) === Object.prototype

/**
 * Reads a command of one shape, or gives `undefined` where anything about it is doubtful. A schema is compiled only as
 * long as nothing in it converts, refuses further fields or lists all faults; so each field that was sent is read by its
 * own part of the schema, and what remains is done here.
 */
export const readWell = (shape: Shape): ((sent: object) => unknown) => {
  const fields = fieldsOf(shape)
  const required = [...fields].flatMap(([name, { isRequired }]) => (isRequired ? [name] : []))
  const { ast } = shape
  const holds = (command: Sent): boolean =>
    ast.checks === undefined ||
    ast.checks.every((check) => check._tag === "Filter" && check.run(command, ast, {}) === undefined)
  return (sent) => {
    if (!isPlain(sent)) return undefined
    const command: Record<string, unknown> = { ...sent }
    for (const name in command) {
      const value = fields.get(name)?.read(command[name])
      if (value === undefined) return undefined
      command[name] = value
    }
    for (const name of required) if (command[name] === undefined) return undefined
    return holds(command) ? command : undefined
  }
}
