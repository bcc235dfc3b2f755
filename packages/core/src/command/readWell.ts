/**
 * Reading a command that is well formed, at a third of the cost: what it does not take, the schema reads or describes.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** The shape of one verb: its fields, and what must hold between them. */
export type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

type Sent = Readonly<Record<string, unknown>>

/** How one field is read, and whether a text, number or truth value in it stays what it is. */
interface Field {
  readonly read: (sent: unknown) => Result.Result<unknown, unknown>
  readonly isAsSent: boolean
}

const fieldsOf = ({ fields }: Shape): ReadonlyMap<string, Field> =>
  new Map(
    Object.entries(fields).map(([name, field]) => [
      name,
      {
        read: Schema.decodeUnknownResult(field, { onExcessProperty: "error" }),
        isAsSent: Schema.toEncoded(field).ast === field.ast
      }
    ])
  )

/** Whether all that an object has is its own, as with everything that comes from JSON. */
const isPlain = (sent: object): boolean => Object.getPrototypeOf(sent) === Object.prototype

/**
 * Reads a command of one shape, or gives `undefined` where anything about it is doubtful. A schema is compiled only as
 * long as nothing in it converts, refuses further fields or lists all faults; so the fields as sent are checked by one
 * that does not, and what remains is done here, by the same schema's own parts.
 */
export const readWell = (shape: Shape): ((sent: object) => unknown) => {
  const isAsSent = Schema.is(Schema.toEncoded(Schema.Struct(shape.fields)))
  const fields = fieldsOf(shape)
  const { ast } = shape
  const holds = (command: Sent): boolean =>
    ast.checks === undefined ||
    ast.checks.every((check) => check._tag === "Filter" && check.run(command, ast, {}) === undefined)
  return (sent) => {
    if (!isPlain(sent) || !isAsSent(sent)) return undefined
    const command: Record<string, unknown> = { ...sent }
    for (const name in command) {
      const field = fields.get(name)
      if (field === undefined) return undefined
      if (field.isAsSent && typeof command[name] !== "object") continue
      const read = field.read(command[name])
      if (Result.isFailure(read)) return undefined
      command[name] = read.success
    }
    return holds(command) ? command : undefined
  }
}
