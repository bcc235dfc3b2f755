/**
 * Expanding: what an answer names is asked for in the name of who asked, at its own address, and sent with it.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { notAsExpected } from "../answers.ts"
import { type Expansion, expansions } from "../api/expansions.ts"
import type { Problem } from "../api/Problem.ts"
import { fieldsInPath } from "../api/routes.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"

/** How many different things are sent with one answer. */
const most = 200

const tooMany = notAsExpected(
  [{ path: ["expand"], message: `Expected a page that names at most ${most} different things` }],
  true
)

const nothing = new Uint8Array()

/** Fields of a document, where it is one. */
type Document = Readonly<Record<string, unknown>>

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a document names by a field; what has the totals of a shift names what the shift does. */
const namedIn = (document: Document, field: string): unknown => {
  const { shift } = document
  return document[field] ?? (isDocument(shift) ? shift[field] : undefined)
}

const documentsIn = (answer: Document): ReadonlyArray<Document> =>
  Array.isArray(answer["data"]) ? answer["data"].filter((one) => isDocument(one)) : [answer]

/** The question of each kind of thing. */
export type Asking = (name: (typeof expansions)[Expansion]["asks"]) => Served

/** What the address of one thing answers to who asks; nothing where that is a refusal. */
const askedFor = (
  { handle, needs = [], path }: Served,
  id: string,
  hearing: Hearing
): Effect.Effect<Document | undefined, Problem> => {
  const { scopes } = hearing.caller
  if (scopes !== "all" && !needs.some((one) => scopes.has(one))) return Effect.succeed(undefined)
  const inPath = Object.fromEntries(fieldsInPath(path).map((name) => [name, id]))
  const asked = { ...hearing.asked, headers: {}, body: nothing }
  return handle({ ...hearing, asked, inPath, query: "" }).pipe(
    Effect.map(({ body, status }) =>
      status === 200 && typeof body === "string" ? (JSON.parse(body) as Document) : undefined
    ),
    Effect.catchIf(
      ({ code }) => code === "not_found" || code === "forbidden" || code === "invalid",
      () => Effect.succeed(undefined)
    )
  )
}

/** What was found, by kind and id; `undefined`: it may not be seen, or is not there. */
type Found = Map<string, Map<string, Document | undefined>>

const countOf = (found: Found): number => [...found.values()].reduce((sum, { size }) => sum + size, 0)

const written = (found: Found): Document =>
  Object.fromEntries(
    [...found].map(([kind, things]) => [
      kind,
      Object.fromEntries([...things].filter(([, thing]) => thing !== undefined))
    ])
  )

const find = Effect.fnUntraced(function* (
  documents: ReadonlyArray<Document>,
  paths: ReadonlyArray<ReadonlyArray<string>>,
  { asking, found, hearing }: { readonly asking: Asking; readonly found: Found; readonly hearing: Hearing }
): Effect.fn.Return<void, Problem> {
  for (const [field, further] of Map.groupBy(paths, ([first = ""]) => first)) {
    const { asks, kind } = expansions[field as Expansion]
    const things = found.get(kind) ?? new Map<string, Document | undefined>()
    found.set(kind, things)
    const named: Array<Document> = []
    for (const document of documents) {
      const id = namedIn(document, field)
      if (typeof id !== "string") continue
      if (!things.has(id)) {
        if (countOf(found) >= most) return yield* Effect.fail(tooMany)
        things.set(id, yield* askedFor(asking(asks), id, hearing))
      }
      const thing = things.get(id)
      if (thing !== undefined) named.push(thing)
    }
    const rest = further.map((path) => path.slice(1)).filter((path) => path.length > 0)
    if (rest.length > 0) yield* find(named, rest, { asking, found, hearing })
  }
})

/** An answer with what is wanted of what it names. */
export const expanding = (
  answer: Answer,
  wanted: ReadonlyArray<string>,
  hearing: Hearing,
  asking: Asking
): Effect.Effect<Answer, Problem> => {
  if (answer.status !== 200 || typeof answer.body !== "string") return Effect.succeed(answer)
  const document: unknown = JSON.parse(answer.body)
  if (!isDocument(document)) return Effect.succeed(answer)
  const found: Found = new Map()
  const paths = wanted.map((path) => path.split("."))
  return Effect.map(find(documentsIn(document), paths, { asking, found, hearing }), () => ({
    ...answer,
    body: JSON.stringify({ ...document, expanded: written(found) })
  }))
}
