/**
 * Fields in an address: texts, of which a schema says whether they are numbers, truth values or lists.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { Fault } from "@tessera/core"
import * as Result from "effect/Result"
import type { Sent } from "./body.ts"

type Reading = (text: string) => unknown

const asNumber: Reading = (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)
const asTruth: Reading = (text) => (text === "true" ? true : text === "false" ? false : text)
const asText: Reading = (text) => text

const readingOf = (ast: SchemaAST.AST): Reading => {
  switch (ast._tag) {
    case "Number":
      return asNumber
    case "Boolean":
      return asTruth
    case "Arrays": {
      const [first] = ast.rest
      const each = first === undefined ? asText : readingOf(first)
      return (text) => text.split(",").map(each)
    }
    case "Union":
      return ast.types.some(({ _tag }) => _tag === "Number") ? asNumber : asText
    default:
      return asText
  }
}

type Fields = Readonly<Record<string, Schema.Decoder<unknown>>>

/** Reads the fields of a query; what it does not know stays as it was, for the schema to refuse. */
export const fromQuery = (fields: Fields): ((query: string) => Result.Result<Sent, ReadonlyArray<Fault>>) => {
  const readings = new Map(
    Object.entries(fields).map(([name, field]) => [name, readingOf(Schema.toEncoded(field).ast)])
  )
  return (query) => {
    const sent: Sent = {}
    for (const [name, text] of new URLSearchParams(query)) {
      if (Object.hasOwn(sent, name) || name === "__proto__")
        return Result.fail([{ path: [name], message: "Expected it once" }])
      sent[name] = (readings.get(name) ?? asText)(text)
    }
    return Result.succeed(sent)
  }
}
