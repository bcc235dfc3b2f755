/**
 * What many places of the OpenAPI document refer to: problems, reports, headers, the documents of the network.
 *
 * @module
 */
import { codeOf, type DeclineTag, verbs } from "@tessera/core"
import { answerSchemas, documents } from "./answerSchemas.ts"
import { definitionOf, encodedOf, type JsonSchema, jsonSchemaOf, type Names, refTo } from "./jsonSchema.ts"
import { declineRows, faults } from "./Problem.ts"

const names: Names = new Map(Object.entries(documents).map(([name, schema]) => [encodedOf(schema), name]))
export const sent = { names, isClosed: true }
export const told = { names, isClosed: false }

/** Fields that are the same in all commands stand in the document once. */
const isCommon = (name: string): boolean => {
  const { Issue, Redeem, Sweep } = verbs
  const field: unknown = Reflect.get(Redeem.fields, name)
  return field === Reflect.get(Issue.fields, name) && field === Reflect.get(Sweep.fields, name)
}
const commonFields = Object.entries(verbs.Redeem.fields).filter(([name]) => isCommon(name) && name !== "key")
export const common: ReadonlyMap<unknown, string> = new Map(
  commonFields.map(([name, field]) => [field, `${name.charAt(0).toUpperCase()}${name.slice(1)}Field`])
)

/** A header of an answer. */
export const headerOf = (description: string, schema: JsonSchema = { type: "string" }): JsonSchema => ({
  description,
  schema
})

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

/** What is sent with an answer where `expand` names it. */
const expandedSchema: JsonSchema = {
  type: "object",
  description: "What was asked for by `expand`, by kind and id; what the caller may not see is not there.",
  additionalProperties: { type: "object", additionalProperties: { type: "object" } }
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

const answered = { Problem: problemSchema, Report: reportSchema, Expanded: expandedSchema }

/** What callers show, as the document names it. */
const securitySchemes = {
  key: { type: "http", scheme: "bearer", description: "An API key of a program: `test_…` or `live_…`." },
  terminalSignature: {
    type: "apiKey",
    in: "header",
    name: "Signature",
    description:
      "A terminal signs each request with its Ed25519 key as RFC 9421 describes it: `Signature-Input` and `Signature` over `@method`, `@target-uri`, and, where they are there, `content-digest` (RFC 9530), `idempotency-key` and `authorization`; with `created`, `nonce` and `keyid`."
  },
  operatorToken: {
    type: "http",
    scheme: "bearer",
    description: "The token of an operator; it counts with the signature of the terminal alone."
  },
  staffToken: { type: "http", scheme: "bearer", description: "The token of staff who have signed in." },
  holderToken: { type: "http", scheme: "bearer", description: "The token of a holder, for the own account." }
} as const

/** The ways to be known, of which one suffices. */
export const knownBy = [
  { key: [] },
  { terminalSignature: [] },
  { terminalSignature: [], operatorToken: [] },
  { staffToken: [] },
  { holderToken: [] }
] as const

/** What stands in the head of a request. */
const parameters: JsonSchema = {
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
  },
  Known: {
    name: "If-None-Match",
    in: "header",
    description: "The ETag of a version that is known: while there is no other, it is not sent again.",
    schema: { type: "string" }
  }
}

/** What operations answer alike. */
const responses: JsonSchema = {
  Unchanged: {
    description: "It is the version that is known.",
    headers: { ETag: headerOf("The version.") }
  },
  Refused: {
    description: "Not done.",
    content: { "application/problem+json": { schema: refTo("Problem") } }
  },
  Failed: {
    description: "Nothing is known. Send it again under the same key.",
    headers: { "Retry-After": headerOf("Seconds.", { type: "integer" }) },
    content: { "application/problem+json": { schema: refTo("Problem") } }
  }
}

/** The components. */
export const componentsOf = (): JsonSchema => ({
  securitySchemes,
  parameters,
  responses,
  schemas: {
    ...answered,
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
