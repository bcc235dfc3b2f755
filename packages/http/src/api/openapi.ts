/**
 * The OpenAPI document, made of the tables of routes and of the schemas that read what is sent.
 *
 * @module
 */
import { type Verb, verbs } from "@tessera/core"
import type * as Schema from "effect/Schema"
import { furtherOperations } from "./furtherOperations.ts"
import {
  bodyOf,
  type Fields,
  inPath,
  inQueryOf,
  json,
  parameter,
  problems,
  unchanged
} from "./operationParts.ts"
import { answerSchemas } from "./answerSchemas.ts"
import { apiVersion } from "./apiVersion.ts"
import { componentsOf, headerOf, knownBy, told } from "./components.ts"
import { type JsonSchema, jsonSchemaOf, refTo } from "./jsonSchema.ts"
import { type AnswerKind, type Question, type QuestionName, questions } from "./questions.ts"
import { type CommandRoute, commandRoutes, fieldsInPath } from "./routes.ts"
import { groupOf, groups } from "./groups.ts"
import { commandTitles } from "./titles.ts"

const versionHeader = { ETag: headerOf("The version.") }

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
      "201": {
        description: "Approved.",
        headers: { ...commandHeaders, ...(isChange && versionHeader) },
        content: json(refTo("Approved"))
      },
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

/** The rows of a report, for a spreadsheet: who prefers it in `Accept`. */
const csv = { "text/csv": { schema: { type: "string" } } }

const contentOf: Readonly<Record<AnswerKind, (schema: JsonSchema) => JsonSchema>> = {
  document: json,
  list: (schema) =>
    json({
      type: "object",
      properties: {
        data: { type: "array", items: schema },
        hasMore: { type: "boolean" },
        nextCursor: { type: "string" },
        count: { type: "integer", minimum: 0, description: "How many there are in all, where it was asked." },
        expanded: refTo("Expanded")
      },
      required: ["data", "hasMore"]
    }),
  report: () => ({ ...json(refTo("Report")), ...csv }),
  table: (schema) => ({ ...json(schema), ...csv }),
  text: () => ({ "text/plain": { schema: { type: "string" } }, ...csv }),
  lines: (schema) => ({ "application/x-ndjson": { schema } })
}

const answerOf = (name: QuestionName): JsonSchema => {
  const schema: Schema.Top | undefined = Reflect.get(answerSchemas, name)
  return schema === undefined ? { type: "object" } : jsonSchemaOf(schema, told)
}

/** An answer that things may be sent with. */
const naming = (schema: JsonSchema): JsonSchema => ({
  allOf: [schema, { type: "object", properties: { expanded: refTo("Expanded") } }]
})

/** Questions about one part of the network, which has versions: who knows the newest is not sent it again. */
const conditional: ReadonlySet<QuestionName> = new Set<QuestionName>([
  "tenant",
  "owner",
  "outlet",
  "terminal",
  "operator",
  "client",
  "program"
])

/** The others whose answer has a version. */
const versioned: ReadonlySet<QuestionName> = new Set<QuestionName>(["network", "shift"])

const questionOperation = (name: QuestionName): JsonSchema => {
  const { answers, asks, method, path, scope, title }: Question = questions[name]
  const fields: Fields = asks.fields
  const own = fieldsInPath(path)
  const answer = answerOf(name)
  const isConditional = conditional.has(name)
  const hasVersion = isConditional || versioned.has(name)
  const told = "expand" in fields && answers === "document" ? naming(answer) : answer
  return {
    operationId: name,
    summary: title,
    description: `Needs \`${scope}\`.`,
    tags: [groupOf(scope)],
    parameters: [
      ...inPath(path, fields),
      ...(method === "POST" ? [] : inQueryOf(fields, own)),
      parameter("AcceptLanguage"),
      ...(isConditional ? [parameter("Known")] : [])
    ],
    ...(method === "POST" && { requestBody: { required: true, content: json(bodyOf({ fields }, own)) } }),
    responses: {
      "200": {
        description: "Answered.",
        ...(hasVersion && { headers: versionHeader }),
        content: contentOf[answers](told)
      },
      ...(isConditional && unchanged),
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
  for (const { method, operation, path } of furtherOperations()) put(path, method, operation)
  return paths
}

/** The document. */
export const openApi = (): JsonSchema => {
  const paths = pathsOf()
  return {
    openapi: "3.1.0",
    info: {
      title: "Tessera",
      version: apiVersion,
      summary: "Stored value: gift cards, prepaid cards, vouchers and points",
      description:
        "Amounts are whole minor units of `currency`, instants RFC 3339. Every command has an `Idempotency-Key` and happens once. A 2xx is done, a 4xx is not done, and after a 5xx or no answer the same key finds out. `Api-Version` with the date of this document keeps answers as they are here when there is another one.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: "/", description: "Where this document was fetched from." }],
    security: knownBy,
    tags: Object.entries(groups).map(([name, description]) => ({ name, description })),
    paths,
    components: componentsOf()
  }
}
