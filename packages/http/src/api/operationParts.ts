/**
 * What operations of the OpenAPI document are made of: bodies, parameters, and what every one of them may answer.
 *
 * @module
 */
import type * as Schema from "effect/Schema"
import { common, sent } from "./components.ts"
import { encodedOf, type JsonSchema, jsonSchemaOf, refTo } from "./jsonSchema.ts"
import { fieldsInPath } from "./routes.ts"

export type Fields = Readonly<Record<string, Schema.Top>>

/** An object of fields, without those that stand elsewhere. */
export const bodyOf = (shape: { readonly fields: Fields }, elsewhere: ReadonlyArray<string>): JsonSchema => {
  const own = Object.entries(shape.fields).filter(([name]) => !elsewhere.includes(name))
  const required = own.filter(([, field]) => field.ast.context?.isOptional !== true).map(([name]) => name)
  return {
    type: "object",
    properties: Object.fromEntries(
      own.map(([name, field]) => {
        const known = common.get(field)
        return [name, known === undefined ? jsonSchemaOf(field, sent) : refTo(known)]
      })
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false
  }
}

export const json = (schema: JsonSchema): JsonSchema => ({ "application/json": { schema } })

export const problems: JsonSchema = {
  "4XX": { $ref: "#/components/responses/Refused" },
  "5XX": { $ref: "#/components/responses/Failed" }
}

/** The answer to who knows the version already. */
export const unchanged: JsonSchema = { "304": { $ref: "#/components/responses/Unchanged" } }

export const parameter = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` })

export const inPath = (path: string, fields: Fields): ReadonlyArray<JsonSchema> =>
  fieldsInPath(path).map((name) => {
    const field = fields[name]
    return {
      name,
      in: "path",
      required: true,
      schema: field === undefined ? { type: "string" } : jsonSchemaOf(field, sent)
    }
  })

/** The fields that stand in the query: all but those that stand elsewhere. */
export const inQueryOf = (fields: Fields, elsewhere: ReadonlyArray<string>): ReadonlyArray<JsonSchema> =>
  Object.entries(fields)
    .filter(([name]) => !elsewhere.includes(name))
    .map(([name, schema]) => ({
      name,
      in: "query",
      required: schema.ast.context?.isOptional !== true,
      schema: jsonSchemaOf(schema, sent),
      ...(encodedOf(schema)._tag === "Arrays" && { style: "form", explode: false })
    }))
