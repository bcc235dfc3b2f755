/**
 * The journal of changes: who changed what of the network, when and why, field by field; and the network as it was then.
 *
 * @module
 */
import type { Json } from "effect/Schema"
import type { Changes } from "./command/Query.ts"
import type { Recorded } from "./batch/decideBatch.ts"
import { changesIn } from "./journal/Entry.ts"
import { reasonOf, systemClient } from "./journal/Operation.ts"
import type { PartName } from "./network/Part.ts"
import { canonicalText } from "./values/canonical.ts"
import type { ClientId, OperationId, OperatorId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** One field that is another one now. What has an id is named by it, and by its place what has none. */
export interface FieldChange {
  readonly path: ReadonlyArray<string>
  /** Absent: the field is new. */
  readonly before?: Json
  /** Absent: the field is gone. */
  readonly after?: Json
}

/** One change of one part. */
export interface Change {
  readonly operation: OperationId
  readonly at: Instant
  readonly part: PartName
  readonly id: string
  /** Of the part, from then on. */
  readonly version: number
  /** `configuration`: it stood in the document that a process was started with. */
  readonly by: "operation" | "configuration"
  readonly client: ClientId
  readonly operator: OperatorId | undefined
  readonly reason: string
  /** Everything that is another now; of a part that came new, all of it. */
  readonly fields: ReadonlyArray<FieldChange>
}

type Named = Readonly<Record<string, Json>>

const isNamed = (value: Json | undefined): value is Named =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const idOf = (item: Json): string | undefined =>
  isNamed(item) && typeof item["id"] === "string" ? item["id"] : undefined

/** What a value consists of, by name; a list does where each item has an id. */
const partsOf = (value: Json | undefined): Named | undefined => {
  if (isNamed(value)) return value
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items = value.flatMap((item: Json) => {
    const id = idOf(item)
    return id === undefined ? [] : [[id, item] as const]
  })
  return items.length === value.length ? Object.fromEntries(items) : undefined
}

/** What is another between two values. */
export const fieldsBetween = (
  before: Json | undefined,
  after: Json | undefined,
  path: ReadonlyArray<string>
): ReadonlyArray<FieldChange> => {
  if (canonicalText(before) === canonicalText(after)) return []
  const [earlier, later] = [partsOf(before), partsOf(after)]
  if (earlier === undefined || later === undefined)
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }]
  return [...new Set([...Object.keys(earlier), ...Object.keys(later)])].flatMap((name) =>
    fieldsBetween(earlier[name], later[name], [...path, name])
  )
}

const changesOf = ({ operation }: Recorded): ReadonlyArray<Change> =>
  changesIn(operation.entry).map(({ after, before, id, part, version }) => ({
    operation: operation.id,
    at: operation.recordedAt,
    part,
    id,
    version,
    by: operation.client === systemClient ? "configuration" : "operation",
    client: operation.client,
    operator: operation.operator,
    reason: reasonOf(operation),
    fields: fieldsBetween(before ?? {}, after, [])
  }))

/** The changes that a query asks for, oldest first. */
export const changes = (
  operations: ReadonlyArray<Recorded>,
  { from, id, part, to }: Changes
): ReadonlyArray<Change> =>
  operations
    .flatMap(changesOf)
    .filter(
      (change) =>
        (part === undefined || change.part === part) &&
        (id === undefined || change.id === id) &&
        (from === undefined || change.at >= from) &&
        (to === undefined || change.at < to)
    )
