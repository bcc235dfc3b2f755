/**
 * What a configuration says of each part, and where in the document it says it.
 *
 * @module
 */
import type { Json } from "effect/Schema"
import { canonicalText } from "../values/canonical.ts"
import { nameOf } from "./changed.ts"
import type { Configuration, Fault } from "./Configuration.ts"
import { type PartChange, type PartDocument, type PartName, plainDocument } from "./Part.ts"

/** A part as a configuration says it, and where. */
export interface Said {
  readonly part: PartName
  readonly id: string
  readonly path: Fault["path"]
  readonly document: Json
}

const each = (
  part: PartName,
  list: string,
  documents: ReadonlyArray<PartDocument & { readonly id: string }> = []
): ReadonlyArray<Said> =>
  documents.map((document, n) => ({
    part,
    id: document.id,
    path: [list, n],
    document: plainDocument(part, document)
  }))

/** Everything that a configuration says; of a program the older version first. */
export const sayings = (configuration: Configuration): ReadonlyArray<Said> => {
  const { books, clients, operators, outlets, owners, programs, tenant, terminals, ...terms } = configuration
  return [
    { part: "tenant", id: tenant, path: [], document: plainDocument("tenant", terms) },
    ...each("owner", "owners", owners),
    ...each("outlet", "outlets", outlets),
    ...each("terminal", "terminals", terminals),
    ...each("operator", "operators", operators),
    ...each("client", "clients", clients),
    ...each("program", "programs", programs).toSorted(
      (a, b) => termsVersion(a.document) - termsVersion(b.document)
    )
  ]
}

/** What configurations have said last, by part. */
export type SaidLast = ReadonlyMap<string, Pick<Said, "part" | "id" | "document">>

/** The same of several: the one that the ledger was founded on, and what others have changed. */
export const saidLast = (founding: Configuration, changes: ReadonlyArray<PartChange>): SaidLast =>
  new Map([
    ...sayings(founding).map((said) => [nameOf(said), said] as const),
    ...changes.map(({ after, id, part }) => [nameOf({ id, part }), { part, id, document: after }] as const)
  ])

/** Whether two documents say the same. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  canonicalText(a) === canonicalText(b)

const fieldOf = (document: Json | undefined, name: string): unknown =>
  typeof document === "object" && document !== null ? Reflect.get(document, name) : undefined

/** The version of a program's terms; 0 where there are none. */
export const termsVersion = (document: Json | undefined): number => Number(fieldOf(document, "version") ?? 0)

/** Whether an outlet, terminal, operator or client is in service. */
export const isActive = (document: Json): boolean => fieldOf(document, "active") !== false
