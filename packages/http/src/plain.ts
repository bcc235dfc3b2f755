/**
 * Plain JSON of what the core answers: amounts as whole numbers, instants as RFC 3339, what is absent left out.
 *
 * @module
 */
import type { Report } from "@tessera/core"
import { instants } from "./api/instants.ts"

const isInstant: ReadonlySet<string> = new Set(instants)

const iso = (at: number): string => new Date(at).toISOString()

const plainField = (name: string, value: unknown): unknown =>
  typeof value === "number" && isInstant.has(name) ? iso(value) : value

/** JSON, as `JSON.stringify` would write it if it knew amounts and instants. */
export const plainText = (value: unknown): string =>
  JSON.stringify(value, (name, field: unknown) =>
    typeof field === "bigint" ? Number(field) : plainField(name, field)
  )

/** A report as JSON; its columns say which of its fields are instants. */
export const plainReport = <Row extends object>({ columns, rows, ...report }: Report<Row>): unknown => {
  const ofTime = new Set<string>(columns.filter(({ kind }) => kind === "instant").map(({ name }) => name))
  const plainRow = (row: Row): unknown =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        ofTime.has(name) && typeof value === "number" ? iso(value) : value
      ])
    )
  return { ...report, columns, rows: rows.map(plainRow) }
}
