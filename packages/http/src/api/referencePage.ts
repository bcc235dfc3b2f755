/**
 * The reference as one page that needs nothing from anywhere else: no fonts, no other server, and no script but its own, which
 * filters it and without which it is read all the same.
 *
 * @module
 */
import { groups } from "./groups.ts"
import type { JsonSchema } from "./jsonSchema.ts"
import { openApi } from "./openapi.ts"
import { referenceScript, referenceStyle } from "./referenceLook.ts"

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: ReadonlyArray<string>
  readonly parameters?: ReadonlyArray<JsonSchema>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
}

const escaped = (text: unknown): string =>
  String(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")

/** A description in which what stands between backticks is code. */
const prose = (text: unknown): string => escaped(text).replaceAll(/`([^`]*)`/g, "<code>$1</code>")

interface Document {
  readonly info: { readonly title: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly parameters: Readonly<Record<string, JsonSchema>>
  }
}

const resolved = ({ components }: Document, schema: JsonSchema): JsonSchema => {
  const { $ref } = schema
  const [, , section = "", name = ""] = typeof $ref === "string" ? $ref.split("/") : []
  if (section === "schemas") return components.schemas[name] ?? {}
  return section === "parameters" ? (components.parameters[name] ?? {}) : schema
}

const kindOf = (schema: JsonSchema): string => {
  const { anyOf, const: only, enum: some, items, type } = schema
  if (only !== undefined) return JSON.stringify(only)
  if (Array.isArray(some)) return some.map((one) => JSON.stringify(one)).join(" | ")
  if (type === "array") return `list of ${kindOf((items ?? {}) as JsonSchema)}`
  if (Array.isArray(anyOf)) return "one of several"
  return typeof type === "string" ? type : "document"
}

const fieldRow = (
  document: Document,
  name: string,
  place: string,
  schema: JsonSchema,
  isRequired: boolean
): string => {
  const shape = resolved(document, schema)
  return `<tr><th scope="row"><code>${escaped(name)}</code>${isRequired ? "" : " <small>optional</small>"}</th><td>${place}</td><td>${escaped(kindOf(shape))}</td><td>${prose(shape["description"] ?? "")}</td></tr>`
}

const fieldsOf = (document: Document, { parameters = [], requestBody }: Operation): string => {
  const body = requestBody?.content["application/json"]?.schema ?? {}
  const properties = (body["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>
  const required = (body["required"] ?? []) as ReadonlyArray<string>
  const rows = [
    ...parameters.map((given) => {
      const one = resolved(document, given)
      const schema = {
        ...(one["schema"] as JsonSchema),
        ...(one["description"] !== undefined && { description: one["description"] })
      }
      return fieldRow(document, String(one["name"]), String(one["in"]), schema, one["required"] === true)
    }),
    ...Object.entries(properties).map(([name, schema]) =>
      fieldRow(document, name, "body", schema, required.includes(name))
    )
  ]
  return rows.length === 0
    ? ""
    : `<table><thead><tr><th>field</th><th>in</th><th>kind</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table>`
}

/** What is linked to stands inside of what opens, so that a browser opens it for who comes by the link. */
const operationText = (document: Document, path: string, method: string, operation: Operation): string => {
  const id = escaped(operation.operationId)
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escaped(path).replaceAll("/", "/<wbr>")}</code> <span>${prose(operation.summary)}</span></summary><div id="${id}"><p>${prose(operation.description ?? "")} <a href="#${id}" aria-label="Link to ${id}">#</a></p>${fieldsOf(document, operation)}</div></details>`
}

/** The page. */
export const referencePage = (): string => {
  // It was made here, in this very shape.
  const document = openApi() as unknown as Document
  const all = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ path, method, operation }))
  )
  const sections = Object.entries(groups).map(([name, description]) => {
    const own = all.filter(({ operation }) => operation.tags.includes(name))
    const texts = own.map(({ method, operation, path }) => operationText(document, path, method, operation))
    return `<section><h2 id="${name}">${name}</h2><p>${description}</p>${texts.join("")}</section>`
  })
  const { title, description } = document.info
  const links = Object.keys(groups).map((name) => `<a href="#${name}">${name}</a>`)
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>${escaped(title)}</title>`,
    `<style>${referenceStyle}</style></head><body><header><h1>${escaped(title)}</h1><p>${prose(description)}</p>`,
    `<p><a href="openapi.json">openapi.json</a></p><nav>${links.join(" · ")}</nav>`,
    `<p id="filter" hidden><label>Filter by address, title or scope <input type="search"></label> <output></output></p></header>`,
    `<main>${sections.join("")}</main><script>${referenceScript}</script></body></html>\n`
  ].join("")
}
