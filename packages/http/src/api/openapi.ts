/**
 * The OpenAPI document, made of the tables of routes and of the schemas that read what is sent.
 *
 * @module
 */
import { codeOf, type DeclineTag, type Verb, verbs } from "@tessera/core"
import type * as Schema from "effect/Schema"
import { answerSchemas, documents } from "./answerSchemas.ts"
import { definitionOf, encodedOf, type JsonSchema, jsonSchemaOf, type Names, refTo } from "./jsonSchema.ts"
import { declineRows, faults } from "./Problem.ts"
import { type AnswerKind, type Question, type QuestionName, questions } from "./questions.ts"
import { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"
import { groupOf, groups } from "./groups.ts"
import { commandTitles } from "./titles.ts"

const names: Names = new Map(Object.entries(documents).map(([name, schema]) => [encodedOf(schema), name]))
const sent = { names, isClosed: true }
const told = { names, isClosed: false }

/** Fields that are the same in all commands stand in the document once. */
const isCommon = (name: string): boolean => {
  const { Issue, Redeem, Sweep } = verbs
  const field: unknown = Reflect.get(Redeem.fields, name)
  return field === Reflect.get(Issue.fields, name) && field === Reflect.get(Sweep.fields, name)
}
const commonFields = Object.entries(verbs.Redeem.fields).filter(([name]) => isCommon(name) && name !== "key")
const common: ReadonlyMap<unknown, string> = new Map(
  commonFields.map(([name, field]) => [field, `${name.charAt(0).toUpperCase()}${name.slice(1)}Field`])
)

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

const headerOf = (description: string, schema: JsonSchema = { type: "string" }): JsonSchema => ({
  description,
  schema
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

const codes = [...Object.keys(faults), ...Object.keys(declineRows).map((tag) => codeOf(tag as DeclineTag))]

const problemSchema: JsonSchema = {
  type: "object",
  description: "A problem as RFC 9457 describes it; `code` is the contract.",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "For a person, in the language of Accept-Language." },
    instance: { type: "string" },
    code: { type: "string", description: `One of ${codes.join(", ")}; more may come.` },
    declined: { type: "boolean", description: "The ledger has decided it." },
    retry: { type: "string", enum: ["sameKey", "newKey", "later", "never"] },
    operation: { type: "string" },
    replayed: { type: "boolean" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: {
          path: { type: "array", items: { type: ["string", "integer"] } },
          message: { type: "string" }
        },
        required: ["path", "message"]
      }
    }
  },
  required: ["type", "title", "status", "detail", "code", "retry"]
}

const reportSchema: JsonSchema = {
  type: "object",
  properties: {
    title: { type: "string" },
    asOf: { type: "string" },
    parameters: { type: "object", additionalProperties: { type: "string" } },
    columns: {
      type: "array",
      items: {
        type: "object",
        properties: { name: { type: "string" }, title: { type: "string" }, kind: { type: "string" } },
        required: ["name", "title", "kind"]
      }
    },
    rows: { type: "array", items: { type: "object" } },
    totals: { type: "array", items: { type: "object" } },
    series: { type: "array", items: { type: "object" } },
    assets: { type: "array", items: { type: "object" } }
  },
  required: ["title", "asOf", "parameters", "columns", "rows", "totals", "series", "assets"]
}

const componentsOf = (): JsonSchema => ({
  securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key." } },
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: true,
      description:
        "1–255 characters of A-Z a-z 0-9 . _ : -. What was sent once under a key is done once, for ever.",
      schema: { type: "string", minLength: 1, maxLength: 257 }
    },
    AcceptLanguage: {
      name: "Accept-Language",
      in: "header",
      description: "The language of `detail`: en, zh or bg.",
      schema: { type: "string" }
    },
    IfMatch: {
      name: "If-Match",
      in: "header",
      description: "The ETag of the version that is changed.",
      schema: { type: "string" }
    },
    IfNoneMatch: {
      name: "If-None-Match",
      in: "header",
      description: "`*`: there is none yet.",
      schema: { type: "string" }
    }
  },
  responses: {
    Refused: {
      description: "Not done.",
      content: { "application/problem+json": { schema: refTo("Problem") } }
    },
    Failed: {
      description: "Nothing is known. Send it again under the same key.",
      headers: { "Retry-After": headerOf("Seconds.", { type: "integer" }) },
      content: { "application/problem+json": { schema: refTo("Problem") } }
    }
  },
  schemas: {
    Problem: problemSchema,
    Report: reportSchema,
    Approved: jsonSchemaOf(answerSchemas.approved, told),
    Command: {
      type: "object",
      description: "The fields of the verb with its `type` and its `key`.",
      properties: {
        type: { type: "string", enum: Object.keys(verbs) },
        key: { type: "string" }
      },
      required: ["type", "key"]
    },
    Outcome: {
      type: "object",
      properties: {
        key: { type: "string" },
        outcome: { type: "string", enum: ["approved", "declined", "invalid", "inDoubt", "notDone"] }
      },
      required: ["outcome"]
    },
    ...Object.fromEntries(
      commonFields.map(([name, field]) => [common.get(field) ?? name, jsonSchemaOf(field, sent)])
    ),
    ...Object.fromEntries(
      Object.entries(documents).map(([name, schema]) => [name, definitionOf(schema, sent)])
    )
  }
})

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
