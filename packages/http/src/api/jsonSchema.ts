/**
 * JSON Schema of what goes over the wire: the encoded side of the very schemas that read it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** Names under which schemas stand elsewhere in the document. */
export type Names = ReadonlyMap<SchemaAST.AST, string>

/** How objects are described: what is sent may have no other fields, what is answered may grow. */
export interface Describing {
  readonly names: Names
  readonly isClosed: boolean
}

export const encodedOf = (schema: Schema.Top): SchemaAST.AST => Schema.toEncoded(schema).ast

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

const sizes = { string: ["minLength", "maxLength"], array: ["minItems", "maxItems"] } as const

type Payload = Readonly<Record<string, unknown>> | null

/** What one check says: patterns and bounds as keywords. */
const keywordsOf = (check: SchemaAST.Check<unknown>, type: unknown): JsonSchema => {
  const { annotations } = check
  const representation = annotations?.["representation"] as { id: string; payload: Payload } | undefined
  const { id = "", payload = null } = representation ?? {}
  const [least, most] = type === "array" ? sizes.array : sizes.string
  switch (id.replace("effect/schema/", "")) {
    case "isPattern":
      return { pattern: payload?.["source"] }
    case "isMinLength":
      return { [least]: payload?.["minLength"] }
    case "isMaxLength":
      return { [most]: payload?.["maxLength"] }
    case "isInt":
      return { type: "integer" }
    case "isBetween":
      return { minimum: payload?.["minimum"], maximum: payload?.["maximum"] }
    case "isGreaterThanOrEqualTo":
      return { minimum: payload?.["minimum"] }
    default: {
      const told = annotations?.["toJsonSchema"] as (() => JsonSchema) | undefined
      return id === "" && told !== undefined ? told() : {}
    }
  }
}

const described = (ast: SchemaAST.AST): string | undefined => {
  const own = ast.annotations?.["description"] ?? ast.annotations?.["message"]
  if (typeof own === "string") return own
  const expected = ast.checks
    ?.map(({ annotations }) => annotations?.["expected"])
    .find((one) => typeof one === "string")
  return expected === undefined ? undefined : `Expected ${String(expected)}`
}

const isUndefined = ({ _tag }: SchemaAST.AST): boolean => _tag === "Undefined"

const unionOf = (types: ReadonlyArray<SchemaAST.AST>, describing: Describing): JsonSchema => {
  const some = types.filter((type) => !isUndefined(type))
  const tags = new Set(some.map(({ _tag }) => _tag))
  // Amounts are read as bigint too where they do not come from JSON.
  if (tags.has("BigInt") && tags.has("Number")) return { type: "integer" }
  const literals = some.flatMap((type) => (type._tag === "Literal" ? [type.literal] : []))
  if (literals.length === some.length && literals.every((one) => typeof one === "string"))
    return { type: "string", enum: literals }
  const [first, ...rest] = some
  return first !== undefined && rest.length === 0
    ? shapeOf(first, describing)
    : { anyOf: some.map((type) => shapeOf(type, describing)) }
}

const objectOf = (ast: SchemaAST.Objects, describing: Describing): JsonSchema => {
  const properties = ast.propertySignatures.map(
    ({ name, type }) => [String(name), shapeOf(type, describing)] as const
  )
  const required = ast.propertySignatures
    .filter(({ type }) => type.context?.isOptional !== true)
    .map(({ name }) => String(name))
  const [index] = ast.indexSignatures
  if (index !== undefined) return { type: "object", additionalProperties: shapeOf(index.type, describing) }
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    ...(describing.isClosed && { additionalProperties: false })
  }
}

const plainShape = (ast: SchemaAST.AST, describing: Describing): JsonSchema => {
  switch (ast._tag) {
    case "String":
    case "TemplateLiteral":
      return { type: "string" }
    case "Number":
      return { type: "number" }
    case "BigInt":
      return { type: "integer" }
    case "Boolean":
      return { type: "boolean" }
    case "Null":
      return { type: "null" }
    case "Literal":
      return { const: ast.literal }
    case "Union":
      return unionOf(ast.types, describing)
    case "Arrays": {
      const [each] = ast.rest
      return { type: "array", items: each === undefined ? {} : shapeOf(each, describing) }
    }
    case "Objects":
      return objectOf(ast, describing)
    default:
      return {}
  }
}

const shapeOf = (ast: SchemaAST.AST, describing: Describing): JsonSchema => {
  const name = describing.names.get(ast)
  if (name !== undefined) return refTo(name)
  const shape = plainShape(ast, describing)
  const keywords = (ast.checks ?? []).map((check) => keywordsOf(check, shape["type"]))
  const description = described(ast)
  return Object.assign({}, shape, ...keywords, description === undefined ? {} : { description })
}

/** The JSON Schema of what a schema reads. */
export const jsonSchemaOf = (schema: Schema.Top, describing: Describing): JsonSchema =>
  shapeOf(encodedOf(schema), describing)

/** The same of a schema that has a name itself. */
export const definitionOf = (schema: Schema.Top, { isClosed, names }: Describing): JsonSchema => {
  const own = encodedOf(schema)
  return shapeOf(own, { isClosed, names: new Map([...names].filter(([ast]) => ast !== own)) })
}
