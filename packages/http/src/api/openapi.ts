/**
 * The OpenAPI document, made of the tables of routes and of the schemas that read what is sent.
 *
 * @module
 */
import { type Verb, verbs } from "@tessera/core"
import type * as Schema from "effect/Schema"
import { answerSchemas } from "./answerSchemas.ts"
import { common, componentsOf, headerOf, sent, told } from "./components.ts"
import { encodedOf, type JsonSchema, jsonSchemaOf, refTo } from "./jsonSchema.ts"
import { type AnswerKind, type Question, type QuestionName, questions } from "./questions.ts"
import { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"
import { groupOf, groups } from "./groups.ts"
import { commandTitles } from "./titles.ts"

type Fields = Readonly<Record<string, Schema.Top>>

/** An object of fields, without those that stand elsewhere. */
const bodyOf = (shape: { readonly fields: Fields }, elsewhere: ReadonlyArray<string>): JsonSchema => {
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

const json = (schema: JsonSchema): JsonSchema => ({ "application/json": { schema } })

const problems: JsonSchema = {
  "4XX": { $ref: "#/components/responses/Refused" },
  "5XX": { $ref: "#/components/responses/Failed" }
}

const parameter = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` })

const inPath = (path: string, fields: Fields): ReadonlyArray<JsonSchema> =>
  fieldsInPath(path).map((name) => {
    const field = fields[name]
    return {
      name,
      in: "path",
      required: true,
      schema: field === undefined ? { type: "string" } : jsonSchemaOf(field, sent)
    }
  })

const commandHeaders = {
  Location: headerOf("Where the operation is found."),
  "Idempotent-Replayed": headerOf("`true`: the key was used before; nothing was done this time.")
}

const uncapitalised = (verb: string): string => `${verb.charAt(0).toLowerCase()}${verb.slice(1)}`

const commandOperation = (verb: Verb, { method, scope }: CommandRoute, path: string): JsonSchema => {
  const fields: Fields = verbs[verb].fields
  const isChange = method === "PUT"
  const elsewhere = [
    "type",
    "key",
    ...fieldsInPath(path),
    ...alternatives(path),
    ...(isChange ? ["version"] : [])
  ]
  return {
    operationId: `${uncapitalised(verb)}${path.includes("/by-key/") ? "ByKey" : ""}`,
    summary: commandTitles[verb],
    description: `Needs \`${scope}\`.`,
    tags: [groupOf(scope)],
    parameters: [
      ...inPath(path, fields),
      parameter("IdempotencyKey"),
      parameter("AcceptLanguage"),
      ...(isChange ? [parameter("IfMatch"), parameter("IfNoneMatch")] : [])
    ],
    requestBody: { required: true, content: json(bodyOf({ fields }, elsewhere)) },
    responses: {
      "201": { description: "Approved.", headers: commandHeaders, content: json(refTo("Approved")) },
      ...problems
    }
  }
}

/** Of two names for the same thing, the one that the path does not use. */
const alternatives = (path: string): ReadonlyArray<string> =>
  fieldsInPath(path).flatMap((name) => {
    if (name === "hold") return ["holdKey"]
    if (name === "holdKey") return ["hold"]
    if (name === "original") return ["originalKey"]
    return name === "originalKey" ? ["original"] : []
  })

const contentOf: Readonly<Record<AnswerKind, (schema: JsonSchema) => JsonSchema>> = {
  document: json,
  list: (schema) =>
    json({
      type: "object",
      properties: {
        data: { type: "array", items: schema },
        hasMore: { type: "boolean" },
        nextCursor: { type: "string" }
      },
      required: ["data", "hasMore"]
    }),
  report: () => json(refTo("Report")),
  text: () => ({ "text/plain": { schema: { type: "string" } }, "text/csv": { schema: { type: "string" } } }),
  lines: (schema) => ({ "application/x-ndjson": { schema } })
}

const answerOf = (name: QuestionName): JsonSchema => {
  const schema: Schema.Top | undefined = Reflect.get(answerSchemas, name)
  return schema === undefined ? { type: "object" } : jsonSchemaOf(schema, told)
}

const questionOperation = (name: QuestionName): JsonSchema => {
  const { answers, asks, method, path, scope, title }: Question = questions[name]
  const fields: Fields = asks.fields
  const own = fieldsInPath(path)
  const inQuery = method === "POST" ? [] : Object.entries(fields).filter(([field]) => !own.includes(field))
  return {
    operationId: name,
    summary: title,
    description: `Needs \`${scope}\`.`,
    tags: [groupOf(scope)],
    parameters: [
      ...inPath(path, fields),
      ...inQuery.map(([field, schema]) => ({
        name: field,
        in: "query",
        required: schema.ast.context?.isOptional !== true,
        schema: jsonSchemaOf(schema, sent),
        ...(encodedOf(schema)._tag === "Arrays" && { style: "form", explode: false })
      })),
      parameter("AcceptLanguage")
    ],
    ...(method === "POST" && { requestBody: { required: true, content: json(bodyOf({ fields }, own)) } }),
    responses: {
      "200": { description: "Answered.", content: contentOf[answers](answerOf(name)) },
      ...problems
    }
  }
}

const batchOperation: JsonSchema = {
  operationId: "batch",
  summary: "Many commands at once, each with an outcome of its own",
  description: "Each command has its `type` and its `key`, and needs the scope of its verb.",
  tags: ["Operations"],
  requestBody: {
    required: true,
    content: {
      ...json({
        type: "object",
        properties: { commands: { type: "array", items: refTo("Command"), maxItems: 1_000 } },
        required: ["commands"],
        additionalProperties: false
      }),
      "application/x-ndjson": { schema: refTo("Command") }
    }
  },
  responses: {
    "200": {
      description: "An outcome for each, in their order.",
      content: {
        ...json({
          type: "object",
          properties: { outcomes: { type: "array", items: refTo("Outcome") } },
          required: ["outcomes"]
        }),
        "application/x-ndjson": { schema: refTo("Outcome") }
      }
    },
    ...problems
  }
}

const pathsOf = (): Readonly<Record<string, JsonSchema>> => {
  const paths: Record<string, Record<string, unknown>> = {}
  const put = (path: string, method: string, operation: JsonSchema) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation }
  }
  for (const verb of Object.keys(verbs) as ReadonlyArray<Verb>)
    for (const path of commandRoutes[verb].paths)
      put(path, commandRoutes[verb].method, commandOperation(verb, commandRoutes[verb], path))
  for (const name of Object.keys(questions) as ReadonlyArray<QuestionName>)
    put(questions[name].path, questions[name].method, questionOperation(name))
  put("/v1/commands:batch", "POST", batchOperation)
  return paths
}

/** The document. */
export const openApi = (): JsonSchema => {
  const paths = pathsOf()
  return {
    openapi: "3.1.0",
    info: {
      title: "Tessera",
      version: "1",
      summary: "Stored value: gift cards, prepaid cards, vouchers and points",
      description:
        "Amounts are whole minor units of `currency`, instants RFC 3339. Every command has an `Idempotency-Key` and happens once. A 2xx is done, a 4xx is not done, and after a 5xx or no answer the same key finds out.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: "/", description: "Where this document was fetched from." }],
    security: [{ key: [] }],
    tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
    paths,
    components: componentsOf()
  }
}
