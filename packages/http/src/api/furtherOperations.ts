/**
 * Operations of the OpenAPI document that are neither commands nor questions: webhooks and events, jobs, access, what is
 * open to all.
 *
 * @module
 */
import { type AccessRoute, accessRoutes, type KnownBy } from "./accessRoutes.ts"
import { auditRoutes } from "./auditRoutes.ts"
import { headerOf, knownBy, told } from "./components.ts"
import type { FurtherRoute } from "./FurtherRoute.ts"
import { groupOf } from "./groups.ts"
import { holderRoutes } from "./holderRoutes.ts"
import { type JsonSchema, jsonSchemaOf, refTo } from "./jsonSchema.ts"
import { type JobRoute, jobRoutes } from "./jobRoutes.ts"
import { metricsRoute, openRoutes } from "./openRoutes.ts"
import { bodyOf, inPath, inQueryOf, json, parameter, problems, unchanged } from "./operationParts.ts"
import { fieldsInPath } from "./routes.ts"
import { type SandboxRoute, sandboxRoutes, sandboxScope } from "./sandboxRoutes.ts"
import { webhookAnswers } from "./webhookAnswers.ts"
import { type WebhookRoute, type WebhookRouteName, webhookRoutes } from "./webhookRoutes.ts"

/** An operation, and where it stands. */
export interface Placed {
  readonly path: string
  readonly method: string
  readonly operation: JsonSchema
}

/** What was done, and its document where there is one. */
const doneWith = (description: string, content: JsonSchema | undefined, hasTag = false): JsonSchema => ({
  description,
  ...(hasTag && { headers: { ETag: headerOf("The version.") } }),
  ...(content !== undefined && { content })
})

/** Routes of webhooks whose answer has the version of an endpoint. */
const ofVersion: ReadonlyArray<string> = [
  "webhookEndpoint",
  "createWebhookEndpoint",
  "updateWebhookEndpoint",
  "rotateWebhookSecret"
]

const streamed = { "text/event-stream": { schema: { type: "string" } } }

/** What stands in the path, in the query of what is read, and in the head. */
const parametersOf = ({ asks, method, path }: Pick<FurtherRoute, "asks" | "method" | "path">) => [
  ...inPath(path, asks.fields),
  ...(method === "GET" ? inQueryOf(asks.fields, fieldsInPath(path)) : []),
  parameter("AcceptLanguage")
]

/** What is said of versions: that which is changed, none that is there yet, or one that is known already. */
const seenOf = ({ mayBeNew, method }: FurtherRoute, isConditional: boolean): ReadonlyArray<JsonSchema> => [
  ...(method === "PUT" || method === "DELETE" ? [parameter("IfMatch")] : []),
  ...(mayBeNew === true ? [parameter("IfNoneMatch")] : []),
  ...(isConditional ? [parameter("Known")] : [])
]

/** What an operation has that others have not: a stream as its answer too, or none for who knows the version. */
interface Besides {
  readonly asStream?: JsonSchema
  readonly isConditional?: boolean
}

const furtherOperation = (
  name: string,
  route: FurtherRoute,
  { asStream = {}, isConditional = false }: Besides = {}
): Placed => {
  const { answers, asks, isTagged = false, method, path, scope, title } = route
  const [status, answer] = answers
  const body = bodyOf(asks, fieldsInPath(path))
  const hasBody = method !== "GET" && Object.keys(body["properties"] ?? {}).length > 0
  const content = answer === undefined ? undefined : json(jsonSchemaOf(answer, told))
  return {
    path,
    method,
    operation: {
      operationId: name,
      summary: title,
      description: `Needs \`${scope}\`.`,
      tags: [groupOf(scope)],
      parameters: [...parametersOf(route), ...seenOf(route, isConditional)],
      ...(hasBody && { requestBody: { required: true, content: json(body) } }),
      responses: {
        [status]: doneWith("Done.", content && { ...content, ...asStream }, isTagged),
        ...(isConditional && unchanged),
        ...problems
      }
    }
  }
}

const webhookOperation = (name: WebhookRouteName): Placed => {
  const route: WebhookRoute = webhookRoutes[name]
  const answers = webhookAnswers[name]
  const isTagged = ofVersion.includes(name)
  const isConditional = name === "webhookEndpoint"
  return furtherOperation(
    name,
    { ...route, answers, isTagged },
    { isConditional, ...(name === "events" && { asStream: streamed }) }
  )
}

/** What a caller shows at a route of access. */
const security: Readonly<Record<KnownBy, ReadonlyArray<JsonSchema>>> = {
  nothing: [],
  ownSignature: [{ terminalSignature: [] }],
  terminal: [{ terminalSignature: [] }, { terminalSignature: [], operatorToken: [] }],
  operator: [{ terminalSignature: [], operatorToken: [] }],
  staff: [{ staffToken: [] }],
  session: [{ terminalSignature: [], operatorToken: [] }, { staffToken: [] }, { holderToken: [] }],
  scope: [...knownBy]
}

