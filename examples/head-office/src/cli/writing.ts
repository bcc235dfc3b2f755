/**
 * What commands that record something are told besides: why, under which key, and the document that they send.
 *
 * @module
 */
import { readFileSync } from "node:fs"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Ended, unusable } from "./Ended.ts"

/** Why something is changed: it stays with the change. */
export const reason = (usual: string) =>
  Flag.String("reason").pipe(
    Flag.withDescription("Why; it stays with the change"),
    Flag.withMetavar("TEXT"),
    Flag.withDefault(usual)
  )

/** The key under which a command is done once, however often it is sent. */
export const idempotencyKey = Flag.String("idempotency-key").pipe(
  Flag.withDescription("Under which it is done once"),
  Flag.withMetavar("KEY"),
  Flag.optional
)

export const underKey = (key: Option.Option<string>) =>
  Option.match(key, { onNone: () => ({}), onSome: (idempotencyKey) => ({ idempotencyKey }) })

/** A document that words on the command line are put over. */
export const documentFile = Flag.String("file").pipe(
  Flag.withAlias("f"),
  Flag.withDescription("The document as JSON; - is standard input"),
  Flag.withMetavar("FILE"),
  Flag.optional
)

type Fields = Readonly<Record<string, unknown>>

/** Standard input, or a file. */
export const textOf = (file: string): Effect.Effect<string, Ended> =>
  Effect.try({
    try: () => readFileSync(file === "-" ? 0 : file, "utf8").replace(/^\uFEFF/, ""),
    catch: (cause) => unusable(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
  })

const parsed = (file: string, text: string): Effect.Effect<Fields, Ended> =>
  Effect.try({
    try: () => JSON.parse(text),
    catch: (cause) => unusable(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }).pipe(
    Effect.filterOrFail(
      (value): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value),
      () => unusable(`${file}: Expected one JSON document`)
    )
  )

/** What was said, as far as it was. */
const saidIn = (words: Fields): Fields =>
  Object.fromEntries(
    Object.entries(words).flatMap(([name, value]) => {
      if (!Option.isOption(value)) return [[name, value]]
      return Option.isSome(value) ? [[name, value.value]] : []
    })
  )

/** The document of a file with the words of the command line over it. All but its id is for the server to look at. */
export const documentOf = <Document extends { readonly id: string }>(
  file: Option.Option<string>,
  words: Fields
): Effect.Effect<Document, Ended> =>
  Effect.gen(function* () {
    const base = Option.isSome(file) ? yield* parsed(file.value, yield* textOf(file.value)) : {}
    const document = { ...base, ...saidIn(words) }
    const { id } = document as { id?: unknown }
    if (typeof id !== "string" || id === "")
      return yield* unusable("Which id? Say it, or name a document with --file")
    return document as unknown as Document
  })