const accessOperation = ([name, route]: readonly [string, AccessRoute]): Placed => {
  const { answers, by, isStaff, method, path, scope, sends, title } = route
  const needs = scope === undefined ? [] : [`Needs \`${scope}\`.`]
  return {
    path,
    method,
    operation: {
      operationId: name,
      summary: title,
      description: [
        ...needs,
        isStaff ? "There where staff sign in." : "There with access by the network."
      ].join(" "),
      tags: ["Access"],
      security: security[by],
      parameters: [...inPath(path, {}), parameter("AcceptLanguage")],
      requestBody: { required: true, content: json(bodyOf(sends, [])) },
      responses: {
        ...(answers === undefined
          ? { "204": doneWith("Done.", undefined) }
          : {
              "201": doneWith(
                "Done. What is secret in it is shown this once.",
                json(jsonSchemaOf(answers, told))
              )
            }),
        ...problems
      }
    }
  }
}

const ndjson = { "application/x-ndjson": { schema: refTo("Command") } }

/** What a job answers with: a document, or a file. */
const toldOf = ([, answer]: JobRoute["answers"]): JsonSchema | undefined => {
  if (answer === undefined) return undefined
  if (answer === "lines") return { "application/x-ndjson": { schema: refTo("Outcome") } }
  if (answer !== "text") return json(jsonSchemaOf(answer, told))
  const types = ["text/plain", "text/csv", "application/x-ndjson"]
  return Object.fromEntries(types.map((type) => [type, { schema: { type: "string" } }]))
}

const jobOperation = ([name, route]: readonly [string, JobRoute]): Placed => {
  const { answers, asks, method, path, scope, takes, title } = route
  return {
    path,
    method,
    operation: {
      operationId: name,
      summary: title,
      description: [
        scope === undefined ? "Each command needs the scope of its verb." : `Needs \`${scope}\`.`,
        "There with a folder of jobs."
      ].join(" "),
      tags: ["Jobs"],
      parameters: parametersOf(route),
      ...(takes === "json" && {
        requestBody: { required: true, content: json(bodyOf(asks, fieldsInPath(path))) }
      }),
      ...(takes === "lines" && { requestBody: { required: true, content: ndjson } }),
      responses: { [answers[0]]: doneWith("Done.", toldOf(answers)), ...problems }
    }
  }
}

const openOperation = ([name, { path, title, type }]: readonly [
  string,
  (typeof openRoutes)[keyof typeof openRoutes]
]): Placed => ({
  path,
  method: "GET",
  operation: {
    operationId: name,
    summary: title,
    tags: ["Service"],
    security: [],
    responses: {
      "200": doneWith("Answered.", {
        [type]: { schema: { type: type === "application/json" ? "object" : "string" } }
      }),
      ...problems
    }
  }
})

const metricsOperation: Placed = {
  path: metricsRoute.path,
  method: "GET",
  operation: {
    operationId: "metrics",
    summary: metricsRoute.title,
    description: `Needs \`${metricsRoute.scope}\`. There where metrics are switched on.`,
    tags: [groupOf(metricsRoute.scope)],
    responses: {
      "200": doneWith("Answered.", { [metricsRoute.type]: { schema: { type: "string" } } }),
      ...problems
    }
  }
}

/** Marked, so that whoever generates a client for business can leave them out. */
const sandboxOperation = ([name, route]: readonly [string, SandboxRoute]): Placed => {
  const { answers, method, path, sends, title } = route
  const content = answers === undefined ? undefined : json(jsonSchemaOf(answers, told))
  const status = answers === undefined ? "204" : method === "GET" ? "200" : "201"
  return {
    path,
    method,
    operation: {
      operationId: name,
      summary: title,
      description: `Needs \`${sandboxScope}\`. There in a sandbox alone, never where callers are live.`,
      tags: [groupOf(sandboxScope)],
      "x-test-only": true,
      parameters: [parameter("AcceptLanguage")],
      ...(method === "POST" && { requestBody: { required: true, content: json(bodyOf(sends, [])) } }),
      responses: { [status]: doneWith("Done.", content), ...problems }
    }
  }
}

/** All of them, in their order. */
export const furtherOperations = (): ReadonlyArray<Placed> => [
  ...(Object.keys(webhookRoutes) as ReadonlyArray<WebhookRouteName>).map((name) => webhookOperation(name)),
  ...Object.entries<JobRoute>(jobRoutes).map((one) => jobOperation(one)),
  ...Object.entries<FurtherRoute>({ ...holderRoutes, ...auditRoutes }).map(([name, route]) =>
    furtherOperation(name, route)
  ),
  ...Object.entries<AccessRoute>(accessRoutes).map((one) => accessOperation(one)),
  ...Object.entries(openRoutes).map((one) => openOperation(one)),
  metricsOperation,
  ...Object.entries<SandboxRoute>(sandboxRoutes).map((one) => sandboxOperation(one))
]
